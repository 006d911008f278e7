package dev.roadstead.operator.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.operator.backend.Credential;
import dev.roadstead.operator.backend.LoginHolder;
import dev.roadstead.operator.backend.PortWish;
import dev.roadstead.operator.backend.RotationPlan;
import dev.roadstead.operator.backend.StoreKey;
import dev.roadstead.operator.contract.Column;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.contract.PgType;
import dev.roadstead.operator.contract.Relation;
import dev.roadstead.operator.history.Question;
import dev.roadstead.operator.history.Sighting;
import dev.roadstead.operator.history.Sightings;
import dev.roadstead.testing.DevelopmentPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Writers read the tables themselves, so the history tells of them as well. */
class WriterHistoryIT {
    private static final LoginHolder.Writer LOADER = new LoginHolder.Writer(Mesh.STORE, "loader");
    private static final Credential PASSWORD = Mesh.password("loader-password");
    private static final String OF_WRITERS = "SELECT grant_key, event, body -> 'logins', body ->> 'reason'"
            + " FROM roadstead_history.entry WHERE grant_key LIKE 'writer %' ORDER BY seq";
    /** After all that a test does. */
    private static final Instant END = Instant.parse("2100-01-01T00:00:00Z");

    private Mesh mesh;

    @BeforeEach
    void makeMesh() {
        mesh = new Mesh(DevelopmentPostgres.shared());
        mesh.rotation = new RotationPlan(null, Duration.ofHours(1));
        mesh.reopen();
    }

    @AfterEach
    void closeMesh() {
        mesh.close();
    }

    private String provision(Map<String, Credential> writers) {
        return mesh.backend.provision(Mesh.store(writers)).writers().getOrDefault("loader", "");
    }

    private static String told(String event, String logins, String reason) {
        return String.join("|", "writer flights/nyc/main/loader", event, logins, reason);
    }

    private static String list(String... logins) {
        return "[\"" + String.join("\", \"", logins) + "\"]";
    }

    @Test
    void aWritersWholeLifeIsTold() throws SQLException {
        String first = provision(Map.of("loader", PASSWORD));
        String opened = told("Opened", list(first), "null");
        assertEquals(List.of(opened), mesh.askedAsDba(OF_WRITERS));
        provision(Map.of("loader", PASSWORD));
        provision(Map.of("loader", new Credential("another-password", true)));
        assertEquals(List.of(opened), mesh.askedAsDba(OF_WRITERS), "another password is no other access");

        String second =
                provision(Map.of("loader", new Credential("second-password", true, new Credential.Turn(first, "1"))));
        String changed = told("Changed", list(first, second), "null");
        assertEquals(List.of(opened, changed), mesh.askedAsDba(OF_WRITERS));
        mesh.backend.handedOver(LOADER);
        mesh.asDba("UPDATE roadstead_meta.login SET previous_until = clock_timestamp()");
        provision(Map.of("loader", new Credential("second-password", false)));
        assertThrows(SQLException.class, () -> mesh.login(first, "another-password"));
        assertEquals(List.of(opened, changed), mesh.askedAsDba(OF_WRITERS), "it still comes in by the other one");

        provision(Map.of());
        assertThrows(SQLException.class, () -> mesh.login(second, "second-password"));
        String closed = told("Closed", "null", "Removed");
        assertEquals(List.of(opened, changed, closed), mesh.askedAsDba(OF_WRITERS));
        provision(Map.of());
        provision(Map.of("loader", PASSWORD));
        String again = told("Opened", list(second), "null");
        assertEquals(List.of(opened, changed, closed, again), mesh.askedAsDba(OF_WRITERS));
        mesh.backend.release(Mesh.STORE);
        assertEquals(List.of(opened, changed, closed, again, closed), mesh.askedAsDba(OF_WRITERS));
    }

    @Test
    void bothLoginsOfOneInRotationEndAsOne() throws SQLException {
        String first = provision(Map.of("loader", PASSWORD));
        provision(Map.of("loader", new Credential("second-password", true, new Credential.Turn(first, "1"))));
        mesh.backend.releaseDomain("flights");
        assertEquals(
                List.of("Opened", "Changed", "Closed"),
                mesh.askedAsDba(
                        "SELECT event FROM roadstead_history.entry WHERE grant_key LIKE 'writer %' ORDER BY seq"));
    }

    @Test
    void itTellsWhoNamedTheWriter() throws SQLException {
        provision(Map.of("loader", PASSWORD));
        String body = mesh.askedAsDba("SELECT body FROM roadstead_history.entry WHERE event = 'Opened'")
                .getFirst();
        for (String told : List.of(
                "\"kind\": \"writer\", \"name\": \"nyc\", \"domain\": \"flights\", \"writer\": \"loader\"",
                "\"store\": \"main\"",
                "\"kind\": \"DataProduct\", \"name\": \"flights/nyc\", \"generation\": 1")) {
            assertTrue(body.contains(told), told + " in " + body);
        }
    }

