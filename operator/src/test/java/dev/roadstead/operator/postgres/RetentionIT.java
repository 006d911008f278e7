package dev.roadstead.operator.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.access.Effect;
import dev.roadstead.operator.backend.Backend;
import dev.roadstead.operator.backend.GrantWish;
import dev.roadstead.operator.backend.KnownStore;
import dev.roadstead.operator.backend.PortKey;
import dev.roadstead.operator.backend.PortWish;
import dev.roadstead.operator.backend.Subject;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.contract.Relation;
import dev.roadstead.operator.history.Chain;
import dev.roadstead.operator.history.Head;
import dev.roadstead.operator.history.Pruned;
import dev.roadstead.operator.history.Question;
import dev.roadstead.operator.history.Sighting;
import dev.roadstead.operator.history.Sightings;
import dev.roadstead.testing.DevelopmentPostgres;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is older than the retention goes, and nothing else, by nobody else. */
class RetentionIT {
    private static final Subject OTHER = new Subject("marketing", Subject.Kind.REQUEST, "churn");
    private static final Duration RETENTION = Duration.ofDays(40);
    private static final String PRUNED = "SELECT body ->> 'through', body ->> 'removed', body ->> 'kept'"
            + " FROM roadstead_history.entry WHERE event = 'Pruned' ORDER BY seq";
    private static final String OF_GRANTS = "SELECT event, body #>> '{subject,name}' FROM roadstead_history.entry"
            + " WHERE body ? 'subject' AND body #>> '{subject,kind}' <> 'writer' ORDER BY seq";
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

    private static GrantWish wish(Subject subject) {
        return Mesh.wish(subject, Mesh.lens(Map.of()), null);
    }

    /** An operator that keeps the history for 40 days. */
    private Backend keeping(@Nullable Head known, Duration pause) {
        String id = known == null ? "" : mesh.backend.info().storeId();
        mesh.backend.close();
        mesh.backend = new PostgresFactory(Clock.systemUTC(), new SecureRandom(), Watch.INTERVAL, RETENTION, pause)
                .open(mesh.settings(), "test-mesh", new KnownStore(id, known), Mesh.KEY);
        return mesh.backend;
    }

    /** Time passes while the operator is down. */
    private void age(int days) throws SQLException {
        mesh.backend.close();
        try (Connection dba = mesh.database.superuser()) {
            Past.age(dba, Duration.ofDays(days));
        }
    }

    private Optional<Chain.Broken> verified(@Nullable Head known) {
        try (StoreHistory history = StoreHistory.open(mesh.settings())) {
            return history.chain(known).end(history.contracts().keySet());
        }
    }

    private Pruned pruned() {
        try (StoreHistory history = StoreHistory.open(mesh.settings())) {
            return history.pruned().orElseThrow();
        }
    }

    /** Of consumers; writers read all the time. */
    private List<String> whoCouldReadAt(Instant at) {
        Question question = new Question("flights", "departures", "origin", null, null, at, at);
        try (StoreHistory history = StoreHistory.open(mesh.settings())) {
            return Sightings.of(history.recorded(at, at), question).stream()
                    .map(Sighting::who)
                    .filter(who -> !who.startsWith("writer "))
                    .sorted()
                    .toList();
        }
    }

    private String one(String sql) throws SQLException {
        return mesh.askedAsDba(sql).getFirst();
    }

    /** Two grants sixty days ago, one of which ended then; both are read until now otherwise. */
    private void aPast() throws SQLException {
        mesh.backend.grant(wish(Mesh.DELAYS));
        mesh.backend.grant(wish(OTHER));
        mesh.backend.release(Mesh.key(OTHER));
        age(60);
    }

    @Test
    void whatIsOlderGoesButNotWhatStillExplainsWhoCanRead() throws SQLException {
        aPast();
        Backend backend = keeping(null, Pruning.PAUSE);
        List<String> now = whoCouldReadAt(Instant.now());
        assertEquals(List.of("product insights/delays"), now);
        long before = Long.parseLong(one("SELECT count(*) FROM roadstead_history.entry"));
        backend.check();

        assertEquals(List.of("Opened|delays"), mesh.askedAsDba(OF_GRANTS));
        Pruned pruned = pruned();
        assertEquals(
                before, Long.parseLong(one("SELECT count(*) FROM roadstead_history.entry")) + pruned.removed() - 1);
        assertEquals(Optional.empty(), verified(backend.head().orElseThrow()));
        assertEquals(pruned.entry().seq(), backend.head().orElseThrow().seq());
        assertEquals(now, whoCouldReadAt(Instant.now()));
        assertEquals(now, whoCouldReadAt(pruned.before()));
        assertTrue(
                Duration.between(pruned.before(), Instant.now())
                                .minus(RETENTION)
                                .abs()
                                .compareTo(Duration.ofHours(1))
                        < 0,
                pruned.toString());
        assertTrue(
                pruned.sentence().startsWith("entries 1 to " + pruned.through() + " were pruned on "),
                pruned.sentence());
    }

