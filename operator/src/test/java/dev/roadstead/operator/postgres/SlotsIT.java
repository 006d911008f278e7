package dev.roadstead.operator.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.backend.Credential;
import dev.roadstead.operator.backend.GrantOutcome;
import dev.roadstead.operator.backend.GrantWish;
import dev.roadstead.operator.backend.LoginHolder;
import dev.roadstead.operator.backend.LoginState;
import dev.roadstead.operator.backend.PortKey;
import dev.roadstead.operator.backend.PortWish;
import dev.roadstead.operator.backend.RotationPlan;
import dev.roadstead.testing.DevelopmentPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The two slots of a login in a real store: what each may do, and what is left after each step. */
class SlotsIT {
    private static final String OLD = "consumer-password-delays";
    private static final String NEW = "another-password";
    private static final PortKey V2 = new PortKey("flights", "departures", "v2");
    private static final LoginHolder LOADER = new LoginHolder.Writer(Mesh.STORE, "loader");
    private Mesh mesh;

    @BeforeEach
    void makeMesh() throws SQLException {
        mesh = new Mesh(DevelopmentPostgres.shared());
        mesh.rotation = new RotationPlan(null, Duration.ofHours(1));
        mesh.reopen();
        mesh.provision();
        mesh.backend.publish(new PortWish(V2, Mesh.STORE, Mesh.CONTRACT));
        mesh.load("1, 'N1', 'JFK', 'a'");
    }

    @AfterEach
    void closeMesh() {
        mesh.close();
    }

    @Test
    void theOldSlotWorksUntilItsEndAndEachStepIsDoneOnce() throws SQLException {
        GrantOutcome first = mesh.backend.grant(wish());
        GrantOutcome second = mesh.backend.grant(wish().withCredential(turn(first.login(), "1")));
        assertNotEquals(first.login(), second.login());
        assertEquals(first.schema(), second.schema(), "the address never changes");
        assertEquals(1, read(first, OLD));
        assertEquals(1, read(second, NEW));
        assertTrue(mesh.backend.verify(Mesh.key(Mesh.DELAYS), NEW).ok());
        assertStable(NEW);

        LoginState state = state();
        assertEquals(first.login(), state.previous());
        assertNull(state.previousUntil());
        assertEquals("1", state.handled());
        mesh.backend.handedOver(Mesh.DELAYS);
        mesh.backend.grant(wish().withCredential(new Credential(NEW, false)));
        Instant until = state().previousUntil();
        assertTrue(until.isAfter(mesh.backend.now().plus(Duration.ofMinutes(59))), until.toString());
        assertEquals(until, validUntil(first.login()), "also with the operator down");
        assertEquals(1, read(first, OLD));
        assertStable(NEW);

        mesh.backend.handedOver(Mesh.DELAYS);
        assertEquals(until, state().previousUntil(), "once");
        try (Connection open = mesh.login(first.login(), OLD)) {
            over();
            mesh.backend.grant(wish().withCredential(new Credential(NEW, false)));
            assertThrows(SQLException.class, () -> Mesh.rows(open, "SELECT 1"));
        }
        assertNull(state().previous());
        assertThrows(SQLException.class, () -> mesh.login(first.login(), OLD));
        assertEquals(List.of("0"), roles(first.login()));
        assertEquals(1, read(second, NEW));
        assertStable(NEW);

        GrantOutcome third = mesh.backend.grant(wish().withCredential(turn(second.login(), "2")));
        assertEquals(first.login(), third.login(), "there are two slots");
        assertEquals(1, read(third, NEW));
    }

    @Test
    void theNewSlotMayAllThatTheIdentityMayBeforeAnybodyHasIt() throws SQLException {
        GrantOutcome one = mesh.backend.grant(wish());
        GrantOutcome two = mesh.backend.grant(second());
        // It knows of one grant only; the other one was made by the operator before it.
        mesh.reopen();
        mesh.provision();
        GrantOutcome turned = mesh.backend.grant(wish().withCredential(turn(one.login(), null)));
        try (Connection c = mesh.login(turned.login(), NEW)) {
            assertEquals(
                    List.of("1"),
                    Mesh.rows(
                            c,
                            "SELECT count(*) FROM " + one.schema() + ".departures a JOIN " + two.schema()
                                    + ".departures b USING (id)"));
        }
    }

    @Test
    void aTurnFromAnotherLoginThanTheOneHandedOutIsNone() throws SQLException {
        GrantOutcome first = mesh.backend.grant(wish());
        GrantOutcome turned = mesh.backend.grant(wish().withCredential(turn(first.login(), "1")));
        for (String from : List.of(first.login(), turned.login())) {
            GrantOutcome again = mesh.backend.grant(
                    wish().withCredential(new Credential("lost", false, new Credential.Turn(from, "2"))));
            assertEquals(turned.login(), again.login());
        }
        assertEquals("1", state().handled());
        assertEquals(1, read(turned, NEW));
        assertEquals(1, read(first, OLD));
    }

    @Test
    void bothSlotsEndWithTheIdentity() throws SQLException {
        GrantOutcome first = mesh.backend.grant(wish());
        GrantOutcome turned = mesh.backend.grant(wish().withCredential(turn(first.login(), "1")));
        mesh.backend.release(Mesh.key(Mesh.DELAYS));
        assertEquals(List.of("0"), roles(first.login()));
        assertEquals(List.of("0"), roles(turned.login()));
        GrantOutcome back = mesh.backend.grant(wish());
        assertEquals(turned.login(), back.login());
        assertEquals(1, read(back, OLD));
        assertNull(state().previous());
        assertEquals("1", state().handled(), "re-applying does not rotate again");
    }

