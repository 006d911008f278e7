package dev.roadstead.operator.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.access.Effect;
import dev.roadstead.operator.backend.LoginHolder;
import dev.roadstead.operator.backend.PortKey;
import dev.roadstead.operator.backend.PortWish;
import dev.roadstead.operator.backend.Subject;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.contract.Relation;
import dev.roadstead.operator.history.ContractText;
import dev.roadstead.operator.history.Event;
import dev.roadstead.operator.history.Gaps;
import dev.roadstead.operator.history.Pruned;
import dev.roadstead.operator.history.Question;
import dev.roadstead.operator.history.Sightings;
import dev.roadstead.operator.history.Told;
import dev.roadstead.testing.DevelopmentPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Random histories of years, pruned again and again: no answer about a time within the retention may change. */
class PruningPropertiesIT {
    private static final int HISTORIES = 12;
    private static final int ENTRIES = 40;
    private static final Duration YEARS = Duration.ofDays(1000);
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final List<Contract> CONTRACTS = List.of(
            Mesh.CONTRACT,
            new Contract(List.of(
                    new Relation("departures", "departures", null, List.of(Mesh.column("tail_number", "text", 1))))));
    private static Mesh mesh;

    @BeforeAll
    static void makeMesh() {
        mesh = new Mesh(DevelopmentPostgres.shared());
        mesh.provision();
        // What it writes by itself is none of this test's.
        mesh.backend.close();
    }

    @AfterAll
    static void closeMesh() {
        mesh.close();
    }

    /** Answers at one instant or about a time, in words. */
    private static List<String> answers(StoreHistory history, Question question) {
        List<String> lines = new ArrayList<>();
        Sightings.of(history.recorded(question.from(), question.to()), question)
                .forEach(sighting -> lines.add(sighting.toString()));
        lines.addAll(Gaps.of(history.watch(), question));
        return lines;
    }

    private static List<List<String>> answers(List<Question> questions) {
        try (StoreHistory history = StoreHistory.open(mesh.settings())) {
            return questions.stream()
                    .map(question -> answers(history, question))
                    .toList();
        }
    }

    private static void holds(String about) {
        try (StoreHistory history = StoreHistory.open(mesh.settings())) {
            assertEquals(
                    Optional.empty(),
                    history.chain(null).end(history.contracts().keySet()),
                    about);
        }
    }

    /** A history of random entries, mostly in the order of time. */
    private static final class Story {
        private final Random random;
        private final Connection dba;
        private Instant at = NOW.minus(YEARS);

        Story(Random random, Connection dba) {
            this.random = random;
            this.dba = dba;
        }

        List<Instant> tell(Instant until, int entries) throws SQLException {
            List<Instant> times = new ArrayList<>();
            long step = Math.max(1, Duration.between(at, until).toSeconds() / entries);
            for (int i = 0; i < entries; i++) {
                // Now and then somebody sets the server's clock back.
                long seconds = random.nextInt(12) == 0 ? -step : step / 2 + (long) (random.nextDouble() * step);
                at = at.plusSeconds(seconds);
                times.add(at);
                entry();
            }
            return times;
        }

        private void entry() throws SQLException {
            switch (random.nextInt(14)) {
                case 0 ->
                    tell(Event.WATCH_LOST, "", Told.watchLost(random.nextBoolean() ? at.minusSeconds(60) : null, "a"));
                case 1 -> tell(Event.WATCH_RESUMED, "", Told.watching("a"));
                case 2 -> tell(Event.CHECKED, "", Told.watching("a"));
                case 3 -> tell(Event.DRIFT_FOUND, "", drift());
                case 4 -> tell(Event.DRIFT_REPAIRED, "", drift());
                case 5 -> tell(Event.REWOUND, "", Told.watching("a"));
                case 6 -> published();
                case 7 -> writer();
                default -> grant();
            }
        }

        private Told drift() {
            return Told.drift("ForeignGrant", "view " + random.nextInt(2), "bob", random.nextBoolean() ? at : null);
        }

        /** One of the two ports is gone by now. */
        private void published() throws SQLException {
            PortKey key = new PortKey("flights", random.nextBoolean() ? "departures" : "arrivals", "v1");
            Contract contract = CONTRACTS.get(random.nextInt(CONTRACTS.size()));
            Told told = Told.port(new PortWish(key, Mesh.STORE, contract), ContractText.of(contract));
            tell(Event.PUBLISHED, "port " + key, told);
        }

        private void writer() throws SQLException {
            var writer = new LoginHolder.Writer(Mesh.STORE, "w" + random.nextInt(2));
            switch (random.nextInt(3)) {
                case 0 -> tell(Event.CLOSED, writer.toString(), Told.end(writer, "Removed"));
                case 1 -> tell(Event.CHANGED, writer.toString(), Told.writer(writer, Mesh.because(1), Set.of("b")));
                default -> tell(Event.OPENED, writer.toString(), Told.writer(writer, Mesh.because(1), Set.of("a")));
            }
        }

