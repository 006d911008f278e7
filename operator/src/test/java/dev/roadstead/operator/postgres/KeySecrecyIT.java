package dev.roadstead.operator.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.access.Effect;
import dev.roadstead.operator.access.RowCondition;
import dev.roadstead.operator.access.RowOperator;
import dev.roadstead.operator.backend.GrantOutcome;
import dev.roadstead.testing.DevelopmentPostgres;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The key of the hash mask is in nothing that a consumer can read: no definition, function, setting, statistic or plan. */
class KeySecrecyIT {
    private static final String PASSWORD = "consumer-password-delays";
    /** Twice as many bytes of the key in a row are found wherever they begin. */
    private static final int PIECE = 8;

    private Mesh mesh;
    private GrantOutcome grant;
    private byte[] key;

    @BeforeEach
    void makeMesh() throws SQLException {
        mesh = new Mesh(DevelopmentPostgres.shared());
        mesh.provision();
        mesh.load("1, 'N1', 'JFK', 'a'", "2, 'N2', 'LGA', NULL");
        grant = mesh.backend.grant(Mesh.wish(
                Mesh.DELAYS,
                Mesh.lens(
                        Map.of("tail_number", Effect.HASH, "id", Effect.HASH),
                        new RowCondition("origin", RowOperator.IN, List.of("JFK", "LGA"))),
                null));
        try (Connection db = mesh.database.superuser();
                Statement s = db.createStatement()) {
            s.execute("ANALYZE");
            try (ResultSet row = s.executeQuery("SELECT k FROM roadstead_keys.mesh")) {
                assertTrue(row.next());
                key = row.getBytes(1);
            }
        }
        assertEquals(64, key.length);
    }

    @AfterEach
    void closeMesh() {
        mesh.close();
    }

    @Test
    void noCatalogueShowsIt() throws SQLException {
        try (Connection consumer = mesh.login(grant.login(), PASSWORD)) {
            assertEquals(List.of(), catalogues(consumer));
            SQLException refused =
                    assertThrows(SQLException.class, () -> Mesh.rows(consumer, "SELECT k FROM roadstead_keys.mesh"));
            assertEquals("42501", refused.getSQLState());
        }
    }

    /** The search is worth something: a key that lies open is found wherever it may be put. */
    @Test
    void aKeyThatLiesOpenIsFound() throws SQLException {
        String hex = HexFormat.of().formatHex(key);
        try (Connection db = mesh.database.superuser();
                Connection consumer = mesh.login(grant.login(), PASSWORD)) {
            Mesh.execute(db, "CREATE VIEW planted AS SELECT '\\x" + hex + "'::bytea AS k");
            Mesh.execute(
                    db,
                    "CREATE FUNCTION planted() RETURNS text LANGUAGE sql AS $$ SELECT '"
                            + Base64.getEncoder().encodeToString(key) + "' $$");
            Mesh.execute(db, "ALTER ROLE " + Sql.id(grant.login()) + " SET app.key = '" + hex.substring(30, 64) + "'");
            Mesh.execute(
                    db, "COMMENT ON SCHEMA " + Sql.id(grant.schema()) + " IS '" + hex.toUpperCase(Locale.ROOT) + "'");
            String found = String.join(" ", catalogues(consumer));
            for (String where : List.of("pg_views", "pg_rewrite", "pg_proc", "pg_db_role_setting", "pg_description")) {
                assertTrue(found.contains("pg_catalog." + where + " "), where + " in " + found);
            }
            String plan = plan(consumer, "SELECT '\\x" + hex + "'::bytea AS k");
            assertTrue(pieces().stream().anyMatch(plan::contains), "in a plan");
        }
    }

    @Test
    void noPlanShowsIt() throws SQLException {
        String view = Sql.id(grant.schema()) + ".departures";
        try (Connection consumer = mesh.login(grant.login(), PASSWORD)) {
            for (String query : List.of(
                    "SELECT * FROM " + view,
                    "SELECT a.id FROM " + view + " a JOIN " + view + " b USING (tail_number) WHERE a.id > 0",
                    "SELECT tail_number FROM " + view + " WHERE tail_number = 'x' OR origin = 'JFK' ORDER BY 1")) {
                String plan = plan(consumer, query);
                assertTrue(plan.contains("InitPlan") && plan.contains("sha256") && plan.contains("PLANNEDSTMT"), plan);
                assertEquals(List.of(), pieces().stream().filter(plan::contains).toList(), query);
            }
        }
    }

