package dev.roadstead.operator.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Sums over the row versions of every catalogue that a snapshot is made of, in one query. Any committed change to one of
 * its rows gives another sum; rows are neither compared nor fetched. What products do in their own work schemas and
 * elsewhere leaves them alone.
 */
final class Sums {
    private static final String WHOLE = "SELECT sum(hashint8(t.xmin::text::bigint)::numeric) + count(*) FROM ";

    /** Small, or of the whole server. */
    private static final List<String> CATALOGUES = List.of(
            "pg_auth_members",
            "pg_namespace",
            "pg_database",
            "pg_db_role_setting",
            "pg_default_acl",
            "pg_policy",
            "pg_language",
            "pg_parameter_acl",
            "pg_tablespace",
            "pg_foreign_data_wrapper",
            "pg_foreign_server",
            "pg_statistic_ext",
            "pg_inherits",
            "pg_trigger");

    private static final List<String> RECORDS =
            List.of("store", "ledger", "identity", "login", "address", "lease", "grants", "orphan", "unrecorded");

    private final String rolePrefix;
    private final String sql;

    Sums(Names names) {
        this.rolePrefix = names.rolePrefix();
        String ours = "(SELECT n.oid FROM pg_namespace n LEFT JOIN roadstead_meta.ledger l ON l.kind = 'SCHEMA'"
                + " AND l.name = n.nspname WHERE n.nspname IN " + RightsReader.OWN_SCHEMAS
                + " OR (l.name IS NOT NULL AND l.part <> 'WORK'))";
        String relations = "(SELECT c.oid FROM pg_class c WHERE c.relnamespace IN " + ours + ")";
        List<String> sums = new ArrayList<>();
        CATALOGUES.forEach(table -> sums.add(WHOLE + table + " t"));
        RECORDS.forEach(table -> sums.add(WHOLE + "roadstead_meta." + table + " t"));
        sums.add(WHOLE + "roadstead_keys.mesh t");
        sums.add(WHOLE + "pg_class t WHERE t.relnamespace IN " + ours);
        sums.add(WHOLE + "pg_proc t WHERE t.pronamespace IN " + ours);
        sums.add(WHOLE + "pg_type t WHERE t.typnamespace IN " + ours);
        sums.add(WHOLE + "pg_attribute t WHERE t.attrelid IN " + relations);
        sums.add(WHOLE + "pg_rewrite t WHERE t.ev_class IN " + relations);
        sums.add(WHOLE + "pg_index t WHERE t.indrelid IN " + relations);
        sums.add(WHOLE + "pg_constraint t WHERE t.conrelid IN " + relations);
        sums.add(WHOLE + "pg_attrdef t WHERE t.adrelid IN " + relations);
        // pg_authid is closed to us; what its view shows is all but the password.
        sums.add("SELECT sum(hashtext(t::text)::bigint) + count(*) FROM pg_roles t WHERE starts_with(t.rolname, ?)");
        sums.add(
                "SELECT sum(hashtext(t.gid)::bigint) + count(*) FROM pg_prepared_xacts t WHERE starts_with(t.owner, ?)");
        this.sql = "SELECT concat_ws(' ', (" + String.join("), (", sums) + "))";
    }

    String read(Connection connection) throws SQLException {
        StringBuilder found = new StringBuilder();
        new Queries(connection, rolePrefix).each(sql, row -> found.append(row.getString(1)));
        return found.toString();
    }
}