    @Test
    void withoutTheHistoryNoWriterComesInButOneEnds() throws SQLException {
        mesh.provision();
        String loader = provision(Map.of("loader", PASSWORD));
        mesh.breakHistory();
        BackendException refused = assertThrows(
                BackendException.class, () -> provision(Map.of("loader", PASSWORD, "other", Mesh.password("other"))));
        assertEquals("HistoryNotWritable", refused.reason(), refused.getMessage());
        assertEquals(
                List.of("1"),
                mesh.askedAsDba("SELECT count(*) FROM roadstead_meta.ledger WHERE part = 'WRITER' AND kind = 'ROLE'"));

        provision(Map.of());
        assertThrows(SQLException.class, () -> mesh.login(loader, "loader-password"));
        assertEquals(List.of("Closed|P0001"), mesh.askedAsDba("SELECT event, sqlstate FROM roadstead_meta.unrecorded"));
        mesh.mendHistory();
        provision(Map.of("other", Mesh.password("other")));
        assertEquals(
                List.of(
                        "writer flights/nyc/main/loader|Opened|null",
                        "writer flights/nyc/main/loader|Closed|true",
                        "writer flights/nyc/main/other|Opened|null"),
                mesh.askedAsDba("SELECT grant_key, event, body ->> 'late' FROM roadstead_history.entry"
                        + " WHERE grant_key LIKE 'writer %' ORDER BY seq"));
    }

    /** Whoever has no login can't read, whatever the role is: told as it is, and told again when it is given back. */
    @Test
    void aLoginThatComesBackIsToldAgain() throws SQLException {
        String loader = provision(Map.of("loader", PASSWORD));
        mesh.asDba("DROP OWNED BY " + loader + "; DROP ROLE " + loader);
        provision(Map.of("loader", PASSWORD));
        assertEquals(
                List.of(told("Opened", list(loader), "null"), told("Opened", list(loader), "null")),
                mesh.askedAsDba(OF_WRITERS));
    }

    private List<Sighting> couldRead(@Nullable String column, @Nullable String tag) {
        Question question = new Question("flights", "departures", column, tag, null, Instant.EPOCH, END);
        try (StoreHistory history = StoreHistory.open(mesh.settings())) {
            return Sightings.of(history.recorded(question.from(), question.to()), question);
        }
    }

    private void publish(String... tags) {
        Contract contract = new Contract(List.of(new Relation(
                "departures",
                "departures",
                null,
                List.of(
                        Mesh.column("id", "bigint", 1),
                        new Column("tail", PgType.parse("text"), false, 0, "internal", null, List.of(tags))))));
        mesh.backend.publish(new PortWish(Mesh.PORT, Mesh.STORE, contract));
    }

    @Test
    void aWriterCouldReadWhatThePortsOfItsStoreShow() throws SQLException {
        StoreKey side = new StoreKey("flights", "nyc", "side");
        mesh.backend.provision(Mesh.store(side, Map.of("loader", PASSWORD)));
        provision(Map.of("loader", PASSWORD));
        assertEquals(List.of(), couldRead(null, null), "there is no table yet");
        publish("plate");
        publish();
        publish("plate");
        provision(Map.of("loader", PASSWORD, "other", PASSWORD));
        provision(Map.of("other", PASSWORD));

        List<Sighting> all = couldRead("tail", null);
        assertEquals(
                List.of("writer loader of flights/nyc", "writer other of flights/nyc"),
                all.stream().map(Sighting::who).toList(),
                "each once, whatever the contracts said, and nobody of the other store");
        Sighting loader = all.getFirst();
        assertEquals("flights/departures.v1 departures.tail", loader.column());
        assertEquals("Clear", loader.saw());
        assertEquals("DataProduct flights/nyc@g1", loader.decidedBy());
        assertEquals("exact", loader.certainty());
        assertEquals(
                mesh.askedAsDba("SELECT (SELECT min(at) FROM roadstead_history.entry WHERE event = 'Published'),"
                        + " (SELECT at FROM roadstead_history.entry WHERE event = 'Closed')"),
                mesh.askedAsDba("SELECT " + Sql.time(loader.from()) + "::timestamptz, " + Sql.time(loader.to())
                        + "::timestamptz"));

        List<Sighting> plates = couldRead(null, "plate");
        assertEquals(
                List.of("writer loader of flights/nyc", "writer loader of flights/nyc", "writer other of flights/nyc"),
                plates.stream().map(Sighting::who).toList(),
                "in between it was no plate");
        assertTrue(plates.get(0).to().isBefore(plates.get(1).from()));
        mesh.backend.release(Mesh.PORT);
        assertEquals(all, couldRead("tail", null), "the port goes, the table does not");
    }

    @Test
    void thatWriterStillReadsIsKnownForAsLongAsItIsTrue() throws SQLException {
        publishedLongAgo();
        List<String> now = who();
        assertEquals(List.of("writer loader of flights/nyc"), now);
        mesh.asDba("SET ROLE " + Sql.id(mesh.settings().username())
                + "; SELECT roadstead_history.prune(now() - interval '40 days', interval '0', 1000)");
        assertEquals(
                List.of("1"), mesh.askedAsDba("SELECT count(*) FROM roadstead_history.entry WHERE event = 'Pruned'"));
        assertEquals(now, who());
    }

    /** The port is gone since, so that the tables are all there is. */
    private void publishedLongAgo() throws SQLException {
        provision(Map.of("loader", PASSWORD));
        publish("plate");
        publish();
        mesh.backend.release(Mesh.PORT);
        mesh.backend.close();
        try (Connection dba = mesh.database.superuser()) {
            Past.age(dba, Duration.ofDays(60));
        }
        mesh.reopen();
    }

    private List<String> who() {
        return couldRead("tail", null).stream().map(Sighting::who).toList();
    }
}
