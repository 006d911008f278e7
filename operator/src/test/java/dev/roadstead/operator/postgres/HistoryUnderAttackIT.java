package dev.roadstead.operator.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.access.Effect;
import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.operator.backend.GrantKey;
import dev.roadstead.operator.backend.GrantOutcome;
import dev.roadstead.operator.backend.GrantWish;
import dev.roadstead.operator.backend.KnownStore;
import dev.roadstead.operator.backend.Subject;
import dev.roadstead.operator.history.Gaps;
import dev.roadstead.operator.history.Head;
import dev.roadstead.operator.history.Question;
import dev.roadstead.testing.DevelopmentPostgres;
import dev.roadstead.testing.DevelopmentPostgres.MeshDatabase;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A history that can't be written, a transaction that fails, an operator that dies, a backup that comes back. */
class HistoryUnderAttackIT {
    private static final Subject OTHER = new Subject("marketing", Subject.Kind.REQUEST, "churn");
    private static final String PASSWORD = "consumer-password-delays";
    private static final String EVENTS =
            "SELECT event, coalesce(body ->> 'reason', '') FROM roadstead_history.entry WHERE grant_key LIKE '%delays%'"
                    + " ORDER BY seq";
    private Mesh mesh;

    @BeforeEach
    void makeMesh() throws SQLException {
        mesh = new Mesh(DevelopmentPostgres.shared());
        mesh.provision();
        mesh.load("1, 'N1', 'JFK', 'a'");
    }

    @AfterEach
    void closeMesh() {
        mesh.close();
    }

