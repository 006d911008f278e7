-- Who has which right on the tables behind a port, its views and the views of its grants. Judged as the server does, with
-- memberships followed to the end, except that a member counts however it was made one: what SET ROLE or a grant to
-- oneself would open is open. Parameters: data schema, tables, port schemas, domain and name of the port.
WITH asked AS (
    SELECT ?::text AS data, ?::text[] AS tables, ?::text[] AS ports, ?::text AS domain, ?::text AS port
), prefix AS (
    SELECT 'rs_' || left(replace(store_id::text, '-', ''), 8) || '_' AS p FROM roadstead_meta.store
), rel AS (
    SELECT c.oid, c.relname, c.relowner, c.relacl, n.nspname, n.nspowner, n.nspacl,
           CASE WHEN n.nspname = asked.data THEN 'TABLE' WHEN n.nspname = ANY (asked.ports) THEN 'PORT' ELSE 'GRANT' END AS place
      FROM asked, pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
       AND ((n.nspname = asked.data AND c.relname = ANY (asked.tables)) OR n.nspname = ANY (asked.ports)
            OR n.nspname IN (SELECT g.schema_name FROM roadstead_meta.grants g
                           WHERE g.port_domain = asked.domain AND g.port = asked.port))
), owners AS (
    SELECT relowner AS oid FROM rel UNION SELECT nspowner FROM rel
), acl AS (
    SELECT rel.oid, a.grantee, a.privilege_type, NULL::text AS col FROM rel, aclexplode(rel.relacl) a
     WHERE a.grantee <> rel.relowner
    UNION ALL
    SELECT rel.oid, a.grantee, a.privilege_type, t.attname::text
      FROM rel JOIN pg_attribute t ON t.attrelid = rel.oid AND t.attnum > 0 AND NOT t.attisdropped,
           aclexplode(t.attacl) a
), usage AS (
    SELECT rel.oid, a.grantee FROM rel, aclexplode(rel.nspacl) a WHERE a.privilege_type = 'USAGE'
), login AS (
    SELECT r.oid, r.rolname, r.rolsuper, r.rolbypassrls, r.rolreplication, r.rolcreaterole, starts_with(r.rolname, prefix.p) AS ours
      FROM pg_roles r, prefix WHERE r.rolcanlogin
), checker AS (
    -- Reads the views of its store's ports for the operator; listed with those that no grant binds.
    SELECT r.oid FROM pg_roles r JOIN roadstead_meta.ledger g ON g.kind = 'ROLE' AND g.part = 'CHECKER' AND g.name = r.rolname
), reader AS (
    -- Who can use a right: logins, and roles without a login that were given one directly. Everybody stands for himself.
    SELECT oid, rolname::text AS rolname, ours FROM login WHERE NOT rolsuper
    UNION
    SELECT r.oid, r.rolname::text, starts_with(r.rolname, prefix.p) FROM pg_roles r, prefix
     WHERE r.oid IN (SELECT grantee FROM acl) AND NOT r.rolsuper
    UNION
    SELECT 0::oid, 'PUBLIC', false
), rights AS (
    SELECT x.rolname, x.ours, rel.place, rel.nspname, rel.relname, acl.privilege_type,
           array_agg(DISTINCT coalesce(g.rolname::text, 'PUBLIC')) FILTER (WHERE acl.grantee <> x.oid) AS via,
           bool_or(acl.col IS NULL) AS whole, array_agg(DISTINCT acl.col) FILTER (WHERE acl.col IS NOT NULL) AS cols
      FROM rel JOIN acl ON acl.oid = rel.oid
      LEFT JOIN pg_roles g ON g.oid = acl.grantee
      JOIN reader x ON CASE
           WHEN rel.place = 'GRANT' AND x.ours THEN false
           WHEN rel.place = 'PORT' AND acl.privilege_type = 'SELECT' AND x.oid IN (SELECT oid FROM checker) THEN false
           WHEN x.oid = 0 THEN acl.grantee = 0
           WHEN acl.grantee = 0 THEN NOT EXISTS (SELECT FROM usage u WHERE u.oid = rel.oid AND u.grantee = 0)
           ELSE pg_has_role(x.oid, acl.grantee, 'MEMBER') END
     WHERE EXISTS (SELECT FROM usage u WHERE u.oid = rel.oid
                      AND CASE WHEN u.grantee = 0 THEN true WHEN x.oid = 0 THEN false
                               ELSE pg_has_role(x.oid, u.grantee, 'MEMBER') END)
       AND x.oid NOT IN (SELECT oid FROM owners)
       AND NOT CASE WHEN x.oid = 0 THEN false ELSE pg_has_role(x.oid, rel.relowner, 'MEMBER') END
     GROUP BY 1, 2, 3, 4, 5, 6
), powers AS (
    SELECT l.rolname::text AS rolname, array_remove(ARRAY[
             CASE WHEN l.rolname = current_user THEN 'is the operator' END,
             CASE WHEN l.oid IN (SELECT oid FROM checker) AND EXISTS (SELECT FROM rel JOIN acl ON acl.oid = rel.oid
                       WHERE rel.place = 'PORT' AND acl.grantee = l.oid) THEN 'checks the data for the operator' END,
             CASE WHEN l.rolsuper THEN 'superuser'
                  WHEN EXISTS (SELECT FROM pg_roles s WHERE s.rolsuper AND pg_has_role(l.oid, s.oid, 'MEMBER'))
                  THEN 'may become a superuser' END,
             CASE WHEN l.rolbypassrls THEN 'BYPASSRLS' END,
             CASE WHEN l.rolreplication AND NOT l.rolsuper THEN 'REPLICATION (may copy the whole server)' END,
             CASE WHEN NOT l.rolsuper AND pg_has_role(l.oid, 'pg_read_all_data', 'MEMBER') THEN 'pg_read_all_data' END,
             CASE WHEN NOT l.rolsuper AND pg_has_role(l.oid, 'pg_write_all_data', 'MEMBER') THEN 'pg_write_all_data' END,
             CASE WHEN NOT l.rolsuper AND (pg_has_role(l.oid, 'pg_execute_server_program', 'MEMBER')
                       OR pg_has_role(l.oid, 'pg_read_server_files', 'MEMBER')) THEN 'reads files of the server' END,
             CASE WHEN NOT l.rolsuper AND EXISTS (SELECT FROM owners o WHERE pg_has_role(l.oid, o.oid, 'MEMBER'))
                  THEN 'owns the table or the views' END,
             CASE WHEN l.rolcreaterole AND NOT l.rolsuper AND current_setting('server_version_num')::int < 160000
                  THEN 'CREATEROLE (may become any role but a superuser)' END], NULL) AS reasons
      FROM login l
)
SELECT current_user::text AS operator, rolname AS role, NULL::boolean AS ours, NULL::text AS place, NULL::text AS schema,
       NULL::text AS relation, NULL::text AS privilege, NULL::text[] AS via, NULL::text[] AS columns, reasons
  FROM powers WHERE cardinality(reasons) > 0
UNION ALL
SELECT current_user::text, rolname, ours, place, nspname::text, relname::text, privilege_type,
       coalesce(via, '{}'), CASE WHEN whole THEN '{}' ELSE coalesce(cols, '{}') END, NULL
  FROM rights
 ORDER BY place NULLS FIRST, role, schema, relation, privilege
