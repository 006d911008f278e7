package dev.roadstead.operator.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.access.Effect;
import dev.roadstead.operator.access.Lens;
import dev.roadstead.operator.access.RelationLens;
import dev.roadstead.operator.backend.GrantWish;
import dev.roadstead.operator.backend.PortWish;
import dev.roadstead.operator.backend.Subject;
import dev.roadstead.operator.contract.Column;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.contract.PgType;
import dev.roadstead.operator.contract.Relation;
import dev.roadstead.operator.history.Chain;
import dev.roadstead.operator.history.Head;
import dev.roadstead.operator.history.Question;
import dev.roadstead.operator.history.Sighting;
import dev.roadstead.operator.history.Sightings;
import dev.roadstead.testing.DevelopmentPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Questions about the past, and whether anybody altered it. */
class HistoryQuestionsIT {
    private Mesh mesh;

    @BeforeEach
    void makeMesh() {
        mesh = new Mesh(DevelopmentPostgres.shared());
        mesh.provision();
    }

    @AfterEach
    void closeMesh() {
        mesh.close();
    }

    /** Writers are left out: they read all the time. */
    private List<Sighting> asked(Question question) {
        try (StoreHistory history = StoreHistory.open(mesh.settings())) {
            return Sightings.of(history.recorded(question.from(), question.to()), question).stream()
                    .filter(sighting -> !sighting.who().startsWith("writer "))
                    .toList();
        }
    }

    private Optional<Chain.Broken> verified(Head known) {
        try (StoreHistory history = StoreHistory.open(mesh.settings())) {
            return history.chain(known).end(history.contracts().keySet());
        }
    }

    private static Question tagged(String tag) {
        return new Question(
                null, null, null, tag, null, Instant.EPOCH, Instant.now().plus(1, ChronoUnit.HOURS));
    }

    private static Contract contract(String column, String... tags) {
        return new Contract(List.of(new Relation(
                "departures",
                "departures",
                null,
                List.of(
                        Mesh.column("id", "bigint", 1),
                        new Column(column, PgType.parse("text"), false, 0, "internal", null, List.of(tags))))));
    }