    private static GrantWish clear(Instant notAfter) {
        return Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), notAfter);
    }

    private static GrantWish hashed() {
        return Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of("tail_number", Effect.HASH)), null);
    }

    private void refusedForHistory(GrantWish wish) {
        BackendException refused = assertThrows(BackendException.class, () -> mesh.backend.grant(wish));
        assertEquals("HistoryNotWritable", refused.reason(), refused.getMessage());
    }

    private List<String> read(Connection c, GrantOutcome grant) throws SQLException {
        return Mesh.rows(c, "SELECT tail_number FROM " + grant.schema() + ".departures");
    }

    @Test
    void whatCantBeRecordedIsNotSeenTheOldWayEither() throws SQLException {
        GrantOutcome grant = mesh.backend.grant(clear(null));
        GrantOutcome other = mesh.backend.grant(Mesh.wish(OTHER, Mesh.lens(Map.of()), null));
        try (Connection c = mesh.login(grant.login(), PASSWORD);
                Connection neighbour = mesh.login(other.login(), "consumer-password-churn")) {
            mesh.breakHistory();
            refusedForHistory(hashed());
            SQLException refused = assertThrows(SQLException.class, () -> read(c, grant));
            assertEquals("42501", refused.getSQLState());
            assertEquals(List.of("N1"), read(neighbour, other));
            List<String> before = mesh.state();
            refusedForHistory(hashed());
            assertEquals(before, mesh.state());

            mesh.mendHistory();
            mesh.backend.grant(hashed());
            assertTrue(read(c, grant).getFirst().matches("[0-9a-f]{32}"));
            assertEquals(List.of("Opened|", "Closed|HistoryNotWritable", "Opened|"), mesh.askedAsDba(EVENTS));
        }
    }

    @Test
    void aLeaseThatCantBeRecordedAsShorterEndsNow() throws SQLException {
        GrantOutcome grant = mesh.backend.grant(clear(null));
        try (Connection c = mesh.login(grant.login(), PASSWORD)) {
            mesh.breakHistory();
            refusedForHistory(clear(Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS)));
            assertThrows(SQLException.class, () -> read(c, grant));
        }
    }

    @Test
    void anotherDecisionForTheSameAccessTakesNothingAway() throws SQLException {
        GrantOutcome grant = mesh.backend.grant(clear(null));
        GrantWish wish = clear(null);
        try (Connection c = mesh.login(grant.login(), PASSWORD)) {
            mesh.breakHistory();
            refusedForHistory(new GrantWish(
                    wish.key(),
                    wish.contract(),
                    wish.lens(),
                    wish.lease(),
                    wish.notAfter(),
                    wish.ended(),
                    wish.request(),
                    wish.nextStep(),
                    wish.credential(),
                    Mesh.because(2)));
            assertEquals(List.of("N1"), read(c, grant));
        }
    }

    @Test
    void aTransactionThatFailsLeavesNeitherEntryNorGrant() throws SQLException {
        mesh.raise("roadstead_meta.grants");
        List<String> before = mesh.askedAsDba("SELECT seq, event FROM roadstead_history.entry");
        assertThrows(BackendException.class, () -> mesh.backend.grant(clear(null)));
        assertEquals(before, mesh.askedAsDba("SELECT seq, event FROM roadstead_history.entry"));
        assertEquals(
                List.of("0"),
                mesh.askedAsDba("SELECT count(*) FROM pg_namespace WHERE nspname ~ '__v1__[0-9a-f]{10}$'"));

        mesh.mend("roadstead_meta.grants");
        mesh.backend.grant(clear(null));
        assertEquals(
                List.of("t"),
                mesh.askedAsDba(
                        "SELECT g.entry = (SELECT max(seq) FROM roadstead_history.entry e WHERE e.grant_key LIKE '%delays%')"
                                + " FROM roadstead_meta.grants g"));
    }

    @Test
    void watchingIsToldOnceAnIntervalAndSilenceIsVisible() throws SQLException {
        String watch = "SELECT event, body ? 'acl', body ? 'lastSign' FROM roadstead_history.entry"
                + " WHERE event IN ('Checked', 'WatchLost', 'WatchResumed') ORDER BY seq";
        mesh.backend.grant(clear(null));
        mesh.backend.check();
        assertEquals(List.of("WatchResumed|t|f"), mesh.askedAsDba(watch));
        mesh.backend.close();
        mesh.backend = new PostgresFactory(
                        Clock.systemUTC(), new SecureRandom(), Duration.ofMillis(1), null, Pruning.PAUSE)
                .open(mesh.settings(), "test-mesh", "", Mesh.KEY);
        mesh.backend.check();
        assertEquals(
                List.of("WatchResumed|t|f", "WatchLost|t|f", "WatchResumed|t|f", "Checked|t|f"),
                mesh.askedAsDba(watch));
        assertEquals(
                List.of("1"),
                mesh.askedAsDba("SELECT count(DISTINCT body ->> 'acl') FROM roadstead_history.entry"
                        + " WHERE seq > (SELECT min(seq) FROM roadstead_history.entry WHERE event = 'WatchLost') - 1"
                        + " AND body ? 'acl'"));

        mesh.asDba("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
        mesh.reopen();
        assertEquals(
                List.of("WatchLost|f|t", "WatchResumed|t|f"),
                mesh.askedAsDba(watch).subList(4, 6));
    }

    @Test
    void aRightThatNobodyDecidedIsToldWithTheTimeItCanHaveLasted() throws Exception {
        GrantOutcome grant = mesh.backend.grant(clear(null));
        mesh.asDba("GRANT SELECT ON " + grant.schema() + ".departures TO PUBLIC");
        String told = "SELECT event, body ->> 'kind', (body ->> 'notBefore')::timestamptz < at"
                + " FROM roadstead_history.entry WHERE event LIKE 'Drift%'";
        for (int i = 0; i < 100 && mesh.askedAsDba(told).isEmpty(); i++) {
            Thread.sleep(100);
        }
        assertEquals(List.of("DriftRepaired|ForeignGrant|t"), mesh.askedAsDba(told));
        try (StoreHistory history = StoreHistory.open(mesh.settings())) {
            Question question = new Question(null, null, null, null, null, Instant.EPOCH, Instant.now());
            assertTrue(
                    Gaps.of(history.watch(), question).stream()
                            .anyMatch(line -> line.startsWith("Decided by nobody: ") && line.contains("put right at")),
                    Gaps.of(history.watch(), question).toString());
        }
    }

    @Test
    void aBackupBringsNoAccessBack() throws SQLException {
        GrantKey second = new GrantKey(Mesh.DELAYS, Mesh.PORT, "second purpose");
        GrantWish wish = clear(null);
        GrantWish kept = new GrantWish(
                second,
                wish.contract(),
                wish.lens(),
                wish.lease(),
                null,
                false,
                wish.request(),
                wish.nextStep(),
                wish.credential(),
                wish.because());
        GrantOutcome revoked = mesh.backend.grant(wish);
        GrantOutcome stays = mesh.backend.grant(kept);
        mesh.backend.close();
        try (MeshDatabase elsewhere = mesh.server.newMeshDatabase();
                Connection dba = elsewhere.superuser()) {
            String name = mesh.database.name();
            Mesh.execute(dba, "CREATE DATABASE " + name + "_backup TEMPLATE " + name);
            mesh.backend = mesh.open();
            mesh.backend.release(wish.key());
            Head head = mesh.backend.head().orElseThrow();
            String storeId = mesh.backend.info().storeId();
            mesh.backend.close();

            Mesh.execute(
                    dba,
                    "UPDATE pg_database b SET datacl = s.datacl, datdba = s.datdba FROM pg_database s WHERE b.datname = '"
                            + name + "_backup' AND s.datname = '" + name + "'");
            Mesh.execute(dba, "DROP DATABASE " + name + " WITH (FORCE)");
            Mesh.execute(dba, "ALTER DATABASE " + name + "_backup RENAME TO " + name);
            try (Connection c = mesh.login(stays.login(), PASSWORD)) {
                assertEquals(List.of("N1"), read(c, revoked), "the backup knows nothing of the end");
                mesh.backend = new PostgresFactory(Clock.systemUTC(), new SecureRandom())
                        .open(mesh.settings(), "test-mesh", new KnownStore(storeId, head), Mesh.KEY);
                assertEquals(head, mesh.backend.rewound().orElseThrow().from());
                assertThrows(SQLException.class, () -> read(c, revoked));
                assertThrows(SQLException.class, () -> read(c, stays));
            }
            mesh.provision();
            mesh.backend.grant(kept);
            try (Connection c = mesh.login(stays.login(), PASSWORD)) {
                assertEquals(List.of("N1"), read(c, stays));
                assertThrows(SQLException.class, () -> read(c, revoked));
            }
        }
        assertFalse(mesh.backend.holds(wish.key()));
        assertEquals(
                List.of("Opened|", "Opened|", "Closed|Rewound", "Closed|Rewound", "Opened|"), mesh.askedAsDba(EVENTS));
        assertEquals(
                List.of("t"),
                mesh.askedAsDba("SELECT (body #>> '{from,seq}')::int > (body #>> '{to,seq}')::int"
                        + " FROM roadstead_history.entry WHERE event = 'Rewound'"));
    }
}
