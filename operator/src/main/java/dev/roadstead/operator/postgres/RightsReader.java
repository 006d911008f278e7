package dev.roadstead.operator.postgres;

import dev.roadstead.operator.postgres.Exposure.DefaultRight;
import dev.roadstead.operator.postgres.Exposure.Right;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads rights that are odd: given to nobody of ours, with the option to hand them on, on single columns, on the
 * operator's own schemas, on a database, to create in schemas of others, on what is in no schema; and those of owners and of the two roles every grant needs, where they are gone.
 */
final class RightsReader {
    /** The operator's own schemas, in SQL. */
    static final String OWN_SCHEMAS = "('roadstead_meta', 'roadstead_keys', 'roadstead_history')";

    private static final String SCHEMAS = "ours AS (SELECT n.oid, n.nspname, n.nspowner, n.nspacl, l.part"
            + " FROM pg_namespace n JOIN roadstead_meta.ledger l ON l.kind = 'SCHEMA' AND l.name = n.nspname)";
    private static final String ROLES = "known AS (SELECT g.oid, g.rolname FROM pg_roles g"
            + " JOIN roadstead_meta.ledger l ON l.kind = 'ROLE' AND l.name = g.rolname)";
    private static final String ENTRY =
            ", a.grantee = 0, pg_get_userbyid(a.grantee), pg_get_userbyid(a.grantor), a.privilege_type, ";
    private static final String TABLE = "'TABLE ' || format('%I.%I', n.nspname, c.relname)";
    private static final String RELATIONS =
            " FROM pg_class c JOIN ours n ON n.oid = c.relnamespace AND n.part <> 'WORK'";
    private static final String OWN = " JOIN pg_namespace n ON n.nspname IN " + OWN_SCHEMAS + " AND n.oid = ";

    private final Queries queries;
    private final Names names;
    private final String database;

    /** @param database the one these queries run in */
    RightsReader(Queries queries, Names names, String database) {
        this.queries = queries;
        this.names = names;
        this.database = database;
    }

    List<Right> rights() throws SQLException {
        List<Right> found = new ArrayList<>();
        queries.each(onObjects(), row -> found.add(right(row)));
        queries.each(onStrays(), row -> found.add(right(row)));
        queries.each(onOwnSchemas(), row -> found.add(right(row)));
        queries.each(onDatabases(), row -> found.add(right(row)));
        queries.each(onOthersSchemas(), row -> found.add(right(row)));
        queries.each(onServer(), row -> found.add(right(row)));
        found.removeIf(this::isGiven);
        queries.each(missing(), row -> found.add(right(row)));
        return found;
    }

    private static Right right(ResultSet row) throws SQLException {
        return new Right(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getBoolean(5) ? Snapshot.PUBLIC : row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getBoolean(9),
                row.getBoolean(10));
    }

    /** Owners that are not ours are left out: their objects are reported, and nothing of them can be revoked. */
    private static String onObjects() {
        String odd = " a LEFT JOIN known k ON k.oid = a.grantee WHERE a.grantee <> ";
        return "WITH " + SCHEMAS + ", " + ROLES
                + " SELECT n.nspname, " + TABLE + ", o.rolname, ''" + ENTRY + "k.oid IS NOT NULL, false" + RELATIONS
                + " JOIN known o ON o.oid = c.relowner CROSS JOIN LATERAL aclexplode(c.relacl)" + odd
                + "c.relowner AND (a.is_grantable OR k.oid IS NULL) AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')"
                + " UNION ALL SELECT n.nspname, " + TABLE + ", o.rolname, t.attname" + ENTRY + "false, false"
                + RELATIONS
                + " JOIN known o ON o.oid = c.relowner JOIN pg_attribute t ON t.attrelid = c.oid AND t.attacl IS NOT NULL"
                + " CROSS JOIN LATERAL aclexplode(t.attacl) a WHERE a.grantee <> c.relowner"
                + " UNION ALL SELECT n.nspname, 'SCHEMA ' || quote_ident(n.nspname), o.rolname, ''" + ENTRY
                + "k.oid IS NOT NULL, false FROM ours n JOIN known o ON o.oid = n.nspowner"
                + " CROSS JOIN LATERAL aclexplode(n.nspacl)" + odd + "n.nspowner AND (a.is_grantable OR k.oid IS NULL)";
    }

