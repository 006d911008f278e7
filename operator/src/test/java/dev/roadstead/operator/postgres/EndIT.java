package dev.roadstead.operator.postgres;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.access.Effect;
import dev.roadstead.operator.backend.GrantKey;
import dev.roadstead.operator.backend.GrantOutcome;
import dev.roadstead.operator.backend.GrantWish;
import dev.roadstead.operator.backend.Subject;
import dev.roadstead.testing.DevelopmentPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a consumer may do to outlive the end of its grant, and that none of it helps. */
class EndIT {
    private static final Subject OTHER = new Subject("marketing", Subject.Kind.REQUEST, "churn");
    private static final String PASSWORD = "consumer-password-delays";
    private static final Duration SOON = Duration.ofMinutes(1);
    private Mesh mesh;

    @BeforeEach
    void makeMesh() throws SQLException {
        mesh = new Mesh(DevelopmentPostgres.of(DevelopmentPostgres.DEFAULT_VERSION, "max_prepared_transactions=10"));
        mesh.provision();
        mesh.load("1, 'N1', 'JFK', 'a'", "2, 'N2', 'LGA', NULL", "3, NULL, 'EWR', 'c'");
    }

    @AfterEach
    void closeMesh() {
        mesh.close();
    }

    /** Each is run in a transaction that stays open; the session knows its grant's schema as {@code g}. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1",
                "SELECT count(*) FROM g.departures",
                "DECLARE c CURSOR FOR SELECT * FROM g.departures; FETCH 1 FROM c",
                "LOCK TABLE g.departures IN ACCESS SHARE MODE",
                "LOCK TABLE pg_class, pg_namespace, pg_attribute, pg_auth_members, pg_database IN ACCESS SHARE MODE",
                "SELECT pg_advisory_lock(n) FROM generate_series(1, 20) n",
                "SELECT pg_advisory_xact_lock(n) FROM generate_series(1, 20) n",
                "ALTER ROLE CURRENT_USER PASSWORD 'mine now'",
                "ALTER ROLE CURRENT_USER SET work_mem = '1MB'",
                "ALTER ROLE CURRENT_USER IN DATABASE db SET work_mem = '1MB'",
                "DROP OWNED BY CURRENT_USER",
                "DROP OWNED BY gate",
                "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC",
                "SELECT lo_create(0)",
                "LISTEN x; NOTIFY x, 'y'",
                "SET statement_timeout = 0; SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0"
            })
    void whateverItHoldsOpenItEnds(String sql) throws SQLException {
        GrantOutcome other = mesh.backend.grant(Mesh.wish(OTHER, Mesh.lens(Map.of()), null));
        GrantOutcome grant = mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null));
        try (Connection held = mesh.login(grant.login(), PASSWORD);
                Connection neighbour = mesh.login(other.login(), "consumer-password-churn")) {
            held.setAutoCommit(false);
            attempt(held, resolved(sql, grant));
            mesh.backend.grant(Mesh.wish(OTHER, Mesh.lens(Map.of("note", Effect.REDACT)), null));
            mesh.backend.release(Mesh.key(Mesh.DELAYS));
            assertThrows(SQLException.class, () -> Mesh.rows(held, "SELECT 1"), "its session has ended");
            assertEquals(
                    3,
                    Mesh.rows(neighbour, "SELECT * FROM " + other.schema() + ".departures")
                            .size());
        }
        assertGone(grant);
        assertEquals(
                grant.schema(),
                mesh.backend
                        .grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null))
                        .schema());
    }

    /** What it holds open does not keep its own grant as it is: another end, another lens. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER ROLE CURRENT_USER PASSWORD 'mine now'",
                "DROP OWNED BY CURRENT_USER",
                "DROP OWNED BY gate",
                "LOCK TABLE g.departures IN ACCESS SHARE MODE",
                "DECLARE c CURSOR FOR SELECT * FROM g.departures; FETCH 1 FROM c"
            })
    void whateverItHoldsOpenItsGrantChanges(String sql) throws SQLException {
        GrantOutcome grant = mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null));
        Instant end = Instant.now().plusSeconds(3600).truncatedTo(ChronoUnit.SECONDS);
        try (Connection held = mesh.login(grant.login(), PASSWORD)) {
            held.setAutoCommit(false);
            attempt(held, resolved(sql, grant));
            mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of("note", Effect.HIDDEN)), end));
        }
        try (Connection c = mesh.login(grant.login(), PASSWORD)) {
            assertThrows(SQLException.class, () -> Mesh.rows(c, "SELECT note FROM " + grant.schema() + ".departures"));
            assertEquals(
                    3,
                    Mesh.rows(c, "SELECT id FROM " + grant.schema() + ".departures")
                            .size());
        }
    }

    /** The same, committed: what it has left behind does not keep its login alive. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER ROLE CURRENT_USER PASSWORD 'mine now'",
                "ALTER ROLE CURRENT_USER SET role = 'none'",
                "ALTER ROLE CURRENT_USER IN DATABASE db SET search_path = 'pg_temp'",
                "DROP OWNED BY CURRENT_USER",
                "DROP OWNED BY gate",
                "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC",
                "SELECT lo_create(4711)"
            })
    void whateverItLeavesBehindItEnds(String sql) throws SQLException {
        GrantOutcome other = mesh.backend.grant(Mesh.wish(OTHER, Mesh.lens(Map.of()), null));
        GrantOutcome grant = mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null));
        try (Connection c = mesh.login(grant.login(), PASSWORD)) {
            attempt(c, resolved(sql, grant));
        }
        try (Connection neighbour = mesh.login(other.login(), "consumer-password-churn")) {
            assertEquals(
                    3,
                    Mesh.rows(neighbour, "SELECT * FROM " + other.schema() + ".departures")
                            .size(),
                    "nobody else has lost anything");
        }
        mesh.backend.release(Mesh.key(Mesh.DELAYS));
        assertGone(grant);
    }

    /** It sees the tables as they were, the old end too; the new end stands in the view, and views are never old. */
    @Test
    void anOldSnapshotDoesNotKeepAnOldEndWithTheOperatorDown() throws SQLException {
        GrantOutcome grant = mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null));
        String query = "SELECT count(*) FROM " + grant.schema() + ".departures";
        try (Connection old = mesh.login(grant.login(), PASSWORD)) {
            old.setAutoCommit(false);
            Mesh.execute(old, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
            Mesh.rows(old, "SELECT 1 FROM pg_class LIMIT 1");
            Instant end = Instant.now().plusSeconds(4).truncatedTo(ChronoUnit.SECONDS);
            mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), end));
            mesh.backend.close();
            await().atMost(SOON).until(() -> Instant.now().isAfter(end.plusMillis(100)));
            SQLException refused = assertThrows(SQLException.class, () -> Mesh.rows(old, query));
            assertEquals("42501", refused.getSQLState(), refused.toString());
            assertTrue(refused.getMessage().contains("ended at " + end), refused.getMessage());
        }
        mesh.backend = mesh.open();
    }

    @Test
    void aLaterEndTakesTheNamedOneOutAgain() throws SQLException {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        List<Instant> ends =
                List.of(now.plusSeconds(3600), now.plusSeconds(1800), now.plusSeconds(1800), now.plusSeconds(5400));
        List<Boolean> named = new ArrayList<>();
        for (Instant end : ends) {
            GrantOutcome grant = mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), end));
            List<String> state = mesh.state();
            mesh.reopen();
            mesh.provision();
            mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), end));
            assertEquals(state, mesh.state(), "a second pass writes nothing");
            try (Connection dba = mesh.database.superuser()) {
                named.add(Mesh.rows(dba, "SELECT pg_get_viewdef('" + grant.schema() + ".departures'::regclass)")
                        .getFirst()
                        .contains("timestamp with time zone"));
            }
        }
        assertEquals(List.of(false, true, true, false), named);
    }

    @Test
    void aPreparedTransactionIsRolledBack() throws SQLException {
        GrantOutcome grant = mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null));
        try (Connection c = mesh.login(grant.login(), PASSWORD)) {
            c.setAutoCommit(false);
            Mesh.execute(
                    c,
                    "DROP OWNED BY CURRENT_USER; SELECT * FROM " + grant.schema() + ".departures;"
                            + " PREPARE TRANSACTION 'it''s mine'");
            c.rollback();
        }
        mesh.backend.release(Mesh.key(Mesh.DELAYS));
        assertGone(grant);
        try (Connection dba = mesh.database.superuser()) {
            assertEquals(List.of(), Mesh.rows(dba, "SELECT gid FROM pg_prepared_xacts"));
        }
    }

    @Test
    void aPreparedTransactionDoesNotKeepAViewWide() throws SQLException {
        GrantOutcome grant = mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null));
        try (Connection c = mesh.login(grant.login(), PASSWORD)) {
            c.setAutoCommit(false);
            Mesh.execute(c, "SELECT * FROM " + grant.schema() + ".departures; PREPARE TRANSACTION 'p'");
            c.rollback();
            c.setAutoCommit(true);
            mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of("note", Effect.HIDDEN)), null));
            assertThrows(SQLException.class, () -> Mesh.rows(c, "SELECT note FROM " + grant.schema() + ".departures"));
            assertEquals(
                    3,
                    Mesh.rows(c, "SELECT id FROM " + grant.schema() + ".departures")
                            .size());
        }
    }

    @Test
    void whoOpensSessionsInALoopHasNoneInTheEnd() throws Exception {
        GrantOutcome grant = mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null));
        var stop = new AtomicBoolean();
        var opened = new AtomicInteger();
        List<CompletableFuture<Void>> attackers = new ArrayList<>();
        List<Connection> sessions = java.util.Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 4; i++) {
            attackers.add(CompletableFuture.runAsync(() -> {
                while (!stop.get()) {
                    try {
                        Connection c = mesh.login(grant.login(), PASSWORD);
                        sessions.add(c);
                        opened.incrementAndGet();
                        c.setAutoCommit(false);
                        Mesh.execute(c, "SET lock_timeout = 50");
                        Mesh.execute(c, "ALTER ROLE CURRENT_USER PASSWORD '" + PASSWORD + "'");
                    } catch (SQLException e) {
                        // Refused, or ended: it tries again.
                    }
                }
            }));
        }
        try {
            await().atMost(SOON).until(() -> opened.get() > 4);
            mesh.backend.release(Mesh.key(Mesh.DELAYS));
            assertGone(grant);
        } finally {
            stop.set(true);
            attackers.forEach(CompletableFuture::join);
            for (Connection c : sessions) {
                c.close();
            }
        }
        try (Connection dba = mesh.database.superuser()) {
            assertEquals(
                    List.of(),
                    Mesh.rows(
                            dba,
                            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND usename IS NULL"),
                    "no session has lost its role and lived on");
        }
    }

    @Test
    void anotherGrantOfTheSameIdentityNeverNotices() throws Exception {
        var second = new GrantKey(Mesh.DELAYS, Mesh.PORT, "billing");
        GrantOutcome stays = mesh.backend.grant(other(second));
        GrantOutcome grant = mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null));
        assertEquals(stays.login(), grant.login());
        var stop = new AtomicBoolean();
        var queries = new AtomicInteger();
        try (Connection busy = mesh.login(stays.login(), PASSWORD);
                Connection idle = mesh.login(stays.login(), PASSWORD)) {
            idle.setAutoCommit(false);
            Mesh.rows(idle, "SELECT * FROM " + stays.schema() + ".departures");
            CompletableFuture<Void> querying = CompletableFuture.runAsync(() -> {
                while (!stop.get()) {
                    try {
                        assertEquals(
                                3,
                                Mesh.rows(busy, "SELECT * FROM " + stays.schema() + ".departures")
                                        .size());
                        queries.incrementAndGet();
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                }
            });
            for (int i = 0; i < 5; i++) {
                mesh.backend.release(Mesh.key(Mesh.DELAYS));
                mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null));
            }
            mesh.backend.release(Mesh.key(Mesh.DELAYS));
            stop.set(true);
            querying.join();
            assertTrue(queries.get() > 10, queries.toString());
            assertEquals(
                    3,
                    Mesh.rows(idle, "SELECT * FROM " + stays.schema() + ".departures")
                            .size());
        }
    }

    /** Both have passed their check before the end; only the operator can cut them, and it does at the end. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatRunsWhenTheLeaseEndsIsCut(boolean cursor) throws Exception {
        GrantOutcome grant = mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null));
        String all = "SELECT pg_sleep(1) FROM " + grant.schema() + ".departures, generate_series(1, 100)";
        try (Connection c = mesh.login(grant.login(), PASSWORD)) {
            c.setAutoCommit(false);
            Mesh.execute(c, "SET statement_timeout = 0");
            CompletableFuture<SQLException> running;
            if (cursor) {
                Mesh.execute(c, "DECLARE c CURSOR FOR SELECT * FROM " + grant.schema() + ".departures; FETCH 1 FROM c");
                running = null;
            } else {
                running =
                        CompletableFuture.supplyAsync(() -> assertThrows(SQLException.class, () -> Mesh.rows(c, all)));
                await().atMost(SOON).until(() -> runs(grant.login()));
            }
            GrantWish wish = Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), Instant.now());
            mesh.backend.grant(ended(wish));
            SQLException cut = running == null
                    ? assertThrows(SQLException.class, () -> Mesh.rows(c, "FETCH 1 FROM c"))
                    : running.get();
            assertTrue(List.of("57P01", "08006", "08003").contains(cut.getSQLState()), cut.toString());
        }
    }

    /** What it holds was read while that was allowed, as a file on the reader's disk was; its session goes with the login. */
    @Test
    void aHoldableCursorShowsWhatWasReadBeforeAndNothingElse() throws SQLException {
        GrantOutcome grant = mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null));
        String all = "SELECT id FROM " + grant.schema() + ".departures";
        try (Connection c = mesh.login(grant.login(), PASSWORD)) {
            List<String> before = Mesh.rows(c, all);
            Mesh.execute(c, "DECLARE c SCROLL CURSOR WITH HOLD FOR " + all);
            mesh.load("99, 'N99', 'EWR', 'late'");
            mesh.backend.grant(ended(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), Instant.now())));
            assertThrows(SQLException.class, () -> Mesh.rows(c, all));
            assertEquals(before, Mesh.rows(c, "FETCH ALL FROM c"));
            mesh.backend.release(Mesh.key(Mesh.DELAYS));
            assertThrows(SQLException.class, () -> Mesh.rows(c, "FETCH ABSOLUTE 1 FROM c"));
        }
    }

    private boolean runs(String login) throws SQLException {
        try (Connection dba = mesh.database.superuser()) {
            return !Mesh.rows(
                            dba,
                            "SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%pg_sleep%'"
                                    + " AND usename = '" + login + "'")
                    .isEmpty();
        }
    }

    private static GrantWish ended(GrantWish wish) {
        return new GrantWish(
                wish.key(),
                wish.contract(),
                wish.lens(),
                wish.lease(),
                wish.notAfter(),
                true,
                wish.request(),
                wish.nextStep(),
                wish.credential(),
                wish.because());
    }

    /** What the catalogue says of two at the same row is tried again, and nobody hears of it. */
    @Test
    void aDbaAtWorkOnTheSameObjectsIsNoFailure() throws Exception {
        GrantOutcome grant = mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null));
        var stop = new AtomicBoolean();
        var changes = new AtomicInteger();
        List<String> work = List.of(
                "ALTER ROLE " + grant.login() + " SET application_name = 'x'",
                "COMMENT ON SCHEMA " + grant.schema() + " IS 'x'",
                "GRANT USAGE ON SCHEMA roadstead_meta TO pg_monitor; REVOKE USAGE ON SCHEMA roadstead_meta FROM pg_monitor",
                "GRANT USAGE ON SCHEMA roadstead_keys TO pg_monitor; REVOKE USAGE ON SCHEMA roadstead_keys FROM pg_monitor",
                "ALTER ROLE " + grant.login() + " CONNECTION LIMIT 10");
        List<CompletableFuture<Void>> dbas = new ArrayList<>();
        for (String sql : work) {
            dbas.add(CompletableFuture.runAsync(() -> {
                try (Connection dba = mesh.database.superuser()) {
                    while (!stop.get()) {
                        try {
                            Mesh.execute(dba, sql);
                            changes.incrementAndGet();
                        } catch (SQLException e) {
                            // The DBA loses now and then, too.
                        }
                    }
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            }));
        }
        try {
            Instant end = Instant.now().plusSeconds(36_000).truncatedTo(ChronoUnit.SECONDS);
            for (int i = 0; i < 15; i++) {
                Map<String, Effect> lens = i % 2 == 0 ? Map.of("note", Effect.REDACT) : Map.of();
                mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(lens), end.plusSeconds(i)));
            }
        } finally {
            stop.set(true);
            dbas.forEach(CompletableFuture::join);
        }
        assertTrue(changes.get() > 50, changes.toString());
    }

    private static GrantWish other(GrantKey key) {
        GrantWish wish = Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null);
        return new GrantWish(
                key,
                wish.contract(),
                wish.lens(),
                wish.lease(),
                wish.notAfter(),
                false,
                wish.request(),
                wish.nextStep(),
                wish.credential(),
                wish.because());
    }

    private String resolved(String sql, GrantOutcome grant) throws SQLException {
        String gate;
        try (Connection dba = mesh.database.superuser()) {
            gate = Mesh.rows(
                            dba,
                            "SELECT r.rolname FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.roleid"
                                    + " JOIN pg_roles u ON u.oid = m.member WHERE u.rolname = '" + grant.login() + "'")
                    .getFirst();
        }
        return sql.replace("g.departures", grant.schema() + ".departures")
                .replace("DATABASE db", "DATABASE " + mesh.database.name())
                .replace("BY gate", "BY " + gate);
    }

    /** What the server refuses is no danger; the test goes on to the end all the same. */
    private static void attempt(Connection c, String sql) throws SQLException {
        try {
            Mesh.execute(c, sql);
        } catch (SQLException e) {
            assertEquals("42501", e.getSQLState(), e.toString());
            Mesh.execute(c, "ROLLBACK");
        }
    }

    private void assertGone(GrantOutcome grant) throws SQLException {
        assertThrows(
                SQLException.class, () -> mesh.login(grant.login(), PASSWORD).close());
        try (Connection dba = mesh.database.superuser()) {
            assertEquals(
                    List.of(), Mesh.rows(dba, "SELECT rolname FROM pg_roles WHERE rolname = '" + grant.login() + "'"));
            assertEquals(
                    List.of(),
                    Mesh.rows(dba, "SELECT nspname FROM pg_namespace WHERE nspname = '" + grant.schema() + "'"));
            assertFalse(Mesh.rows(dba, "SELECT 1").isEmpty());
        }
    }
}