    @Test
    void itHappensOnceADayAndASecondLookWritesNothing() throws SQLException {
        aPast();
        keeping(null, Pruning.PAUSE).check();
        assertEquals(1, mesh.askedAsDba(PRUNED).size());
        List<String> entries = mesh.askedAsDba("SELECT xmin, seq FROM roadstead_history.entry");
        mesh.backend.check();
        mesh.backend.check();
        assertEquals(entries, mesh.askedAsDba("SELECT xmin, seq FROM roadstead_history.entry"));

        // A restart has forgotten when it was, the store has not.
        mesh.backend.release(Mesh.key(Mesh.DELAYS));
        keeping(mesh.backend.head().orElseThrow(), Pruning.PAUSE).check();
        assertEquals(1, mesh.askedAsDba(PRUNED).size());
        assertEquals(Optional.empty(), verified(mesh.backend.head().orElseThrow()));
    }

    @Test
    void whatNobodyNeedsAnyMoreGoesWithTheNext() throws SQLException {
        aPast();
        keeping(null, Duration.ZERO).check();
        assertEquals(List.of("Opened|delays"), mesh.askedAsDba(OF_GRANTS));
        // In the same past: closed before the limit, told late, so that only the kept entry is left to go.
        mesh.asDba(
                "SELECT roadstead_history.append('Closed', grant_key, (body - 'until') || jsonb_build_object('reason',"
                        + " 'Revoked', 'late', true, 'happened', to_char((now() - interval '50 days') AT TIME ZONE 'UTC',"
                        + " 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'))) FROM roadstead_history.entry WHERE event = 'Opened'"
                        + " AND grant_key LIKE 'product %'");
        mesh.backend.check();
        assertEquals(List.of("Closed|delays"), mesh.askedAsDba(OF_GRANTS));
        assertEquals(2, mesh.askedAsDba(PRUNED).size());
        assertEquals(Optional.empty(), verified(mesh.backend.head().orElseThrow()));
    }

    @Test
    void contractsGoWithTheLastEntryThatNamesThem() throws SQLException {
        PortKey second = new PortKey("flights", "gates", "v1");
        Contract gates = gates("gate");
        mesh.backend.publish(new PortWish(second, Mesh.STORE, gates));
        mesh.backend.publish(new PortWish(second, Mesh.STORE, gates("exit")));
        mesh.backend.grant(wish(OTHER));
        mesh.backend.release(Mesh.key(OTHER));
        age(60);
        String texts =
                "SELECT substring(body FROM '\"(gate|exit|tail_number)\"') FROM roadstead_history.contract ORDER BY 1";
        assertEquals(List.of("exit", "gate", "tail_number"), mesh.askedAsDba(texts));
        keeping(null, Duration.ZERO).check();
        assertEquals(List.of(), mesh.askedAsDba(OF_GRANTS));
        assertEquals(List.of("exit", "tail_number"), mesh.askedAsDba(texts), "what the ports show");

        mesh.backend.release(second);
        mesh.backend.check();
        assertEquals(List.of("exit", "tail_number"), mesh.askedAsDba(texts), "its table is there");
        assertEquals(Optional.empty(), verified(mesh.backend.head().orElseThrow()));

        // Whoever is granted a port now names the text of long ago, and whoever publishes brings it again.
        mesh.provision();
        mesh.backend.grant(Mesh.wish(OTHER, Mesh.lens(Map.of("note", Effect.HIDDEN)), null));
        assertEquals(
                List.of("request marketing/churn"), whoCouldReadAt(Instant.now().plusSeconds(60)));
        mesh.backend.publish(new PortWish(second, Mesh.STORE, gates));
        assertEquals(List.of("exit", "gate", "tail_number"), mesh.askedAsDba(texts));
        assertEquals(Optional.empty(), verified(mesh.backend.head().orElseThrow()));
    }