    /**
     * A role that owns ports owns nothing but their schemas and views. What bears another name, or lies elsewhere, was renamed or
     * moved, and shows what it showed then, whatever is decided since.
     */
    private static String onStrays() {
        String stray =
                "WITH owner AS MATERIALIZED (SELECT g.oid, g.rolname FROM pg_roles g JOIN roadstead_meta.ledger l"
                        + " ON l.kind = 'ROLE' AND l.name = g.rolname AND l.part = 'PORT_OWNER'), strange AS (SELECT n.oid,"
                        + " n.nspname, n.nspowner, n.nspacl FROM pg_namespace n WHERE NOT EXISTS (SELECT FROM"
                        + " roadstead_meta.ledger l WHERE l.kind = 'SCHEMA' AND l.name = n.nspname))";
        String relations =
                " FROM owner o JOIN pg_class c ON c.relowner = o.oid JOIN strange n ON n.oid = c.relnamespace";
        return stray + " SELECT n.nspname, 'SCHEMA ' || quote_ident(n.nspname), o.rolname, ''" + ENTRY
                + "false, false FROM owner o JOIN strange n ON n.nspowner = o.oid"
                + " CROSS JOIN LATERAL aclexplode(n.nspacl) a WHERE a.grantee <> n.nspowner"
                + " UNION ALL SELECT n.nspname, " + TABLE + ", o.rolname, ''" + ENTRY + "false, false" + relations
                + " CROSS JOIN LATERAL aclexplode(c.relacl) a WHERE a.grantee <> c.relowner"
                + " UNION ALL SELECT n.nspname, " + TABLE + ", o.rolname, t.attname" + ENTRY + "false, false"
                + relations
                + " JOIN pg_attribute t ON t.attrelid = c.oid AND t.attacl IS NOT NULL"
                + " CROSS JOIN LATERAL aclexplode(t.attacl) a WHERE a.grantee <> c.relowner";
    }

    private static String onOwnSchemas() {
        String owned = ", current_user::text, ";
        return "SELECT n.nspname, 'SCHEMA ' || quote_ident(n.nspname)" + owned + "''" + ENTRY
                + "false, false FROM pg_namespace n CROSS JOIN LATERAL aclexplode(n.nspacl) a WHERE n.nspname IN "
                + OWN_SCHEMAS + " AND a.grantee <> n.nspowner"
                + " UNION ALL SELECT n.nspname, " + TABLE + owned + "''" + ENTRY + "false, false FROM pg_class c" + OWN
                + "c.relnamespace CROSS JOIN LATERAL aclexplode(c.relacl) a WHERE a.grantee <> c.relowner"
                + " UNION ALL SELECT n.nspname, " + TABLE + owned + "t.attname" + ENTRY + "false, false FROM pg_class c"
                + OWN + "c.relnamespace JOIN pg_attribute t ON t.attrelid = c.oid AND t.attacl IS NOT NULL"
                + " CROSS JOIN LATERAL aclexplode(t.attacl) a WHERE a.grantee <> c.relowner"
                + " UNION ALL SELECT n.nspname, " + function("p") + owned + "''" + ENTRY + "false, false FROM pg_proc p"
                + OWN
                + "p.pronamespace CROSS JOIN LATERAL aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a"
                + " WHERE a.grantee <> p.proowner";
    }

    static String function(String alias) {
        return "'FUNCTION ' || format('%I.%I(%s)', n.nspname, " + alias
                + ".proname, pg_get_function_identity_arguments(" + alias + ".oid))";
    }

