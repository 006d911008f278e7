package dev.roadstead.operator.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.access.Effect;
import dev.roadstead.operator.access.RowCondition;
import dev.roadstead.operator.access.RowOperator;
import dev.roadstead.operator.backend.GrantOutcome;
import dev.roadstead.operator.backend.Subject;
import dev.roadstead.testing.DevelopmentPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the documentation says Roadstead does not do, tried: that it goes exactly so far, and no further. Whoever closes one of
 * these finds the sentence to change by the test that fails.
 */
class HonestLimitsIT {
    private static final String PASSWORD = "consumer-password-delays";
    private static final RowCondition ONLY_JFK = new RowCondition("origin", RowOperator.IN, List.of("JFK"));
    private Mesh mesh;

    @BeforeEach
    void makeMesh() throws SQLException {
        mesh = new Mesh(DevelopmentPostgres.shared());
        mesh.provision();
        mesh.load("1, 'N1', 'JFK', 'a'", "2, 'N2', 'LGA', 'secret'", "3, 'N3', 'JFK', NULL");
    }

    @AfterEach
    void closeMesh() {
        mesh.close();
    }

    /** "A row filter hides content, not existence": of what is shown clear. */
    @Test
    void aPlanTellsThatARowIsHiddenButOnlyByWhatIsShownClear() throws SQLException {
        GrantOutcome grant =
                mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of("note", Effect.HASH), ONLY_JFK), null));
        try (Connection c = mesh.login(grant.login(), PASSWORD)) {
            String view = grant.schema() + ".departures";
            assertEquals(List.of(), Mesh.rows(c, "SELECT id FROM " + view + " WHERE tail_number = 'N2'"));
            assertNotEquals(
                    removed(c, view, "id = 2"), removed(c, view, "id = 4"), "the documented limit is gone: say so");
            assertEquals(
                    removed(c, view, "note = 'secret'"),
                    removed(c, view, "note = 'no such'"),
                    "a masked column answers no guess");
        }
    }

    /** How many rows the plan says it dropped at the table: the filter of the view first, then the guess. */
    private static List<String> removed(Connection c, String view, String guess) throws SQLException {
        return Mesh.rows(
                        c,
                        "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) SELECT id FROM " + view + " WHERE "
                                + guess)
                .stream()
                .map(String::strip)
                .filter(line -> line.startsWith("Rows Removed") || line.contains("Scan"))
                .toList();
    }

    /** "Names are visible", of roles too; but neither rows nor who reads what. */
    @Test
    void namesAndDefinitionsAreVisibleAndRowsAndReadersAreNot() throws SQLException {
        GrantOutcome grant = mesh.backend.grant(
                Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of("tail_number", Effect.HASH), ONLY_JFK), null));
        Subject other = new Subject("marketing", Subject.Kind.REQUEST, "churn");
        GrantOutcome curious = mesh.backend.grant(Mesh.wish(other, Mesh.lens(Map.of()), null));
        try (Connection c = mesh.login(curious.login(), "consumer-password-churn")) {
            List<String> definition =
                    Mesh.rows(c, "SELECT definition FROM pg_views WHERE schemaname = '" + grant.schema() + "'");
            assertTrue(definition.toString().contains("JFK"), "a filter's values are visible: " + definition);
            assertEquals(
                    "42501",
                    assertThrows(
                                    SQLException.class,
                                    () -> Mesh.rows(c, "SELECT * FROM " + grant.schema() + ".departures"))
                            .getSQLState());
            assertEquals(List.of(), Mesh.rows(c, "SELECT * FROM pg_stats WHERE schemaname = '" + grant.schema() + "'"));
            List<String> roles = Mesh.rows(c, "SELECT rolname FROM pg_roles WHERE rolname LIKE 'rs\\_%'");
            assertTrue(roles.contains(grant.login()), roles.toString());
            assertFalse(roles.toString().contains("delays") || roles.toString().contains("insights"), roles.toString());
        }
    }

    /** "Hash is pseudonymisation": who may load guesses into any port and sees their hashes has the key to equal values. */
    @Test
    void aLoadedGuessIsRecognisedByItsHashAndNothingElseIs() throws SQLException {
        GrantOutcome grant = mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of("note", Effect.HASH)), null));
        mesh.load("9, 'guess', 'XXX', 'secret'");
        try (Connection c = mesh.login(grant.login(), PASSWORD)) {
            String view = grant.schema() + ".departures";
            String found = "SELECT id FROM " + view + " WHERE note = (SELECT note FROM " + view + " WHERE id = 9)";
            assertEquals(List.of("2", "9"), Mesh.rows(c, found + " ORDER BY id"));
            assertEquals(
                    List.of("0"),
                    Mesh.rows(
                            c,
                            "SELECT count(*) FROM " + view + " WHERE note IN ('secret', md5('secret'),"
                                    + " encode(sha256('secret'), 'hex'), left(encode(sha256('secret'), 'hex'), 32))"),
                    "without the key no value can be hashed");
        }
    }
}