    /** Everything in the catalogues that this session may read, where a piece of the key is in it. */
    private List<String> catalogues(Connection session) throws SQLException {
        List<String> relations = Mesh.rows(
                session,
                "SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                        + " WHERE n.nspname IN ('pg_catalog', 'information_schema') AND c.relkind IN ('r', 'v')"
                        + " AND has_table_privilege(c.oid, 'SELECT') ORDER BY 1");
        assertTrue(relations.size() > 150, relations.toString());
        List<String> pieces = pieces();
        var found = new ArrayList<String>();
        for (String relation : relations) {
            for (String row : readable(session, relation)) {
                pieces.stream()
                        .filter(row::contains)
                        .findFirst()
                        .ifPresent(piece -> found.add(relation + " shows " + piece));
            }
        }
        return found;
    }

    private static List<String> readable(Connection session, String relation) throws SQLException {
        try {
            return Mesh.rows(session, "SELECT t::text FROM " + relation + " t");
        } catch (SQLException e) {
            // A view over what this login may not read.
            assertEquals("42501", e.getSQLState(), relation + ": " + e.getMessage());
            return List.of();
        }
    }

    /** All that a session can learn of how its query is run: also what the server prints of trees as messages. */
    private static String plan(Connection session, String query) throws SQLException {
        var plan = new StringBuilder();
        try (Statement s = session.createStatement()) {
            s.execute("SET client_min_messages = log");
            s.execute("SET debug_print_plan = on");
            s.execute("SET debug_print_rewritten = on");
            s.execute("SET debug_print_parse = on");
            plan.append(String.join("\\n", Mesh.rows(session, "EXPLAIN (VERBOSE, ANALYZE, SETTINGS) " + query)));
            s.execute("PREPARE q AS " + query);
            s.execute("SET plan_cache_mode = force_generic_plan");
            plan.append(String.join("\\n", Mesh.rows(session, "EXPLAIN (VERBOSE) EXECUTE q")));
            s.execute("DEALLOCATE q");
            s.execute(query);
            for (SQLWarning w = s.getWarnings(); w != null; w = w.getNextWarning()) {
                plan.append(w.getMessage())
                        .append(
                                w instanceof org.postgresql.util.PSQLWarning p
                                        ? p.getServerErrorMessage().getDetail()
                                        : "");
            }
            s.execute("RESET ALL");
        }
        return plan.toString();
    }

    /** Pieces of the key as a definition, a setting or the tree of a query would print them. */
    private List<String> pieces() throws SQLException {
        String hex = HexFormat.of().formatHex(key);
        var pieces = new ArrayList<String>();
        for (int i = 0; i + PIECE <= key.length; i += PIECE) {
            String piece = hex.substring(2 * i, 2 * (i + PIECE));
            pieces.add(piece);
            pieces.add(piece.toUpperCase(Locale.ROOT));
            int from = i;
            pieces.add(IntStream.range(from, from + PIECE)
                    .mapToObj(n -> String.valueOf(key[n]))
                    .collect(Collectors.joining(" ")));
        }
        String base64 = Base64.getEncoder().encodeToString(key);
        String url = Base64.getUrlEncoder().encodeToString(key);
        for (int i = 0; i + 12 <= base64.length() - 2; i += 12) {
            pieces.add(base64.substring(i, i + 12));
            pieces.add(url.substring(i, i + 12));
        }
        try (Connection db = mesh.database.superuser()) {
            pieces.add(Mesh.rows(db, "SELECT encode(substr(k, 1, 16), 'escape') FROM roadstead_keys.mesh")
                    .getFirst());
            pieces.add(Mesh.rows(db, "SELECT encode(substr(k, 40, 16), 'escape') FROM roadstead_keys.mesh")
                    .getFirst());
        }
        pieces.add(new String(key, StandardCharsets.ISO_8859_1).substring(0, PIECE));
        return pieces;
    }
}