    private static String onDatabases() {
        return "SELECT '', 'DATABASE ' || quote_ident(d.datname), pg_get_userbyid(d.datdba), ''" + ENTRY
                + "false, false FROM pg_database d CROSS JOIN LATERAL aclexplode(d.datacl) a"
                + " JOIN pg_roles r ON r.oid = a.grantee WHERE starts_with(r.rolname, ?)";
    }

    /** Where one of our logins may make functions, others may call what looks like theirs. */
    private static String onOthersSchemas() {
        return "SELECT n.nspname, 'SCHEMA ' || quote_ident(n.nspname), pg_get_userbyid(n.nspowner), ''" + ENTRY
                + "false, false FROM pg_namespace n CROSS JOIN LATERAL aclexplode(n.nspacl) a"
                + " JOIN pg_roles r ON r.oid = a.grantee WHERE starts_with(r.rolname, ?) AND a.privilege_type = 'CREATE'"
                + " AND a.grantee <> n.nspowner AND n.nspname NOT IN " + OWN_SCHEMAS
                + " AND NOT EXISTS (SELECT FROM roadstead_meta.ledger l WHERE l.kind = 'SCHEMA' AND l.name = n.nspname)";
    }

    /** What is in no schema and does more than read: settings, languages, disks, ways to other servers. */
    private static String onServer() {
        return Stream.of(
                        onServer("PARAMETER", "pg_parameter_acl", "parname", "paracl", "10"),
                        onServer("LANGUAGE", "pg_language", "lanname", "lanacl", "o.lanowner"),
                        onServer("TABLESPACE", "pg_tablespace", "spcname", "spcacl", "o.spcowner"),
                        onServer("FOREIGN DATA WRAPPER", "pg_foreign_data_wrapper", "fdwname", "fdwacl", "o.fdwowner"),
                        onServer("FOREIGN SERVER", "pg_foreign_server", "srvname", "srvacl", "o.srvowner"))
                .collect(Collectors.joining(" UNION ALL "));
    }

    private static String onServer(String type, String catalogue, String name, String acl, String owner) {
        return "SELECT '', '" + type + " ' || quote_ident(o." + name + "), pg_get_userbyid(" + owner + "), ''" + ENTRY
                + "false, false FROM " + catalogue + " o CROSS JOIN LATERAL aclexplode(o." + acl + ") a"
                + " JOIN pg_roles r ON r.oid = a.grantee WHERE starts_with(r.rolname, ?)";
    }

    /** What every grant stands on: the gate's two rights, the key's reader, and what owners hold on their own objects. */
    private String missing() {
        String gate = Sql.text(names.gate());
        String keys = Sql.text(names.keyReader());
        String gone = ", false, %s, current_user::text, %s, false, true";
        return "SELECT 'roadstead_meta', " + function("p") + ", current_user::text, ''"
                + gone.formatted(gate, "'EXECUTE'") + " FROM pg_proc p" + OWN + "p.pronamespace WHERE p.proname IN "
                + Layout.gateFunctionsInSql() + " AND NOT EXISTS (SELECT FROM aclexplode(p.proacl) a"
                + " JOIN pg_roles r ON r.oid = a.grantee WHERE r.rolname = " + gate + ")"
                + " UNION ALL SELECT 'roadstead_keys', " + TABLE + ", current_user::text, ''"
                + gone.formatted(keys, "'SELECT'") + " FROM pg_class c" + OWN
                + "c.relnamespace WHERE n.nspname = 'roadstead_keys' AND c.relname = 'mesh' AND NOT EXISTS"
                + " (SELECT FROM aclexplode(c.relacl) a JOIN pg_roles r ON r.oid = a.grantee WHERE r.rolname = " + keys
                + ")"
                + " UNION ALL SELECT '', 'DATABASE ' || quote_ident(d.datname), current_user::text, ''"
                + gone.formatted(gate, "'CONNECT'") + " FROM pg_database d WHERE d.datname = current_database()"
                + " AND NOT EXISTS (SELECT FROM aclexplode(d.datacl) a JOIN pg_roles r ON r.oid = a.grantee"
                + " WHERE a.privilege_type = 'CONNECT' AND r.rolname = " + gate + ")"
                + " UNION ALL (WITH " + SCHEMAS + ", " + ROLES + " SELECT n.nspname, " + TABLE + ", o.rolname, ''"
                + ", false, o.rolname, o.rolname, 'ALL', false, true" + RELATIONS
                + " JOIN known o ON o.oid = c.relowner WHERE c.relacl IS NOT NULL AND c.relkind IN ('r', 'v')"
                + " AND (SELECT count(*) FROM aclexplode(c.relacl) a WHERE a.grantee = c.relowner)"
                + " < (SELECT count(*) FROM aclexplode(acldefault('r', c.relowner)))"
                + " UNION ALL SELECT n.nspname, 'SCHEMA ' || quote_ident(n.nspname), o.rolname, '', false, o.rolname,"
                + " o.rolname, 'ALL', false, true FROM ours n JOIN known o ON o.oid = n.nspowner"
                + " WHERE n.nspacl IS NOT NULL AND (SELECT count(*) FROM aclexplode(n.nspacl) a"
                + " WHERE a.grantee = n.nspowner) < 2)";
    }