        private void grant() throws SQLException {
            Subject subject = new Subject("insights", Subject.Kind.PRODUCT, "p" + random.nextInt(4));
            var effects = List.of(Effect.CLEAR, Effect.HASH, Effect.HIDDEN);
            Instant end = random.nextInt(3) == 0 ? at.plus(Duration.ofDays(random.nextInt(300))) : null;
            var wish = Mesh.wish(
                    subject, Mesh.lens(Map.of("tail_number", effects.get(random.nextInt(effects.size())))), end);
            int kind = random.nextInt(4);
            if (kind == 0) {
                Told told = Told.end(wish.key(), wish.request(), "Revoked", null);
                String late = random.nextInt(3) == 0
                        ? ", \"late\": true, \"happened\": \"" + at.minusSeconds(random.nextInt(5_000_000)) + "\"}"
                        : "}";
                Past.append(
                        dba,
                        at,
                        Event.CLOSED,
                        wish.key().toString(),
                        told.json().substring(0, told.json().length() - 1) + late);
            } else {
                String contract = ContractText.of(Mesh.CONTRACT).hash();
                tell(
                        kind == 1 ? Event.CHANGED : Event.OPENED,
                        wish.key().toString(),
                        Told.grant(wish, contract, "s", Set.of("login"), at));
            }
        }

        private void tell(Event event, String grant, Told told) throws SQLException {
            Past.append(dba, at, event, grant, told.json());
        }
    }

    @Test
    void noAnswerWithinTheRetentionChanges() throws SQLException {
        long seed = Long.getLong("roadstead.seed", System.nanoTime());
        Random random = new Random(seed);
        long pruned = 0;
        try (Connection dba = mesh.database.superuser()) {
            for (int i = 0; i < HISTORIES; i++) {
                String about = "history " + i + " of -Droadstead.seed=" + seed;
                Past.clear(dba);
                Story story = new Story(random, dba);
                List<Instant> times = new ArrayList<>();
                // Pruned with each time a later limit, with more entries in between, and in small steps as well as in
                // one.
                for (int round = 1; round <= 3; round++) {
                    for (Contract contract : CONTRACTS) {
                        ContractText text = ContractText.of(contract);
                        Mesh.execute(
                                dba,
                                "INSERT INTO roadstead_history.contract SELECT " + Sql.text(text.hash()) + ", "
                                        + Sql.text(text.json()) + " ON CONFLICT DO NOTHING");
                    }
                    times.addAll(story.tell(NOW.minus(Duration.ofDays(900L - round * 250L)), ENTRIES / 3));
                    Instant limit = NOW.minus(YEARS)
                            .plusSeconds((long) (random.nextDouble() * round * 300 * 86_400))
                            .truncatedTo(ChronoUnit.MICROS);
                    int most = random.nextBoolean() ? 50_000 : 1 + random.nextInt(10);
                    pruned += prune(dba, times, limit, most, about + ", round " + round);
                }
            }
        }
        assertTrue(pruned > HISTORIES * ENTRIES / 10, "only " + pruned + " entries went, of -Droadstead.seed=" + seed);
    }

    private static long prune(Connection dba, List<Instant> times, Instant limit, int most, String about)
            throws SQLException {
        Instant horizon = horizon(limit);
        List<Question> questions = new ArrayList<>();
        for (Instant time : times) {
            for (Instant at : List.of(time, time.plusSeconds(3_000_000))) {
                at(horizon, at).ifPresent(questions::add);
            }
        }
        at(horizon, horizon).ifPresent(questions::add);
        questions.add(new Question(null, null, null, null, null, horizon, NOW));
        List<List<String>> before = answers(questions);
        long removed = 0;
        String sql = "SELECT roadstead_history.prune(" + Sql.time(limit) + ", interval '0', " + most + ")";
        long told;
        do {
            told = told();
            removed += Long.parseLong(Mesh.rows(dba, sql).getFirst());
            holds(about);
        } while (told() != told);
        List<List<String>> after = answers(questions);
        for (int i = 0; i < questions.size(); i++) {
            assertEquals(before.get(i), after.get(i), about + ": " + questions.get(i) + ", limit " + limit);
        }
        assertTrue(!horizon(Instant.EPOCH).isAfter(horizon), "what can still be answered is told as gone, " + about);
        assertEquals(List.of("0"), Mesh.rows(dba, sql), "a second time, " + about);
        return removed;
    }

    private static Optional<Question> at(Instant horizon, Instant at) {
        return at.isBefore(horizon)
                ? Optional.empty()
                : Optional.of(new Question(null, null, null, null, null, at, at));
    }

    private static Instant horizon(Instant limit) {
        try (StoreHistory history = StoreHistory.open(mesh.settings())) {
            return history.pruned().map(Pruned::before).filter(limit::isBefore).orElse(limit);
        }
    }

    /** The number of the newest entry about a pruning. */
    private static long told() {
        try (StoreHistory history = StoreHistory.open(mesh.settings())) {
            return history.pruned().map(pruned -> pruned.entry().seq()).orElse(0L);
        }
    }
}
