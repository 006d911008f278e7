package dev.roadstead.operator.postgres;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.access.Effect;
import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.operator.backend.Claims;
import dev.roadstead.operator.backend.GrantKey;
import dev.roadstead.operator.backend.GrantOutcome;
import dev.roadstead.operator.backend.GrantWish;
import dev.roadstead.operator.backend.KnownStore;
import dev.roadstead.operator.backend.StoreKey;
import dev.roadstead.operator.backend.Subject;
import dev.roadstead.operator.history.Head;
import dev.roadstead.testing.DevelopmentPostgres;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the operator can't end keeps nobody else's end, and nobody else's access. */
class StuckLoginIT {
    private static final Subject OTHER = new Subject("marketing", Subject.Kind.REQUEST, "churn");
    private Mesh mesh;

    @BeforeEach
    void makeMesh() throws SQLException {
        mesh = new Mesh(DevelopmentPostgres.of(DevelopmentPostgres.DEFAULT_VERSION));
        mesh.provision();
        mesh.load("1, 'N1', 'JFK', 'a'");
    }

    @AfterEach
    void closeMesh() {
        mesh.close();
    }

    @Test
    void aLoginThatBecameASuperuserKeepsNoOtherEnd() throws SQLException {
        GrantOutcome stuck = grant(Mesh.DELAYS);
        GrantOutcome other = grant(OTHER);
        mesh.asDba("ALTER ROLE " + stuck.login() + " SUPERUSER");
        assertThrows(BackendException.class, () -> mesh.backend.release(Mesh.key(Mesh.DELAYS)));
        assertDoesNotThrow(() -> mesh.backend.release(Mesh.key(OTHER)));
        assertEquals(List.of(), roles(other.login()));
        mesh.asDba("ALTER ROLE " + stuck.login() + " NOSUPERUSER");
        mesh.backend.release(Mesh.key(Mesh.DELAYS));
        assertEquals(List.of(), roles(stuck.login()));
    }

    @Test
    void oneOfAPortsReadersThatCannotBeEndedKeepsNoOtherEnd() throws SQLException {
        GrantOutcome stuck = grant(Mesh.DELAYS);
        GrantOutcome other = grant(OTHER);
        mesh.asDba("ALTER ROLE " + stuck.login() + " SUPERUSER");
        assertThrows(BackendException.class, () -> mesh.backend.release(Mesh.PORT));
        assertEquals(List.of(), roles(other.login()));
        mesh.asDba("ALTER ROLE " + stuck.login() + " NOSUPERUSER");
        mesh.backend.release(Mesh.PORT);
        assertEquals(List.of(), roles(stuck.login()));
    }

    /** Where nobody has hardened the database, a reader may make them. */
    @Test
    void moreLargeObjectsThanOneTransactionCanDropKeepNobodysEnd() throws SQLException {
        mesh.asDba("GRANT EXECUTE ON FUNCTION lo_create(oid) TO PUBLIC");
        GrantOutcome full = grant(Mesh.DELAYS);
        GrantOutcome other = grant(OTHER);
        try (Connection c = mesh.login(full.login(), "consumer-password-delays")) {
            Mesh.rows(c, "SELECT count(lo_create(0)) FROM generate_series(1, 40000)");
        }
        mesh.backend.release(Mesh.key(Mesh.DELAYS));
        assertEquals(List.of(), roles(full.login()));
        mesh.backend.release(Mesh.key(OTHER));
        assertEquals(List.of(), roles(other.login()));
    }

