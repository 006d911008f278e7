package dev.roadstead.operator.postgres;

import dev.roadstead.operator.postgres.Exposure.Elsewhere;
import dev.roadstead.operator.postgres.Exposure.Function;
import dev.roadstead.operator.postgres.Exposure.Hanger;
import dev.roadstead.operator.postgres.Exposure.Membership;
import dev.roadstead.operator.postgres.Exposure.Ownership;
import dev.roadstead.operator.postgres.Exposure.Prepared;
import dev.roadstead.operator.postgres.Exposure.Stranger;
import dev.roadstead.operator.postgres.Exposure.Trigger;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads an {@link Exposure}: a fixed number of queries, each of which leaves out what is as it should be. */
final class ExposureReader {
    private static final String OURS = " JOIN roadstead_meta.ledger l ON l.kind = 'SCHEMA' AND l.name = n.nspname";

    private final Names names;
    private final String database;
    private final boolean memberOptions;

    /** @param serverMajor before 16 a membership has no options of its own */
    ExposureReader(Names names, String database, int serverMajor) {
        this.names = names;
        this.database = database;
        this.memberOptions = serverMajor >= 16;
    }

    Exposure read(Connection connection) throws SQLException {
        Queries queries = new Queries(connection, names.rolePrefix());
        RightsReader rights = new RightsReader(queries, names, database);
        return new Exposure(
                memberships(queries),
                attributes(queries),
                settings(queries),
                rights.rights(),
                functions(queries),
                triggers(queries),
                strangers(queries),
                hangers(queries),
                owners(queries),
                rights.defaults(),
                prepared(queries),
                elsewhere(queries),
                new PlantReader(queries).plants());
    }

    private List<Membership> memberships(Queries queries) throws SQLException {
        List<Membership> found = new ArrayList<>();
        String options = memberOptions ? "m.inherit_option, m.set_option" : "true, true";
        queries.each(
                "SELECT r.rolname, u.rolname, coalesce(g.rolname, ''), m.admin_option, " + options
                        + " FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.roleid"
                        + " JOIN pg_roles u ON u.oid = m.member LEFT JOIN pg_roles g ON g.oid = m.grantor"
                        + " WHERE starts_with(r.rolname, ?) OR starts_with(u.rolname, ?) ORDER BY 1, 2, 3",
                row -> found.add(new Membership(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getBoolean(4),
                        row.getBoolean(5),
                        row.getBoolean(6))));
        return found;
    }

    /** Whether a login may log in is a wish's business; all else follows from what the role is for. */
    private static Map<String, Set<String>> attributes(Queries queries) throws SQLException {
        Map<String, Set<String>> found = new HashMap<>();
        queries.each(
                "SELECT r.rolname, o.word FROM pg_roles r"
                        + " LEFT JOIN roadstead_meta.ledger l ON l.kind = 'ROLE' AND l.name = r.rolname"
                        + " CROSS JOIN LATERAL (VALUES (r.rolsuper, 'NOSUPERUSER'), (r.rolcreatedb, 'NOCREATEDB'),"
                        + " (r.rolreplication, 'NOREPLICATION'), (r.rolbypassrls, 'NOBYPASSRLS'),"
                        + " (NOT r.rolinherit, 'INHERIT'),"
                        + " (r.rolcreaterole AND coalesce(l.part, '') <> 'ADMIN', 'NOCREATEROLE'),"
                        + " (NOT r.rolcreaterole AND l.part = 'ADMIN', 'CREATEROLE'),"
                        + " (r.rolcanlogin AND coalesce(l.part, '') NOT IN ('WRITER', 'CONSUMER', 'CHECKER'), 'NOLOGIN'))"
                        + " AS o (odd, word) WHERE o.odd AND starts_with(r.rolname, ?)",
                row -> found.computeIfAbsent(row.getString(1), r -> new TreeSet<>())
                        .add(row.getString(2)));
        return found;
    }

    private static Map<String, Map<String, Set<String>>> settings(Queries queries) throws SQLException {
        Map<String, Map<String, Set<String>>> found = new HashMap<>();
        queries.each(
                "SELECT r.rolname, coalesce(d.datname, ''), split_part(c.setting, '=', 1) FROM pg_db_role_setting s"
                        + " JOIN pg_roles r ON r.oid = s.setrole LEFT JOIN pg_database d ON d.oid = s.setdatabase"
                        + " CROSS JOIN LATERAL unnest(s.setconfig) AS c (setting) WHERE starts_with(r.rolname, ?)",
                row -> found.computeIfAbsent(row.getString(1), r -> new HashMap<>())
                        .computeIfAbsent(row.getString(2), d -> new TreeSet<>())
                        .add(row.getString(3)));
        return found;
    }