    private void publishAndGrant(Contract contract) {
        mesh.backend.publish(new PortWish(Mesh.PORT, Mesh.STORE, contract));
        SequencedMap<String, Effect> columns = new LinkedHashMap<>();
        contract.relations().getFirst().columns().forEach(c -> columns.put(c.name(), Effect.CLEAR));
        GrantWish wish = Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null);
        mesh.backend.grant(new GrantWish(
                wish.key(),
                contract,
                new Lens(List.of(new RelationLens("departures", columns, List.of()))),
                wish.lease(),
                null,
                false,
                wish.request(),
                wish.nextStep(),
                wish.credential(),
                wish.because()));
    }

    @Test
    void aTagMeansTheContractAsItWasThen() {
        publishAndGrant(contract("tail_number", "Plate"));
        publishAndGrant(contract("registration", "plate"));
        publishAndGrant(contract("registration"));
        List<Sighting> found = asked(tagged("PLATE"));
        assertEquals(
                List.of(
                        "flights/departures.v1 departures.tail_number",
                        "flights/departures.v1 departures.registration"),
                found.stream().map(Sighting::column).toList());
        // The port changes first; a moment later the grant is decided anew.
        assertFalse(found.get(1).from().isBefore(found.get(0).to()));
        assertTrue(found.get(1).to().isBefore(Instant.now().plusSeconds(60)));
        assertEquals(List.of(), asked(tagged("iban")));
    }

    @Test
    void aLeaseThatRanOutEndsTheAnswerWithoutTheOperator() throws InterruptedException {
        Instant end = Instant.now().plusSeconds(4).truncatedTo(ChronoUnit.SECONDS);
        mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), end));
        Thread.sleep(Duration.between(Instant.now(), end.plusMillis(100)));
        Question question =
                new Question("flights", "departures", "origin", null, null, Instant.EPOCH, end.plusSeconds(3600));
        Sighting only = asked(question).getFirst();
        assertEquals(end, only.to());
        assertEquals("exact (expired)", only.certainty());
        assertEquals("Policy flights/delays@g1", only.decidedBy());
    }

    /** Random lives of several grants; at each moment the answer must be what was true then. */
    @Test
    void answersEqualAReplayOfRandomLives() throws SQLException {
        long seed = Long.getLong("roadstead.seed", System.nanoTime());
        Random random = new Random(seed);
        List<Effect> effects = List.of(Effect.CLEAR, Effect.HASH, Effect.REDACT, Effect.HIDDEN);
        List<Subject> subjects = List.of(
                Mesh.DELAYS,
                new Subject("insights", Subject.Kind.REQUEST, "delays"),
                new Subject("marketing", Subject.Kind.PRODUCT, "churn"));
        Map<String, String> truth = new TreeMap<>();
        List<Map<String, String>> moments = new ArrayList<>();
        List<Instant> times = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            Subject subject = subjects.get(random.nextInt(subjects.size()));
            if (random.nextInt(4) == 0) {
                mesh.backend.release(Mesh.key(subject));
                truth.remove(subject.toString());
            } else {
                Effect effect = effects.get(random.nextInt(effects.size()));
                mesh.backend.grant(Mesh.wish(subject, Mesh.lens(Map.of("tail_number", effect)), null));
                if (effect == Effect.HIDDEN) {
                    truth.remove(subject.toString());
                } else {
                    truth.put(subject.toString(), effect.wireName());
                }
            }
            mesh.backend.check();
            moments.add(new TreeMap<>(truth));
            try (Connection dba = mesh.database.superuser()) {
                times.add(Instant.parse(Mesh.rows(
                                dba,
                                "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')")
                        .getFirst()));
            }
        }
        for (int i = 0; i < moments.size(); i++) {
            Instant at = times.get(i);
            Map<String, String> answer = new TreeMap<>();
            asked(new Question("flights", "departures", "tail_number", null, null, at, at))
                    .forEach(s -> answer.put(s.who(), s.saw()));
            assertEquals(moments.get(i), answer, "moment " + i + " of -Droadstead.seed=" + seed);
        }
        assertEquals(Optional.empty(), verified(mesh.backend.head().orElseThrow()));
    }

    @Test
    void whatASuperuserAltersIsNamed() throws SQLException {
        mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null));
        mesh.backend.release(Mesh.key(Mesh.DELAYS));
        Head head = mesh.backend.head().orElseThrow();
        assertEquals(Optional.empty(), verified(head));
        long opened;
        try (Connection dba = mesh.database.superuser()) {
            opened = Long.parseLong(Mesh.rows(
                            dba,
                            "SELECT seq FROM roadstead_history.entry WHERE event = 'Opened'"
                                    + " AND grant_key LIKE 'product %'")
                    .getFirst());
        }
        mesh.asDba("CREATE TABLE public.saved AS SELECT * FROM roadstead_history.entry");
        // It would put the triggers back.
        mesh.backend.close();
        mesh.asDba("ALTER TABLE roadstead_history.entry DISABLE TRIGGER USER");
        String restore = "DELETE FROM roadstead_history.entry;"
                + " INSERT INTO roadstead_history.entry SELECT * FROM public.saved";

        mesh.asDba("UPDATE roadstead_history.entry SET body = jsonb_set(body, '{purpose}', '\"audit\"') WHERE seq = "
                + opened);
        assertEquals(opened, verified(head).orElseThrow().seq());

        for (String never : List.of("infinity", "-infinity", "294276-12-31 23:59:59Z")) {
            mesh.asDba(restore + "; UPDATE roadstead_history.entry SET at = '" + never + "' WHERE seq = " + opened);
            assertEquals(opened, verified(head).orElseThrow().seq(), never);
        }

        mesh.asDba(restore + "; DELETE FROM roadstead_history.entry WHERE seq = " + opened);
        assertEquals(opened, verified(head).orElseThrow().seq());

        mesh.asDba(restore + "; DELETE FROM roadstead_history.entry WHERE seq > " + opened);
        assertEquals(opened + 1, verified(head).orElseThrow().seq());
        assertEquals(Optional.empty(), verified(null), "a cut end shows only against a head that lies elsewhere");

        // Rewritten with all hashes made anew: only the head elsewhere can tell.
        mesh.asDba(restore + "; UPDATE roadstead_history.entry SET body = jsonb_set(body, '{purpose}', '\"audit\"')"
                + " WHERE seq = " + opened
                + "; DO $$ DECLARE e record; p bytea := ''; BEGIN FOR e IN SELECT * FROM roadstead_history.entry ORDER BY seq"
                + " LOOP UPDATE roadstead_history.entry SET prev = p, hash = sha256(convert_to(roadstead_history.canonical("
                + "e.seq, e.at, e.event, e.grant_key, e.body, p), 'UTF8')) WHERE seq = e.seq RETURNING hash INTO p;"
                + " END LOOP; END $$");
        assertEquals(Optional.empty(), verified(null));
        assertEquals(head.seq(), verified(head).orElseThrow().seq());

        mesh.asDba(restore + "; ALTER TABLE roadstead_history.contract DISABLE TRIGGER USER;"
                + " DELETE FROM roadstead_history.contract");
        assertTrue(verified(head).orElseThrow().what().contains("contract"));
        assertFalse(verified(head).isEmpty());
    }
}