    private static Contract gates(String column) {
        return new Contract(List.of(new Relation(
                "gates", "gates", null, List.of(Mesh.column("id", "bigint", 1), Mesh.column(column, "text", 0)))));
    }

    @Test
    void aHeadOfBeforeIsNoSetBackAndAnotherOneStillIs() throws SQLException {
        mesh.backend.grant(wish(Mesh.DELAYS));
        age(60);
        mesh.backend = mesh.open();
        long old = Long.parseLong(
                one("SELECT max(seq) FROM roadstead_history.entry WHERE at < now() - interval '40 days'"));
        Head remembered;
        try (StoreHistory history = StoreHistory.open(mesh.settings())) {
            Head[] found = new Head[1];
            history.entries(e -> found[0] = e.seq() == old ? new Head(e.seq(), e.hash(), e.at()) : found[0]);
            remembered = found[0];
        }
        keeping(null, Pruning.PAUSE).check();
        assertTrue(pruned().through() >= old);

        // The operator died before the status was written, and its head is of long ago.
        assertEquals(Optional.empty(), keeping(remembered, Pruning.PAUSE).rewound());
        assertTrue(mesh.backend.holds(Mesh.key(Mesh.DELAYS)));
        Head newest = mesh.backend.head().orElseThrow();
        assertEquals(Optional.empty(), keeping(newest, Pruning.PAUSE).rewound());
        Head lost = new Head(newest.seq() + 50, "00".repeat(32), Instant.now());
        assertEquals(lost, keeping(lost, Pruning.PAUSE).rewound().orElseThrow().from());
        assertEquals(List.of("Opened|delays", "Closed|delays"), mesh.askedAsDba(OF_GRANTS));
    }

    @Test
    void anOperatorThatLostTheStorePrunesNothing() throws SQLException {
        aPast();
        keeping(null, Pruning.PAUSE);
        mesh.asDba("UPDATE roadstead_meta.fence SET holder = 'another', epoch = epoch + 1");
        assertThrows(dev.roadstead.operator.backend.BackendException.class, () -> mesh.backend.check());
        assertEquals(List.of(), mesh.askedAsDba(PRUNED));
    }

    @Test
    void nobodyElseRemovesAnything() throws SQLException {
        aPast();
        keeping(null, Pruning.PAUSE).check();
        Head head = mesh.backend.head().orElseThrow();
        String told =
                "jsonb_build_object('through', (SELECT max(seq) FROM roadstead_history.entry), 'hash', '', 'kept', 0,"
                        + " 'keptHash', encode(sha256(''), 'hex'), 'removed', 9, 'more', false, 'before', '2026-01-01T00:00:00Z')";
        try (Connection operator = mesh.database.operator()) {
            for (String sql : List.of(
                    "DELETE FROM roadstead_history.entry WHERE seq = " + head.seq(),
                    "DELETE FROM roadstead_history.entry WHERE event = 'Opened'",
                    "DELETE FROM roadstead_history.contract",
                    "TRUNCATE roadstead_history.entry",
                    // It is the newest entry, but of another transaction.
                    "SELECT roadstead_history.append('Pruned', '', " + told + ");"
                            + " COMMIT; DELETE FROM roadstead_history.entry WHERE event = 'Opened'",
                    // It names other entries than those that would be left.
                    "SELECT roadstead_history.append('Pruned', '', " + told + "); DELETE FROM roadstead_history.entry"
                            + " WHERE event = 'Opened'",
                    "SELECT roadstead_history.append('Pruned', '', " + told + " || '{\"through\": 1}');"
                            + " DELETE FROM roadstead_history.entry WHERE event = 'Opened'",
                    // A contract that an entry names.
                    "SELECT roadstead_history.append('Pruned', '', " + told
                            + "); DELETE FROM roadstead_history.contract")) {
                mesh.asDba("CREATE TABLE IF NOT EXISTS public.saved AS SELECT * FROM roadstead_history.entry");
                SQLException refused = assertThrows(SQLException.class, () -> Mesh.execute(operator, sql), sql);
                assertEquals("42501", refused.getSQLState(), sql);
                assertEquals(
                        List.of(),
                        mesh.askedAsDba("SELECT * FROM public.saved EXCEPT SELECT * FROM roadstead_history.entry"),
                        sql);
            }
            SQLException young = assertThrows(
                    SQLException.class,
                    () -> Mesh.execute(
                            operator, "SELECT roadstead_history.prune(now() - interval '29 days', interval '0', 9)"));
            assertEquals("22023", young.getSQLState());
        }
    }