    /** The few rights that Installation gives. */
    private boolean isGiven(Right right) {
        if (right.grantee().equals(names.gate())) {
            return (right.on().startsWith("DATABASE ") && right.privilege().equals("CONNECT") && isHere(right))
                    || (right.schema().equals("roadstead_meta") && Layout.isForGate(right.on()));
        }
        return right.grantee().equals(names.keyReader())
                && right.on().equals("TABLE roadstead_keys.mesh")
                && right.column().isEmpty()
                && right.privilege().equals("SELECT");
    }

    private boolean isHere(Right right) {
        return right.on().equals("DATABASE " + database) || right.on().equals("DATABASE " + Sql.id(database));
    }

    List<DefaultRight> defaults() throws SQLException {
        List<DefaultRight> found = new ArrayList<>();
        // An owner's or an admin's own: nothing that is to come may be open. In a schema of ours: whoever's.
        queries.each(
                "SELECT pg_get_userbyid(d.defaclrole), coalesce(n.nspname, ''), d.defaclobjtype, a.grantee = 0,"
                        + " pg_get_userbyid(a.grantee) FROM pg_default_acl d"
                        + " LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace"
                        + " LEFT JOIN roadstead_meta.ledger s ON s.kind = 'SCHEMA' AND s.name = n.nspname AND s.part <> 'WORK'"
                        + " LEFT JOIN roadstead_meta.ledger r ON r.kind = 'ROLE' AND r.name = pg_get_userbyid(d.defaclrole)"
                        + " AND r.part IN ('ADMIN', 'DATA_OWNER', 'PORT_OWNER')"
                        + " CROSS JOIN LATERAL aclexplode(d.defaclacl) a"
                        + " WHERE (s.name IS NOT NULL OR r.name IS NOT NULL) AND a.grantee <> d.defaclrole"
                        + " AND NOT (a.grantee = 0 AND n.oid IS NULL AND d.defaclobjtype IN ('f', 'T'))",
                row -> found.add(new DefaultRight(
                        row.getString(1),
                        row.getString(2),
                        type(row.getString(3)),
                        row.getBoolean(4) ? Snapshot.PUBLIC : row.getString(5))));
        return found.stream().distinct().toList();
    }

    private static String type(String code) {
        return switch (code) {
            case "r" -> "TABLES";
            case "S" -> "SEQUENCES";
            case "f" -> "FUNCTIONS";
            case "T" -> "TYPES";
            case "n" -> "SCHEMAS";
            default -> "LARGE OBJECTS";
        };
    }
}