    @Test
    void neitherSlotOutlivesTheLease() throws SQLException {
        Instant end = Instant.parse("2100-01-01T00:00:00Z");
        GrantOutcome first = mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), end));
        GrantOutcome turned = mesh.backend.grant(
                Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), end).withCredential(turn(first.login(), null)));
        assertEquals(end, validUntil(first.login()));
        assertEquals(end, validUntil(turned.login()));
        mesh.backend.handedOver(Mesh.DELAYS);
        Instant sooner = mesh.backend.now().plusSeconds(600).truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
        mesh.backend.grant(
                Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), sooner).withCredential(new Credential(NEW, false)));
        assertEquals(sooner, validUntil(first.login()), "sooner than the overlap");
        assertEquals(sooner, validUntil(turned.login()));
    }

    @Test
    void anOldSlotThatADbaDroppedHoldsNothingUp() throws SQLException {
        GrantOutcome first = mesh.backend.grant(wish());
        mesh.backend.grant(wish().withCredential(turn(first.login(), "1")));
        try (Connection dba = mesh.database.superuser()) {
            Mesh.execute(dba, "DROP OWNED BY " + first.login() + "; DROP ROLE " + first.login());
        }
        mesh.backend.handedOver(Mesh.DELAYS);
        over();
        mesh.backend.grant(wish().withCredential(new Credential(NEW, false)));
        assertNull(state().previous());
        assertEquals(List.of("0"), roles(first.login()), "nobody needs it any more");
    }

    @Test
    void aWritersSecondSlotIsItsGroupAsWell() throws SQLException {
        String first = login();
        try (Connection c = mesh.login(first, "loader-password")) {
            Mesh.execute(c, "CREATE TABLE flights__nyc__main__work.scratch AS SELECT 1 AS n");
            Mesh.execute(c, "RESET ROLE; CREATE TABLE flights__nyc__main__work.mine AS SELECT 1 AS n");
        }
        String second = mesh.backend
                .provision(Mesh.store(Map.of("loader", turn(first, "1"))))
                .writers()
                .get("loader");
        assertNotEquals(first, second);
        for (var login : Map.of(first, "loader-password", second, NEW).entrySet()) {
            try (Connection c = mesh.login(login.getKey(), login.getValue())) {
                Mesh.execute(
                        c,
                        "INSERT INTO flights__nyc__main__data.departures VALUES ("
                                + login.getKey().hashCode() + ", 'N2', 'EWR', NULL)");
            }
        }
        mesh.backend.handedOver(LOADER);
        over();
        mesh.backend.provision(Mesh.store(Map.of("loader", new Credential(NEW, false))));
        assertEquals(List.of("0"), roles(first));
        try (Connection c = mesh.login(second, NEW)) {
            assertEquals(
                    List.of("3|1|1"),
                    Mesh.rows(
                            c,
                            "SELECT (SELECT count(*) FROM flights__nyc__main__data.departures),"
                                    + " (SELECT n FROM flights__nyc__main__work.scratch),"
                                    + " (SELECT n FROM flights__nyc__main__work.mine)"));
        }
    }

    private String login() {
        return mesh.backend
                .provision(Mesh.store(Map.of("loader", Mesh.password("loader-password"))))
                .writers()
                .get("loader");
    }

    private static GrantWish wish() {
        return Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null);
    }

    /** Another grant of the same identity. */
    private static GrantWish second() {
        GrantWish wish = wish();
        return new GrantWish(
                new dev.roadstead.operator.backend.GrantKey(Mesh.DELAYS, V2, "delay-analysis"),
                wish.contract(),
                wish.lens(),
                wish.lease(),
                null,
                false,
                wish.request(),
                wish.nextStep(),
                wish.credential(),
                wish.because());
    }

    private static Credential turn(String from, String handled) {
        return new Credential(NEW, true, new Credential.Turn(from, handled));
    }

    /** The wish again, also by another operator, changes nothing. */
    private void assertStable(String password) throws SQLException {
        List<String> before = mesh.state();
        mesh.backend.grant(wish().withCredential(new Credential(password, false)));
        assertEquals(before, mesh.state());
        mesh.reopen();
        mesh.provision();
        mesh.backend.grant(wish().withCredential(new Credential(password, false)));
        assertEquals(before, mesh.state());
    }

    private LoginState state() {
        return mesh.backend.login(Mesh.DELAYS).orElseThrow();
    }

    private int read(GrantOutcome grant, String password) throws SQLException {
        try (Connection c = mesh.login(grant.login(), password)) {
            return Mesh.rows(c, "SELECT * FROM " + grant.schema() + ".departures")
                    .size();
        }
    }

    /** The overlap passes. */
    private void over() throws SQLException {
        try (Connection dba = mesh.database.superuser()) {
            Mesh.execute(
                    dba,
                    "UPDATE roadstead_meta.login SET previous_until = clock_timestamp()"
                            + " WHERE previous_until IS NOT NULL");
        }
    }

    private List<String> roles(String login) throws SQLException {
        try (Connection dba = mesh.database.superuser()) {
            return Mesh.rows(dba, "SELECT count(*) FROM pg_roles WHERE rolname = '" + login + "'");
        }
    }

    private Instant validUntil(String login) throws SQLException {
        try (Connection dba = mesh.database.superuser()) {
            String text = Mesh.rows(
                            dba,
                            "SELECT to_char(rolvaliduntil AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
                                    + " FROM pg_roles WHERE rolname = '" + login + "'")
                    .getFirst();
            return Instant.parse(text);
        }
    }
}