    @Test
    void aWriterThatCannotBeEndedKeepsNobodyFromBeingServed() throws Exception {
        String writer = mesh.backend
                .provision(Mesh.store(Map.of("loader", Mesh.password("loader-password"))))
                .writers()
                .get("loader");
        mesh.asDba("ALTER ROLE " + writer + " SUPERUSER");
        try (ExecutorService both = Executors.newFixedThreadPool(8)) {
            List<Future<GrantOutcome>> served = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                Subject reader = new Subject("marketing", Subject.Kind.REQUEST, "reader-" + i);
                Future<?> without = both.submit(() -> mesh.backend.provision(Mesh.store(Map.of())));
                served.add(both.submit(() -> grant(reader)));
                ExecutionException told = assertThrows(ExecutionException.class, without::get);
                assertTrue(told.getCause().getMessage().contains("flights/nyc/main: "), told.getMessage());
            }
            for (Future<GrantOutcome> one : served) {
                one.get();
            }
        }
        mesh.asDba("ALTER ROLE " + writer + " NOSUPERUSER");
        mesh.backend.provision(Mesh.store(Map.of()));
        assertEquals(List.of(), roles(writer));
    }

    @Test
    void aSchemaThatWasGivenAwayKeepsNoneOfTheOthersOfItsPort() throws SQLException {
        GrantOutcome stuck = grant(Mesh.DELAYS);
        GrantOutcome other = grant(OTHER);
        mesh.asDba("ALTER SCHEMA " + stuck.schema() + " OWNER TO CURRENT_USER");
        assertThrows(BackendException.class, () -> mesh.backend.release(Mesh.PORT));
        assertEquals(List.of(), roles(other.login()));
        assertEquals(
                List.of(),
                mesh.askedAsDba("SELECT nspname FROM pg_namespace WHERE nspname = '" + other.schema() + "'"));
    }

    @Test
    void aSchemaThatWasGivenAwayKeepsNoStoreThatWasSetBackFromBeginning() throws SQLException {
        GrantOutcome stuck = grant(Mesh.DELAYS);
        GrantOutcome other = grant(OTHER);
        String storeId = mesh.backend.info().storeId();
        mesh.backend.close();
        mesh.asDba("ALTER SCHEMA " + stuck.schema() + " OWNER TO CURRENT_USER");
        var later = new Head(1_000_000, "0".repeat(64), Instant.now());
        mesh.backend = new PostgresFactory(Clock.systemUTC(), new SecureRandom())
                .open(mesh.settings(), "test-mesh", new KnownStore(storeId, later), Mesh.KEY);
        assertTrue(mesh.backend.rewound().isPresent());
        assertEquals(List.of(), roles(other.login()));
        assertEquals(
                List.of("t"),
                mesh.askedAsDba(
                        "SELECT ended FROM roadstead_meta.grants WHERE schema_name = '" + stuck.schema() + "'"));
        assertEquals(1, mesh.backend.grant(wish(OTHER)).relations().size());
    }

    /** A wish that no planner expects. */
    @Test
    void whatCannotBePlannedKeepsNobodyFromBeingServed() throws SQLException {
        GrantWish usual = wish(Mesh.DELAYS);
        GrantWish odd = new GrantWish(
                usual.key(),
                usual.contract(),
                usual.lens(),
                usual.lease(),
                null,
                false,
                "insights/delays\0",
                usual.nextStep(),
                usual.credential(),
                usual.because());
        BackendException told = assertThrows(BackendException.class, () -> mesh.backend.grant(odd));
        assertTrue(told.getMessage().contains("can't be planned"), told.getMessage());
        assertEquals(1, grant(OTHER).relations().size());
    }

    @Test
    void aCursorOfALoginWhoseMarkWasLostIsClosedToo() throws SQLException {
        GrantOutcome lost = grant(Mesh.DELAYS);
        try (Connection reader = mesh.login(lost.login(), "consumer-password-delays")) {
            reader.setAutoCommit(false);
            Mesh.execute(reader, "DECLARE c CURSOR FOR SELECT * FROM " + lost.schema() + ".departures");
            mesh.backend.close();
            mesh.asDba("DELETE FROM roadstead_meta.ledger WHERE name = '" + lost.login() + "'");
            mesh.backend = mesh.open();
            mesh.backend.release(Mesh.key(Mesh.DELAYS));
            assertThrows(SQLException.class, () -> Mesh.rows(reader, "FETCH ALL FROM c"));
        }
    }

    @Test
    void aReplacedLoginEndsAlthoughASchemaOfItsWasGivenAway() throws SQLException {
        GrantOutcome stuck = grant(Mesh.DELAYS);
        mesh.backend.close();
        mesh.asDba("ALTER SCHEMA " + stuck.schema() + " OWNER TO CURRENT_USER;"
                + " DELETE FROM roadstead_meta.identity WHERE name = 'delays'");
        mesh.backend = mesh.open();
        mesh.provision();
        var claims = new NoSubjects();
        mesh.backend.remember(() -> claims);
        assertThrows(
                BackendException.class,
                () -> mesh.backend.end(mesh.backend.leftovers(claims).orphans(), () -> claims));
        assertEquals(
                List.of("f"),
                mesh.askedAsDba("SELECT rolcanlogin FROM pg_roles WHERE rolname = '" + stuck.login() + "'"));
    }

    private static final class NoSubjects implements Claims {
        @Override
        public boolean grant(GrantKey key) {
            return true;
        }

        @Override
        public boolean subject(Subject subject) {
            return false;
        }

        @Override
        public boolean port(String domain, String name) {
            return true;
        }

        @Override
        public boolean store(StoreKey key) {
            return true;
        }
    }

    private GrantOutcome grant(Subject subject) {
        return mesh.backend.grant(wish(subject));
    }

    private static GrantWish wish(Subject subject) {
        return Mesh.wish(subject, Mesh.lens(Map.of("note", Effect.REDACT)), null);
    }

    private List<String> roles(String login) throws SQLException {
        return mesh.askedAsDba("SELECT rolname FROM pg_roles WHERE rolname = '" + login + "'");
    }
}
