package dev.roadstead.operator.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.access.Effect;
import dev.roadstead.operator.access.RowCondition;
import dev.roadstead.operator.access.RowOperator;
import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.operator.backend.GrantOutcome;
import dev.roadstead.operator.backend.GrantWish;
import dev.roadstead.operator.backend.Subject;
import dev.roadstead.testing.DevelopmentPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the history of a store says, and what nobody can make it say. */
class HistoryIT {
    private static final Subject OTHER = new Subject("marketing", Subject.Kind.REQUEST, "churn");
    private static final String GRANT = "product insights/delays on flights/departures.v1 for delay-analysis";
    private static final String OF_GRANT =
            " FROM roadstead_history.entry WHERE grant_key = '" + GRANT + "' ORDER BY seq";
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

    private static GrantWish clear() {
        return Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null);
    }

    private static GrantWish hashed() {
        return Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of("tail_number", Effect.HASH)), null);
    }

    private static GrantWish ended(GrantWish wish) {
        return new GrantWish(
                wish.key(),
                wish.contract(),
                wish.lens(),
                wish.lease(),
                Instant.now().truncatedTo(ChronoUnit.MICROS),
                true,
                wish.request(),
                wish.nextStep(),
                wish.credential(),
                wish.because());
    }

    private static GrantWish decidedBy(GrantWish wish, long generation) {
        return new GrantWish(
                wish.key(),
                wish.contract(),
                wish.lens(),
                wish.lease(),
                wish.notAfter(),
                wish.ended(),
                wish.request(),
                wish.nextStep(),
                wish.credential(),
                Mesh.because(generation));
    }

    /** Were it not, what was granted before would be seen on. */
    @Test
    void aFilterWhoseValueLooksLikeAnEscapeTakesEffectAndIsTold() throws SQLException {
        GrantOutcome grant = mesh.backend.grant(clear());
        var condition = new RowCondition("origin", RowOperator.IN, List.of("\\u0000"));
        mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of(), condition), null));
        try (Connection reader = mesh.login(grant.login(), "consumer-password-delays")) {
            assertEquals(List.of(), Mesh.rows(reader, "SELECT * FROM " + grant.schema() + ".departures"));
        }
        assertEquals(
                List.of("null", condition.toString()),
                mesh.askedAsDba("SELECT body #>> '{lens,0,groups,0,rows,0}'" + OF_GRANT));
    }

    @Test
    void aGrantsWholeLifeIsTold() throws SQLException {
        GrantOutcome grant = mesh.backend.grant(clear());
        mesh.backend.grant(hashed());
        mesh.backend.grant(clear());
        mesh.backend.grant(decidedBy(clear(), 2));
        mesh.backend.grant(ended(clear()));
        mesh.backend.grant(decidedBy(clear(), 2));
        mesh.backend.release(Mesh.key(Mesh.DELAYS));
        assertEquals(
                List.of(
                        "Opened|Clear|1|null",
                        "Changed|Hash|1|null",
                        "Changed|Clear|1|null",
                        "Changed|Clear|2|null",
                        "Closed|null|null|Expired",
                        "Opened|Clear|2|null",
                        "Closed|null|null|Revoked"),
                mesh.askedAsDba("SELECT event, body #>> '{lens,0,groups,0,columns,tail_number}',"
                        + " body -> 'decidedBy' -> 0 ->> 'generation', body ->> 'reason'" + OF_GRANT));
        String first = mesh.askedAsDba("SELECT body" + OF_GRANT).getFirst();
        for (String told : List.of(
                "\"kind\": \"product\", \"name\": \"delays\", \"domain\": \"insights\"",
                "\"purpose\": \"delay-analysis\"",
                "\"request\": \"insights/delays\"",
                "\"product\": \"nyc\"",
                "\"start\": \"2026-01-01T00:00:00Z\"",
                "\"logins\": [\"" + grant.login() + "\"]",
                "\"kind\": \"Policy\", \"name\": \"flights/delays\", \"change\": \"commit-1\", \"manager\": \"kubectl\"",
                "\"mesh\": \"test-mesh\"")) {
            assertTrue(first.contains(told), told + " in " + first);
        }
    }

    @Test
    void theContractIsKeptOnceAndNamedByTheGrant() throws SQLException {
        mesh.backend.grant(clear());
        assertEquals(
                List.of("Published|t", "Opened|t"),
                mesh.askedAsDba(
                        "SELECT event, EXISTS (SELECT FROM roadstead_history.contract c WHERE c.hash = e.body ->> 'contract'"
                                + " AND c.body LIKE '%tail_number%internal%')"
                                + " FROM roadstead_history.entry e WHERE event = 'Published'"
                                + " OR grant_key = '" + GRANT + "' ORDER BY seq"));
    }

    @Test
    void aSecondPassTellsNothingAndAnotherApplierIsNoChange() throws SQLException {
        mesh.backend.grant(clear());
        List<String> before = mesh.askedAsDba("SELECT xmin, * FROM roadstead_history.entry");
        List<String> grants = mesh.askedAsDba("SELECT xmin, * FROM roadstead_meta.grants");
        mesh.provision();
        GrantWish wish = clear();
        mesh.backend.grant(new GrantWish(
                wish.key(),
                wish.contract(),
                wish.lens(),
                wish.lease(),
                wish.notAfter(),
                wish.ended(),
                wish.request(),
                wish.nextStep(),
                wish.credential(),
                new dev.roadstead.operator.backend.Because(
                        wish.because().product(),
                        wish.because().store(),
                        wish.because().decidedBy(),
                        List.of())));
        assertEquals(before, mesh.askedAsDba("SELECT xmin, * FROM roadstead_history.entry"));
        assertEquals(grants, mesh.askedAsDba("SELECT xmin, * FROM roadstead_meta.grants"));
    }

    @Test
    void nobodyChangesOrReadsIt() throws SQLException {
        GrantOutcome grant = mesh.backend.grant(clear());
        try (Connection operator = mesh.database.operator()) {
            for (String sql : List.of(
                    "UPDATE roadstead_history.entry SET event = 'Closed'",
                    "DELETE FROM roadstead_history.entry",
                    "TRUNCATE roadstead_history.entry",
                    "DELETE FROM roadstead_history.contract",
                    "TRUNCATE roadstead_history.contract",
                    "UPDATE roadstead_history.contract SET body = ''")) {
                SQLException refused = assertThrows(SQLException.class, () -> Mesh.execute(operator, sql), sql);
                assertEquals("42501", refused.getSQLState(), sql);
            }
        }
        try (Connection consumer = mesh.login(grant.login(), "consumer-password-delays")) {
            for (String sql : List.of(
                    "SELECT * FROM roadstead_history.entry",
                    "SELECT roadstead_history.append('Opened', 'x', '{}')",
                    "SELECT roadstead_meta.record_anyway('Opened', 'x', '{}')")) {
                SQLException refused = assertThrows(SQLException.class, () -> Mesh.rows(consumer, sql), sql);
                assertEquals("42501", refused.getSQLState(), sql);
            }
        }
    }

    @Test
    void withoutTheHistoryNothingIsGrantedButEverythingEnds() throws SQLException {
        GrantOutcome grant = mesh.backend.grant(clear());
        mesh.breakHistory();
        BackendException refused = assertThrows(
                BackendException.class, () -> mesh.backend.grant(Mesh.wish(OTHER, Mesh.lens(Map.of()), null)));
        assertEquals("HistoryNotWritable", refused.reason(), refused.getMessage());
        assertEquals(List.of("1"), mesh.askedAsDba("SELECT count(*) FROM roadstead_meta.grants"));

        mesh.backend.release(Mesh.key(Mesh.DELAYS));
        assertThrows(SQLException.class, () -> mesh.login(grant.login(), "consumer-password-delays"));
        assertEquals(List.of("Opened"), mesh.askedAsDba("SELECT event" + OF_GRANT));
        assertEquals(List.of("Closed|P0001"), mesh.askedAsDba("SELECT event, sqlstate FROM roadstead_meta.unrecorded"));

        mesh.mendHistory();
        mesh.backend.grant(Mesh.wish(OTHER, Mesh.lens(Map.of()), null));
        assertEquals(
                List.of("Opened|null|null", "Closed|true|t"),
                mesh.askedAsDba("SELECT event, body ->> 'late', (body ->> 'happened')::timestamptz < at" + OF_GRANT));
        assertEquals(List.of(), mesh.askedAsDba("SELECT * FROM roadstead_meta.unrecorded"));
    }
}