    @Test
    void whatADbaTakesAwayIsNamed() throws SQLException {
        aPast();
        keeping(null, Duration.ZERO).check();
        Head head = mesh.backend.head().orElseThrow();
        long through = pruned().through();
        mesh.backend.close();
        String off = "ALTER TABLE roadstead_history.entry DISABLE TRIGGER USER;";
        mesh.asDba("CREATE TABLE public.saved AS SELECT * FROM roadstead_history.entry");
        for (String attack : List.of(
                "DELETE FROM roadstead_history.entry WHERE event = 'Opened'",
                "UPDATE roadstead_history.entry SET body = jsonb_set(body, '{purpose}', '\"audit\"') WHERE event = 'Opened'",
                "DELETE FROM roadstead_history.entry WHERE seq = " + (through + 1),
                "DELETE FROM roadstead_history.entry WHERE event = 'Pruned'",
                "UPDATE roadstead_history.entry SET body = body || '{\"kept\": 0}' WHERE event = 'Pruned'",
                "UPDATE roadstead_history.entry SET body = body || '{\"before\": \"?\"}' WHERE event = 'Pruned'",
                "TRUNCATE roadstead_history.entry")) {
            mesh.asDba(off + attack);
            assertTrue(verified(head).isPresent(), attack);
            mesh.asDba(
                    "TRUNCATE roadstead_history.entry; INSERT INTO roadstead_history.entry SELECT * FROM public.saved");
            assertEquals(Optional.empty(), verified(head));
        }
    }

    @Test
    void whatWasAlteredIsNotPrunedSoThatItShows() throws SQLException {
        aPast();
        mesh.asDba("ALTER TABLE roadstead_history.entry DISABLE TRIGGER USER; UPDATE roadstead_history.entry"
                + " SET body = jsonb_set(body, '{purpose}', '\"audit\"') WHERE event = 'Opened';"
                + " ALTER TABLE roadstead_history.entry ENABLE TRIGGER USER");
        String altered = one("SELECT min(seq) FROM roadstead_history.entry WHERE event = 'Opened'");
        Backend backend = keeping(null, Duration.ZERO);
        assertEquals(Optional.empty(), backend.notPruned());
        backend.check();
        assertEquals(List.of(), mesh.askedAsDba(PRUNED));
        assertTrue(verified(null).isPresent());
        assertEquals(
                Optional.of("ERROR: entry " + altered + " of the history is not what was written"),
                backend.notPruned());
        // Everything else goes on.
        backend.grant(wish(OTHER));
        assertTrue(whoCouldReadAt(Instant.now().plusSeconds(60)).contains("request marketing/churn"));
    }

    @Test
    void aKeptEntryThatWasAlteredLaterIsNotHiddenByTheNextPruning() throws SQLException {
        aPast();
        keeping(null, Duration.ZERO).check();
        mesh.asDba(
                "ALTER TABLE roadstead_history.entry DISABLE TRIGGER USER; UPDATE roadstead_history.entry e SET hash = "
                        + "sha256(convert_to(roadstead_history.canonical(seq, at, event, grant_key, body || '{\"purpose\": \"x\"}',"
                        + " prev), 'UTF8')), body = body || '{\"purpose\": \"x\"}' WHERE event = 'Opened';"
                        + " ALTER TABLE roadstead_history.entry ENABLE TRIGGER USER");
        assertTrue(verified(null).isPresent());
        try (Connection dba = mesh.database.superuser()) {
            SQLException refused = assertThrows(
                    SQLException.class,
                    () -> Mesh.execute(
                            dba, "SELECT roadstead_history.prune(now() - interval '31 days', interval '0', 1000)"));
            assertEquals("XX001", refused.getSQLState(), refused.getMessage());
        }
        assertEquals(1, mesh.askedAsDba(PRUNED).size());
    }

    @Test
    void withoutARetentionNothingGoes() throws SQLException {
        aPast();
        mesh.backend = mesh.open();
        mesh.backend.check();
        assertEquals(List.of(), mesh.askedAsDba(PRUNED));
        assertEquals(3, mesh.askedAsDba(OF_GRANTS).size());
    }
}
