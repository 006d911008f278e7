package dev.roadstead.operator.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.access.Effect;
import dev.roadstead.operator.access.RowCondition;
import dev.roadstead.operator.access.RowOperator;
import dev.roadstead.operator.backend.GrantOutcome;
import dev.roadstead.operator.backend.LeaseState;
import dev.roadstead.operator.backend.PortWish;
import dev.roadstead.operator.backend.Proof;
import dev.roadstead.operator.backend.Subject;
import dev.roadstead.operator.contract.Column;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.contract.Relation;
import dev.roadstead.testing.DevelopmentPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a consumer can do, asked as the consumer. */
class GrantIT {
    private static final Subject OTHER = new Subject("marketing", Subject.Kind.REQUEST, "churn");
    private static final String PASSWORD = "consumer-password-delays";
    private Mesh mesh;

    @BeforeEach
    void makeMesh() throws SQLException {
        mesh = new Mesh(DevelopmentPostgres.shared());
        mesh.provision();
        mesh.load("1, 'N1', 'JFK', 'a'", "2, 'N2', 'LGA', NULL", "3, NULL, 'EWR', 'c'");
    }

    @AfterEach
    void closeMesh() {
        mesh.close();
    }

    @Test
    void readsThroughItsLensAndIsRefusedElsewhere() throws SQLException {
        mesh.backend.grant(Mesh.wish(OTHER, Mesh.lens(Map.of()), null));
        GrantOutcome grant = mesh.backend.grant(Mesh.wish(
                Mesh.DELAYS,
                Mesh.lens(
                        Map.of("tail_number", Effect.HASH, "note", Effect.HIDDEN),
                        new RowCondition("origin", RowOperator.IN, List.of("JFK", "LGA"))),
                null));

        Proof proof = mesh.backend.verify(Mesh.key(Mesh.DELAYS), PASSWORD);
        assertTrue(proof.ok(), proof.message());
        assertTrue(
                proof.message().contains("a neighbour's grant 42501")
                        && proof.message().contains("departures.note 42703"),
                proof.message());
        try (Connection c = mesh.login(grant.login(), PASSWORD)) {
            List<String> rows =
                    Mesh.rows(c, "SELECT id, tail_number FROM " + grant.schema() + ".departures ORDER BY id");
            assertEquals(2, rows.size());
            assertTrue(rows.getFirst().matches("1\\|[0-9a-f]{32}"), rows.toString());
        }
        assertFalse(mesh.backend.logsIn(grant.login(), "wrong"));
    }

