package dev.roadstead.operator.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.backend.Claims;
import dev.roadstead.operator.backend.GrantKey;
import dev.roadstead.operator.backend.GrantOutcome;
import dev.roadstead.operator.backend.Orphan;
import dev.roadstead.operator.backend.StoreKey;
import dev.roadstead.operator.backend.Subject;
import dev.roadstead.testing.DevelopmentPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is in a store and nobody asks for: found, written down, and ended without harm to anybody else. */
class OrphanIT {
    private static final Subject CHURN = new Subject("marketing", Subject.Kind.REQUEST, "churn");
    private static final String ORPHANS = "SELECT kind, name FROM roadstead_meta.orphan ORDER BY 1, 2";

    /** What exists, as a test changes it. */
    private static final class Live implements Claims {
        final Set<Subject> subjects = new HashSet<>(Set.of(Mesh.DELAYS, CHURN));
        boolean port = true;
        boolean store = true;

        @Override
        public boolean grant(GrantKey key) {
            return subjects.contains(key.subject());
        }

        @Override
        public boolean subject(Subject subject) {
            return subjects.contains(subject);
        }

        @Override
        public boolean port(String domain, String name) {
            return port && domain.equals("flights") && name.equals("departures");
        }

        @Override
        public boolean store(StoreKey key) {
            return store && key.equals(Mesh.STORE);
        }
    }

    private final Live live = new Live();
    private Mesh mesh;
    private GrantOutcome delays;
    private GrantOutcome churn;