    private static List<Function> functions(Queries queries) throws SQLException {
        List<Function> found = new ArrayList<>();
        queries.each(
                "SELECT n.nspname, p.proname, pg_get_function_identity_arguments(p.oid), pg_get_userbyid(p.proowner),"
                        + " l.lanname, p.prosrc, p.prosecdef, p.provolatile, p.proparallel,"
                        + " coalesce(array_to_string(p.proconfig, ','), '') FROM pg_proc p"
                        + " JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang"
                        + " WHERE n.nspname IN " + RightsReader.OWN_SCHEMAS + " ORDER BY 1, 2, 3",
                row -> found.add(new Function(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6),
                        row.getBoolean(7),
                        row.getString(8),
                        row.getString(9),
                        row.getString(10))));
        return found;
    }

    private static List<Trigger> triggers(Queries queries) throws SQLException {
        List<Trigger> found = new ArrayList<>();
        queries.each(
                "SELECT n.nspname, c.relname, t.tgname, pg_get_triggerdef(t.oid), t.tgenabled = 'O' FROM pg_trigger t"
                        + " JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
                        + " WHERE NOT t.tgisinternal AND n.nspname IN " + RightsReader.OWN_SCHEMAS
                        + " ORDER BY 1, 2, 3",
                row -> found.add(new Trigger(
                        row.getString(1), row.getString(2), row.getString(3), row.getString(4), row.getBoolean(5))));
        return found;
    }

    /** A table of a store carries no marker of its own: it is ours if the store's owner owns it, or our roles use it. */
    private static List<Stranger> strangers(Queries queries) throws SQLException {
        List<Stranger> found = new ArrayList<>();
        queries.each(
                "SELECT n.nspname, CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'f' THEN"
                        + " 'FOREIGN TABLE' WHEN 'S' THEN 'SEQUENCE' WHEN 'c' THEN 'TYPE' ELSE 'TABLE' END,"
                        + " format('%I.%I', n.nspname, c.relname), pg_get_userbyid(c.relowner)"
                        + " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace" + OURS
                        + " LEFT JOIN roadstead_meta.ledger v ON v.kind = 'VIEW' AND v.schema_name = n.nspname"
                        + " AND v.name = c.relname WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'c')"
                        + " AND ((l.part IN ('PORT', 'GRANT') AND v.name IS NULL) OR (l.part = 'DATA' AND"
                        + " (c.relkind NOT IN ('r', 'p') OR (c.relowner <> n.nspowner AND NOT " + usedByOurs("c")
                        + "))))"
                        + " UNION ALL SELECT n.nspname, 'ROUTINE', format('%I.%I(%s)', n.nspname, p.proname,"
                        + " pg_get_function_identity_arguments(p.oid)), pg_get_userbyid(p.proowner) FROM pg_proc p"
                        + " JOIN pg_namespace n ON n.oid = p.pronamespace" + OURS + " WHERE l.part <> 'WORK'"
                        + " UNION ALL SELECT n.nspname, 'TYPE', format('%I.%I', n.nspname, t.typname),"
                        + " pg_get_userbyid(t.typowner) FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace"
                        + OURS + " WHERE l.part <> 'WORK' AND t.typtype IN ('d', 'e', 'r') ORDER BY 1, 2, 3",
                row -> found.add(new Stranger(row.getString(1), row.getString(2), row.getString(3), row.getString(4))));
        return found;
    }

    /** A view has one rule, by which it is one; our tables have neither rules nor parents, and the operator's no children. */
    private static List<Hanger> hangers(Queries queries) throws SQLException {
        List<Hanger> found = new ArrayList<>();
        String relation =
                ", CASE c.relkind WHEN 'v' THEN 'view ' ELSE 'table ' END || format('%I.%I', n.nspname, c.relname),"
                        + " pg_get_userbyid(c.relowner), ";
        String where = " JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN roadstead_meta.ledger l"
                + " ON l.kind = 'SCHEMA' AND l.name = n.nspname WHERE ";
        String shown = "(l.part IN ('PORT', 'GRANT') AND c.relkind = 'v')";
        queries.each(
                "SELECT n.nspname" + relation + "'rule ' || quote_ident(r.rulename) || ' was put on it',"
                        + " format('DROP RULE %I ON %I.%I', r.rulename, n.nspname, c.relname)"
                        + " FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class" + where + "r.rulename <> '_RETURN'"
                        + " AND (" + shown + " OR n.nspname IN " + RightsReader.OWN_SCHEMAS + ")"
                        + " UNION ALL SELECT n.nspname" + relation
                        + "'trigger ' || quote_ident(t.tgname) || ' was put on it',"
                        + " format('DROP TRIGGER %I ON %I.%I', t.tgname, n.nspname, c.relname)"
                        + " FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid" + where + "NOT t.tgisinternal AND "
                        + shown
                        + " UNION ALL SELECT n.nspname" + relation
                        + "'row security was turned on', format('ALTER TABLE %I.%I DISABLE ROW LEVEL SECURITY,"
                        + " NO FORCE ROW LEVEL SECURITY', n.nspname, c.relname) FROM pg_class c" + where
                        + "(c.relrowsecurity OR c.relforcerowsecurity) AND n.nspname IN " + RightsReader.OWN_SCHEMAS
                        // What is read, changed and deleted in a table is so in its children.
                        + " UNION ALL SELECT n.nspname, 'table ' || format('%I.%I', n.nspname, c.relname),"
                        + " pg_get_userbyid(k.relowner), format('it shows the rows of table %I.%I', kn.nspname, k.relname),"
                        + " format('ALTER TABLE %I.%I NO INHERIT %I.%I', kn.nspname, k.relname, n.nspname, c.relname)"
                        + " FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhparent AND c.relkind = 'r'"
                        + " JOIN pg_class k ON k.oid = i.inhrelid JOIN pg_namespace kn ON kn.oid = k.relnamespace"
                        + where + "n.nspname IN " + RightsReader.OWN_SCHEMAS
                        // Whoever may read a table reads its children with it, and no right on them is asked for.
                        + " UNION ALL SELECT n.nspname" + relation
                        + "format('its rows show in table %I.%I', pn.nspname,"
                        + " p.relname), CASE WHEN c.relispartition"
                        + " THEN format('ALTER TABLE %I.%I DETACH PARTITION %I.%I', pn.nspname, p.relname, n.nspname, c.relname)"
                        + " ELSE format('ALTER TABLE %I.%I NO INHERIT %I.%I', n.nspname, c.relname, pn.nspname, p.relname) END"
                        + " FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid AND c.relkind IN ('r', 'p')"
                        + " JOIN pg_class p ON p.oid = i.inhparent JOIN pg_namespace pn ON pn.oid = p.relnamespace"
                        + where
                        + "(p.relnamespace <> c.relnamespace OR p.relowner <> c.relowner) AND (n.nspname IN "
                        + RightsReader.OWN_SCHEMAS + " OR (l.part = 'DATA' AND (c.relowner = n.nspowner OR "
                        + usedByOurs("c") + "))) ORDER BY 1, 2, 4",
                row -> found.add(new Hanger(
                        row.getString(1), row.getString(2), row.getString(3), row.getString(4), row.getString(5))));
        return found;
    }

    private static String usedByOurs(String alias) {
        return "EXISTS (SELECT FROM aclexplode(" + alias + ".relacl) a JOIN roadstead_meta.ledger g ON g.kind = 'ROLE'"
                + " AND g.name = pg_get_userbyid(a.grantee))";
    }

    private static List<Ownership> owners(Queries queries) throws SQLException {
        List<Ownership> found = new ArrayList<>();
        String portOwner = "EXISTS (SELECT FROM roadstead_meta.ledger o WHERE o.kind = 'ROLE' AND o.part = 'PORT_OWNER'"
                + " AND o.name = pg_get_userbyid(%s))";
        // First what another role owns than its schema, which is little: the ledger is asked only about that.
        queries.each(
                "WITH elsewhere AS MATERIALIZED (SELECT n.nspname, n.nspowner, c.relname, c.relkind, c.relowner, c.relacl"
                        + " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                        + " WHERE c.relowner <> n.nspowner)"
                        + " SELECT n.nspname, 'SCHEMA', quote_ident(n.nspname), pg_get_userbyid(n.nspowner), r.name"
                        + " FROM pg_namespace n" + OURS + " JOIN roadstead_meta.ledger r ON r.kind = 'ROLE'"
                        + " AND r.part = 'DATA_OWNER' AND r.domain = l.domain AND r.object = l.object"
                        + " WHERE l.part IN ('DATA', 'WORK') AND r.name <> pg_get_userbyid(n.nspowner)"
                        + " UNION ALL SELECT n.nspname, 'SCHEMA', quote_ident(n.nspname), pg_get_userbyid(n.nspowner),"
                        + " coalesce((SELECT min(pg_get_userbyid(c.relowner)) FROM pg_class c WHERE c.relnamespace = n.oid"
                        + " AND c.relkind = 'v' AND " + portOwner.formatted("c.relowner") + "),"
                        // All schemas of one port version have one owner.
                        + " (SELECT min(pg_get_userbyid(s.nspowner)) FROM pg_namespace s JOIN roadstead_meta.ledger m"
                        + " ON m.kind = 'SCHEMA' AND m.name = s.nspname WHERE m.part IN ('PORT', 'GRANT')"
                        + " AND m.domain = l.domain AND m.object = l.object AND " + portOwner.formatted("s.nspowner")
                        + "))"
                        + " FROM pg_namespace n" + OURS + " WHERE l.part IN ('PORT', 'GRANT') AND NOT "
                        + portOwner.formatted("n.nspowner")
                        + " UNION ALL SELECT c.nspname, 'VIEW', format('%I.%I', c.nspname, c.relname),"
                        + " pg_get_userbyid(c.relowner), pg_get_userbyid(c.nspowner) FROM elsewhere c"
                        + " JOIN roadstead_meta.ledger v ON v.kind = 'VIEW' AND v.schema_name = c.nspname"
                        + " AND v.name = c.relname WHERE " + portOwner.formatted("c.nspowner")
                        + " UNION ALL SELECT n.nspname, 'TABLE', format('%I.%I', n.nspname, n.relname),"
                        + " pg_get_userbyid(n.relowner), pg_get_userbyid(n.nspowner) FROM elsewhere n" + OURS
                        + " WHERE l.part = 'DATA' AND n.relkind = 'r' AND " + usedByOurs("n")
                        + " UNION ALL SELECT n.nspname, 'SCHEMA', quote_ident(n.nspname), pg_get_userbyid(n.nspowner),"
                        + " current_user FROM pg_namespace n WHERE n.nspname IN " + RightsReader.OWN_SCHEMAS
                        + " AND pg_get_userbyid(n.nspowner) <> current_user"
                        + " UNION ALL SELECT n.nspname, 'TABLE', format('%I.%I', n.nspname, c.relname),"
                        + " pg_get_userbyid(c.relowner), current_user FROM pg_class c JOIN pg_namespace n"
                        + " ON n.oid = c.relnamespace WHERE n.nspname IN " + RightsReader.OWN_SCHEMAS
                        + " AND c.relkind = 'r' AND pg_get_userbyid(c.relowner) <> current_user"
                        + " UNION ALL SELECT n.nspname, 'FUNCTION', substr(" + RightsReader.function("p")
                        + ", 10), pg_get_userbyid(p.proowner), current_user FROM pg_proc p JOIN pg_namespace n"
                        + " ON n.oid = p.pronamespace WHERE n.nspname IN " + RightsReader.OWN_SCHEMAS
                        + " AND pg_get_userbyid(p.proowner) <> current_user ORDER BY 1, 2, 3",
                row -> found.add(new Ownership(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5) == null ? "" : row.getString(5))));
        return found;
    }

    /** What lies in this database goes with a role's end. */
    private static List<Elsewhere> elsewhere(Queries queries) throws SQLException {
        List<Elsewhere> found = new ArrayList<>();
        queries.each(
                "SELECT DISTINCT r.rolname, d.datname FROM pg_shdepend s JOIN pg_roles r ON r.oid = s.refobjid"
                        + " JOIN pg_database d ON d.oid = CASE s.dbid WHEN 0 THEN s.objid ELSE s.dbid END"
                        + " WHERE s.refclassid = 'pg_authid'::regclass AND d.datname <> current_database()"
                        + " AND (s.dbid <> 0 OR s.classid = 'pg_database'::regclass) AND starts_with(r.rolname, ?)"
                        + " ORDER BY 1, 2",
                row -> found.add(new Elsewhere(row.getString(1), row.getString(2))));
        return found;
    }

    private static List<Prepared> prepared(Queries queries) throws SQLException {
        List<Prepared> found = new ArrayList<>();
        queries.each(
                "SELECT gid, owner, database, extract(epoch FROM prepared)::bigint FROM pg_prepared_xacts"
                        + " WHERE starts_with(owner, ?) ORDER BY 1",
                row -> found.add(new Prepared(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        java.time.Instant.ofEpochSecond(row.getLong(4)))));
        return found;
    }
}