    @Test
    void equalValuesStayJoinableAndNullStaysNull() throws SQLException {
        GrantOutcome one =
                mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of("tail_number", Effect.HASH)), null));
        GrantOutcome two = mesh.backend.grant(Mesh.wish(OTHER, Mesh.lens(Map.of("tail_number", Effect.HASH)), null));
        List<String> first;
        try (Connection c = mesh.login(one.login(), PASSWORD)) {
            first = Mesh.rows(c, "SELECT id, tail_number FROM " + one.schema() + ".departures ORDER BY id");
        }
        try (Connection c = mesh.login(two.login(), "consumer-password-churn")) {
            assertEquals(
                    first, Mesh.rows(c, "SELECT id, tail_number FROM " + two.schema() + ".departures ORDER BY id"));
        }
        assertEquals("3|null", first.get(2));
    }

    @Test
    void aSecondPassWritesNothing() throws SQLException {
        var wish = Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of("tail_number", Effect.HASH)), null);
        mesh.backend.grant(wish);
        List<String> before = mesh.state();
        mesh.provision();
        mesh.backend.grant(wish);
        assertEquals(before, mesh.state());
        mesh.reopen();
        mesh.provision();
        mesh.backend.grant(wish);
        assertEquals(before, mesh.state());
    }

    @Test
    void anOpenSessionIsRefusedAtItsNextStatementAndOthersNeverNotice() throws SQLException {
        GrantOutcome other = mesh.backend.grant(Mesh.wish(OTHER, Mesh.lens(Map.of()), null));
        GrantOutcome grant = mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null));
        try (Connection c = mesh.login(grant.login(), PASSWORD);
                Connection neighbour = mesh.login(other.login(), "consumer-password-churn")) {
            Mesh.rows(c, "SELECT * FROM " + grant.schema() + ".departures");
            mesh.backend.release(Mesh.key(Mesh.DELAYS));
            SQLException refused = assertThrows(
                    SQLException.class, () -> Mesh.rows(c, "SELECT * FROM " + grant.schema() + ".departures"));
            assertTrue(List.of("57P01", "42501", "08006", "42P01").contains(refused.getSQLState()), refused.toString());
            assertEquals(
                    3,
                    Mesh.rows(neighbour, "SELECT * FROM " + other.schema() + ".departures")
                            .size());
        }
        assertThrows(SQLException.class, () -> mesh.login(grant.login(), PASSWORD));
    }

    @Test
    void anOpenCursorDoesNotOutliveTheGrant() throws SQLException {
        GrantOutcome grant = mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null));
        try (Connection c = mesh.login(grant.login(), PASSWORD)) {
            c.setAutoCommit(false);
            Mesh.execute(c, "DECLARE c CURSOR FOR SELECT * FROM " + grant.schema() + ".departures");
            assertEquals(1, Mesh.rows(c, "FETCH 1 FROM c").size());
            mesh.backend.release(Mesh.key(Mesh.DELAYS));
            assertThrows(SQLException.class, () -> Mesh.rows(c, "FETCH 1 FROM c"));
        }
    }

    @Test
    void narrowingReachesAnIdleReaderThatHoldsALock() throws SQLException {
        GrantOutcome grant = mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null));
        try (Connection idle = mesh.login(grant.login(), PASSWORD);
                Connection free = mesh.login(grant.login(), PASSWORD)) {
            idle.setAutoCommit(false);
            Mesh.rows(idle, "SELECT * FROM " + grant.schema() + ".departures");
            mesh.backend.grant(Mesh.wish(
                    Mesh.DELAYS, Mesh.lens(Map.of("tail_number", Effect.REDACT, "note", Effect.HIDDEN)), null));
            assertEquals(
                    List.of("1|***|JFK"),
                    Mesh.rows(free, "SELECT * FROM " + grant.schema() + ".departures WHERE id = 1"));
            assertThrows(
                    SQLException.class, () -> Mesh.rows(idle, "SELECT note FROM " + grant.schema() + ".departures"));
        }
    }

    @Test
    void theLeaseEndsWithoutTheOperatorAndSaysWhy() throws SQLException {
        Instant end = Instant.now().plusSeconds(5).truncatedTo(ChronoUnit.SECONDS);
        GrantOutcome grant = mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), end));
        mesh.backend.close();
        try (Connection c = mesh.login(grant.login(), PASSWORD)) {
            Mesh.execute(c, "PREPARE p AS SELECT * FROM " + grant.schema() + ".departures");
            assertEquals(3, Mesh.rows(c, "EXECUTE p").size());
            Mesh.rows(
                    c,
                    "SELECT pg_sleep(greatest(0, extract(epoch FROM '" + end + "'::timestamptz - clock_timestamp())))");
            for (String sql : List.of("EXECUTE p", "SELECT count(*) FROM " + grant.schema() + ".departures")) {
                SQLException refused = assertThrows(SQLException.class, () -> Mesh.rows(c, sql));
                assertEquals("42501", refused.getSQLState());
                assertTrue(
                        refused.getMessage()
                                        .contains("access to flights/departures.v1 by request insights/delays ended at")
                                && refused.getMessage().contains("ask flights to raise maxDuration"),
                        refused.getMessage());
            }
        }
        mesh.backend = mesh.open();
        assertEquals(
                Instant.parse("2026-01-01T00:00:00Z"),
                mesh.backend
                        .lease(Mesh.DELAYS, "flights", "departures", "delay-analysis")
                        .orElseThrow()
                        .startTime());
    }

    @Test
    void anEndedLeaseKeepsItsAddressWithNothingBehindIt() throws SQLException {
        var live = Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), Instant.now().plusSeconds(3600));
        GrantOutcome grant = mesh.backend.grant(live);
        try (Connection c = mesh.login(grant.login(), PASSWORD)) {
            mesh.backend.grant(new dev.roadstead.operator.backend.GrantWish(
                    live.key(),
                    live.contract(),
                    live.lens(),
                    live.lease(),
                    Instant.now().minusSeconds(1),
                    true,
                    live.request(),
                    live.nextStep(),
                    live.credential(),
                    live.because()));
            SQLException refused = assertThrows(
                    SQLException.class, () -> Mesh.rows(c, "SELECT * FROM " + grant.schema() + ".departures"));
            assertEquals("42501", refused.getSQLState());
            // Not an empty answer either, where a condition can be judged without reading anything.
            refused = assertThrows(
                    SQLException.class,
                    () -> Mesh.rows(c, "SELECT id FROM " + grant.schema() + ".departures WHERE origin = 'JFK'"));
            assertEquals("42501", refused.getSQLState());
            assertThrows(SQLException.class, () -> mesh.login(grant.login(), PASSWORD));
            GrantOutcome again = mesh.backend.grant(live);
            assertEquals(grant.schema(), again.schema());
            assertEquals(
                    3,
                    Mesh.rows(c, "SELECT * FROM " + grant.schema() + ".departures")
                            .size());
        }
    }

    @Test
    void releasedAndGrantedAgainItHasTheSameAddressLoginAndLease() throws SQLException {
        GrantOutcome before = mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null));
        mesh.backend.release(Mesh.key(Mesh.DELAYS));
        mesh.backend.release(Mesh.PORT);
        mesh.backend.release(Mesh.STORE);
        mesh.reopen();
        mesh.provision();
        GrantOutcome after = mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null));
        assertEquals(before, after);
        try (Connection c = mesh.login(after.login(), PASSWORD)) {
            assertEquals(
                    3,
                    Mesh.rows(c, "SELECT * FROM " + after.schema() + ".departures")
                            .size());
        }
    }

    @Test
    void aPortThatLosesAColumnTakesItFromEveryGrantInOneGo() throws SQLException {
        GrantOutcome grant = mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null));
        List<Column> fewer =
                new ArrayList<>(Mesh.CONTRACT.relations().getFirst().columns());
        fewer.removeIf(c -> c.name().equals("tail_number"));
        Contract contract = new Contract(List.of(new Relation("departures", "departures", null, fewer)));
        var narrower = new dev.roadstead.operator.backend.GrantWish(
                Mesh.key(Mesh.DELAYS),
                contract,
                Mesh.lens(Map.of()),
                LeaseState.from(Instant.parse("2026-01-01T00:00:00Z")),
                null,
                false,
                "insights/delays",
                "ask flights to raise maxDuration",
                Mesh.password(PASSWORD),
                Mesh.because(1));
        mesh.backend.publish(new PortWish(Mesh.PORT, Mesh.STORE, contract));
        try (Connection c = mesh.login(grant.login(), PASSWORD)) {
            assertEquals(
                    List.of("1|JFK|a"), Mesh.rows(c, "SELECT * FROM " + grant.schema() + ".departures WHERE id = 1"));
            List<String> before = mesh.state();
            mesh.backend.grant(narrower);
            assertEquals(before, mesh.state());
        }
        mesh.reopen();
        mesh.backend.publish(new PortWish(Mesh.PORT, Mesh.STORE, Mesh.CONTRACT));
        mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null));
        try (Connection c = mesh.login(grant.login(), PASSWORD)) {
            assertEquals(
                    List.of("1|N1|JFK|a"),
                    Mesh.rows(c, "SELECT * FROM " + grant.schema() + ".departures WHERE id = 1"));
        }
    }

    @Test
    void writersBuildInTheirWorkSchemaAndNowhereElse() throws SQLException {
        String login = mesh.backend
                .provision(Mesh.store(Map.of("loader", Mesh.password("loader-password"))))
                .writers()
                .get("loader");
        try (Connection c = mesh.login(login, "loader-password")) {
            Mesh.execute(c, "CREATE TABLE flights__nyc__main__work.stage (a int)");
            for (String sql : List.of(
                    "CREATE TABLE flights__nyc__main__data.x (a int)",
                    "ALTER TABLE flights__nyc__main__data.departures ADD COLUMN x int",
                    "CREATE INDEX i ON flights__nyc__main__data.departures (origin)",
                    "SELECT * FROM flights__departures__v1__port.departures",
                    "SELECT k FROM roadstead_keys.mesh",
                    "SELECT * FROM roadstead_meta.ledger",
                    "SELECT roadstead_meta.admit('x')",
                    "BEGIN; LOCK TABLE roadstead_meta.fence IN ACCESS SHARE MODE")) {
                SQLException refused = assertThrows(SQLException.class, () -> Mesh.execute(c, sql), sql);
                assertEquals("42501", refused.getSQLState(), sql);
                Mesh.execute(c, "ROLLBACK");
            }
        }
        mesh.backend.provision(Mesh.store(Map.of()));
        assertThrows(SQLException.class, () -> mesh.login(login, "loader-password"));
    }
}