    @BeforeEach
    void makeMesh() throws SQLException {
        mesh = new Mesh(DevelopmentPostgres.shared());
        mesh.provision();
        mesh.load("1, 'N1', 'JFK', 'a'");
        delays = mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null));
        churn = mesh.backend.grant(Mesh.wish(CHURN, Mesh.lens(Map.of()), null));
    }

    @AfterEach
    void closeMesh() {
        mesh.close();
    }

    private List<Orphan> orphans() {
        return mesh.backend.leftovers(live).orphans();
    }

    private List<Orphan.Kind> kinds() {
        return orphans().stream().map(Orphan::kind).toList();
    }

    private void remember() {
        mesh.backend.remember(() -> live);
    }

    private void end() {
        mesh.backend.end(orphans(), () -> live);
    }

    private List<String> read(Connection c, GrantOutcome grant) throws SQLException {
        return Mesh.rows(c, "SELECT tail_number FROM " + grant.schema() + ".departures");
    }

    @Test
    void whatEverybodyAsksForIsNoOrphanAndCostsNothing() throws SQLException {
        List<String> before = mesh.state();
        assertEquals(List.of(), orphans());
        assertTrue(mesh.backend.leftovers(live).written());
        assertEquals(3, mesh.backend.leftovers(live).open(), "two grants and a writer");
        remember();
        end();
        assertEquals(before, mesh.state());
    }

    @Test
    void sinceWhenIsKeptOverARestartAndWrittenOnce() throws SQLException {
        live.subjects.remove(CHURN);
        assertFalse(mesh.backend.leftovers(live).written());
        remember();
        Orphan found = orphans().getFirst();
        assertTrue(found.open());
        assertTrue(mesh.backend.leftovers(live).written());
        mesh.reopen();
        assertEquals(List.of(found), orphans());
        List<String> before = mesh.state();
        remember();
        assertEquals(before, mesh.state());
        assertEquals(List.of(found), orphans());
    }

    @Test
    void whatIsAskedForAgainIsForgottenAndBeginsAnew() throws SQLException {
        live.subjects.remove(CHURN);
        remember();
        mesh.asDba("UPDATE roadstead_meta.orphan SET since = since - interval '1 day'");
        live.subjects.add(CHURN);
        mesh.reopen();
        assertFalse(mesh.backend.leftovers(live).written());
        remember();
        assertEquals(List.of(), mesh.askedAsDba(ORPHANS));
        live.subjects.remove(CHURN);
        remember();
        assertTrue(orphans().getFirst().since().isAfter(mesh.backend.now().minusSeconds(60)));
    }

    @Test
    void itsEndTakesLoginAndViewsAndNobodyElseNoticesAnything() throws Exception {
        var stop = new AtomicBoolean();
        var reads = new AtomicInteger();
        var trouble = new AtomicReference<Throwable>();
        Thread neighbour = Thread.ofVirtual().start(() -> {
            while (!stop.get()) {
                try (Connection c = mesh.login(delays.login(), "consumer-password-delays")) {
                    for (int i = 0; i < 5; i++) {
                        assertEquals(List.of("N1"), read(c, delays));
                        reads.incrementAndGet();
                    }
                } catch (SQLException | AssertionError e) {
                    trouble.compareAndSet(null, e);
                }
            }
        });
        live.subjects.remove(CHURN);
        remember();
        try (Connection c = mesh.login(churn.login(), "consumer-password-churn")) {
            assertEquals(List.of("N1"), read(c, churn));
            int before = reads.get();
            end();
            assertThrows(SQLException.class, () -> read(c, churn));
            while (reads.get() < before + 20 && trouble.get() == null) {
                Thread.sleep(10);
            }
        }
        stop.set(true);
        neighbour.join();
        assertEquals(null, trouble.get());
        assertEquals(List.of(), orphans());
        assertEquals(List.of(), mesh.askedAsDba(ORPHANS));
        assertEquals(
                List.of("0"), mesh.askedAsDba("SELECT count(*) FROM pg_roles WHERE rolname = '" + churn.login() + "'"));
        assertEquals(
                List.of("Opened|null", "Closed|Orphaned"),
                mesh.askedAsDba("SELECT event, body ->> 'reason' FROM roadstead_history.entry"
                        + " WHERE grant_key LIKE '%churn%' ORDER BY seq"));
    }

    @Test
    void anOperatorThatStillWishesItDoesNotBringItBack() throws SQLException {
        live.subjects.remove(CHURN);
        remember();
        end();
        mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null));
        assertFalse(mesh.backend.holds(Mesh.key(CHURN)));
    }

    @Test
    void whatCameBackBetweenDecisionAndEndStays() throws SQLException {
        live.subjects.remove(CHURN);
        remember();
        List<Orphan> due = orphans();
        live.subjects.add(CHURN);
        mesh.backend.end(due, () -> live);
        try (Connection c = mesh.login(churn.login(), "consumer-password-churn")) {
            assertEquals(List.of("N1"), read(c, churn));
        }
    }

    @Test
    void writersAndPortsEndAndDataStays() throws SQLException {
        live.subjects.clear();
        live.port = false;
        live.store = false;
        mesh.reopen();
        assertEquals(
                List.of(Orphan.Kind.GRANT, Orphan.Kind.GRANT, Orphan.Kind.WRITER, Orphan.Kind.PORT, Orphan.Kind.STORE),
                kinds());
        assertTrue(mesh.backend.leftovers(live).deserted());
        remember();
        end();
        assertEquals(List.of(Orphan.Kind.STORE), kinds());
        assertTrue(mesh.backend.leftovers(live).written(), "a store's data is told, not written down");
        assertEquals(List.of("1"), mesh.askedAsDba("SELECT count(*) FROM flights__nyc__main__data.departures"));
        assertEquals(
                List.of("0"),
                mesh.askedAsDba("SELECT count(*) FROM pg_roles WHERE rolcanlogin AND rolname LIKE 'rs\\_%'"
                        + " AND rolname LIKE (SELECT 'rs_' || left(replace(store_id::text, '-', ''), 8) || '%'"
                        + " FROM roadstead_meta.store)"));
    }

    @Test
    void aPortWaitsForTheGrantsOnIt() throws SQLException {
        live.port = false;
        remember();
        assertEquals(List.of(Orphan.Kind.PORT), kinds());
        end();
        try (Connection c = mesh.login(delays.login(), "consumer-password-delays")) {
            assertEquals(List.of("N1"), read(c, delays));
        }
        assertEquals(List.of(Orphan.Kind.PORT), kinds());
    }

    @Test
    void aLoginThatAnOperatorDiedOverIsFoundToo() throws SQLException {
        mesh.backend.close();
        mesh.asDba("DROP SCHEMA " + churn.schema() + " CASCADE; DELETE FROM roadstead_meta.ledger WHERE '"
                + churn.schema() + "' IN (name, schema_name); DELETE FROM roadstead_meta.grants WHERE name = 'churn'");
        mesh.backend = mesh.open();
        live.subjects.remove(CHURN);
        assertEquals(List.of(Orphan.Kind.LOGIN), kinds());
        remember();
        end();
        assertEquals(
                List.of("0"), mesh.askedAsDba("SELECT count(*) FROM pg_roles WHERE rolname = '" + churn.login() + "'"));
    }

    @Test
    void aLoginWhoseIdentityWasLostIsFoundToo() throws SQLException {
        mesh.backend.close();
        mesh.asDba("DELETE FROM roadstead_meta.identity WHERE name = 'churn'");
        mesh.reopen();
        assertEquals(List.of(Orphan.Kind.LOGIN), kinds());
        assertTrue(
                orphans().getFirst().about().endsWith("whose identity was lost"),
                orphans().toString());
        remember();
        end();
        assertEquals(List.of(), kinds());
        assertEquals(
                List.of("0"), mesh.askedAsDba("SELECT count(*) FROM pg_roles WHERE rolname = '" + churn.login() + "'"));
        assertNotEquals(
                churn.login(),
                mesh.backend.grant(Mesh.wish(CHURN, Mesh.lens(Map.of()), null)).login());
    }

    @Test
    void whatSomebodyBuiltOnItsViewKeepsAnEmptyShellThatIsNotTriedEverySecond() throws SQLException {
        mesh.asDba("CREATE VIEW public.mine AS SELECT id FROM " + churn.schema() + ".departures");
        live.subjects.remove(CHURN);
        remember();
        end();
        Orphan shell = orphans().getFirst();
        assertFalse(shell.open());
        assertEquals(null, shell.since(), "its grace begins anew");
    }
}
