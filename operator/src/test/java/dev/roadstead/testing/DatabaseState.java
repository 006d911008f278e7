package dev.roadstead.testing;

import dev.roadstead.testing.DevelopmentPostgres.MeshDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Everything a database says of itself and of its roles: equal before and after means that nothing was written. */
public final class DatabaseState {

    private static final List<String> CATALOGUES = List.of(
            "pg_class",
            "pg_namespace",
            "pg_authid",
            "pg_auth_members",
            "pg_db_role_setting",
            "pg_attribute",
            "pg_rewrite",
            "pg_description");
    private static final List<String> TABLES =
            List.of("ledger", "identity", "login", "address", "lease", "grants", "store");

    public static List<String> of(MeshDatabase database) throws SQLException {
        try (Connection connection = database.superuser()) {
            List<String> state = new ArrayList<>();
            for (String catalogue : CATALOGUES) {
                state.add(sum(connection, catalogue, "xmin::text || ctid::text"));
            }
            for (String table : TABLES) {
                state.add(sum(connection, "roadstead_meta." + table, "t.xmin::text || t::text"));
            }
            return state;
        }
    }

    private static String sum(Connection connection, String table, String row) throws SQLException {
        String sql = "SELECT count(*), sum(hashtext(" + row + ")::bigint) FROM " + table + " t";
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return table + " " + rows.getLong(1) + " rows, " + rows.getString(2);
        }
    }

    private DatabaseState() {}
}
