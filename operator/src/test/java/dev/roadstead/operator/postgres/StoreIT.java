package dev.roadstead.operator.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.access.Effect;
import dev.roadstead.operator.access.Lens;
import dev.roadstead.operator.access.RelationLens;
import dev.roadstead.operator.access.RowCondition;
import dev.roadstead.operator.access.RowOperator;
import dev.roadstead.operator.backend.Backend;
import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.operator.backend.GrantKey;
import dev.roadstead.operator.backend.GrantOutcome;
import dev.roadstead.operator.backend.GrantWish;
import dev.roadstead.operator.backend.LeaseState;
import dev.roadstead.operator.backend.PortKey;
import dev.roadstead.operator.backend.PortWish;
import dev.roadstead.operator.backend.Proof;
import dev.roadstead.operator.backend.StoreKey;
import dev.roadstead.operator.backend.StoreSettings;
import dev.roadstead.operator.contract.Column;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.contract.PgType;
import dev.roadstead.operator.contract.Relation;
import dev.roadstead.testing.DevelopmentPostgres;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes wrong with a store, and what a store does with hostile names and contradicting contracts. */
class StoreIT {
    private Mesh mesh;

    @BeforeEach
    void makeMesh() {
        mesh = new Mesh(DevelopmentPostgres.shared());
    }

    @AfterEach
    void closeMesh() {
        mesh.close();
    }

    private static Backend open(StoreSettings settings, String meshId, String storeId) {
        return new PostgresFactory(Clock.systemUTC(), new SecureRandom()).open(settings, meshId, storeId, Mesh.KEY);
    }

    private static void assertRefused(String reason, String part, org.junit.jupiter.api.function.Executable open) {
        BackendException refused = assertThrows(BackendException.class, open);
        assertEquals(reason, refused.reason(), refused.getMessage());
        assertTrue(refused.getMessage().contains(part), refused.getMessage());
    }

    private StoreSettings settings(String host, int port, String database, String password) {
        StoreSettings s = mesh.settings();
        return new StoreSettings(
                s.className(), host, port, database, s.username(), password, s.tls(), null, 4, null, 10, s.rotation());
    }

    @Test
    void everyWayNotToConnectHasItsReasonAndRemedy() {
        StoreSettings s = mesh.settings();
        assertRefused(
                "WrongPassword",
                "credentialsSecretRef",
                () -> open(settings(s.host(), s.port(), s.database(), "wrong"), "test-mesh", ""));
        for (String typed : List.of("p\u00e4ssw\u00f6rd", "wrong\n", "\007", "\u00a0", "\ud800", "\u06271")) {
            assertRefused(
                    "WrongPassword",
                    "credentialsSecretRef",
                    () -> open(settings(s.host(), s.port(), s.database(), typed), "test-mesh", ""));
        }
        assertRefused(
                "Unreachable",
                "check spec.postgres.host",
                () -> open(settings(s.host(), 1, s.database(), "x"), "m", ""));
        assertRefused(
                "Unreachable",
                "has no database",
                () -> open(settings(s.host(), s.port(), "nowhere", s.password()), "m", ""));
        assertRefused("WrongMesh", "--mesh-id test-mesh", () -> open(s, "another", ""));
        mesh.backend.close();
        assertRefused("WrongStore", "is bound to store 1234", () -> open(s, "test-mesh", "1234"));
        mesh.backend = mesh.open();
    }

    @Test
    void twoClassesOfOneOperatorDoNotShareADatabase() {
        var factory = new PostgresFactory(Clock.systemUTC(), new SecureRandom());
        mesh.backend.close();
        try (Backend first = factory.open(mesh.settings(), "test-mesh", "", Mesh.KEY)) {
            assertRefused(
                    "FenceHeld",
                    "for another StoreClass",
                    () -> factory.open(mesh.settings(), "test-mesh", "", Mesh.KEY));
            assertRefused("FenceHeld", "another operator", () -> open(mesh.settings(), "test-mesh", ""));
            first.check();
        }
        mesh.backend = mesh.open();
    }

    @Test
    void aSecondOperatorWaitsAndAStaleOneWritesNothing() throws SQLException {
        assertRefused("FenceHeld", "another operator", () -> open(mesh.settings(), "test-mesh", ""));
        mesh.provision();
        String lock = "LOCK TABLE roadstead_meta.fence_lease IN SHARE ROW EXCLUSIVE MODE";
        try (Connection another = mesh.database.superuser()) {
            Mesh.rows(
                    another,
                    "SELECT pg_terminate_backend(pid, 2000) FROM pg_locks WHERE relation ="
                            + " 'roadstead_meta.fence_lease'::regclass AND mode = 'ShareRowExclusiveLock'");
            another.setAutoCommit(false);
            Mesh.execute(another, lock);
            Mesh.execute(another, "UPDATE roadstead_meta.fence SET holder = 'another', epoch = epoch + 1");
            another.commit();
            Mesh.execute(another, lock);
            List<String> before = mesh.state();
            assertRefused(
                    "FenceHeld",
                    "another operator",
                    () -> mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null)));
            assertEquals(before, mesh.state());
        }
        // The other one is gone: this one takes the fence again by itself.
        mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null));
    }

    @Test
    void maintenanceOfTheWholeDatabaseNeitherWaitsNorHoldsAnythingUp() throws SQLException {
        mesh.provision();
        try (Connection dba = mesh.database.superuser()) {
            Mesh.execute(dba, "SET statement_timeout = '20s'");
            Mesh.execute(dba, "VACUUM");
            dba.setAutoCommit(false);
            Mesh.execute(dba, "ANALYZE");
            // The locks of that ANALYZE stay until its transaction ends.
            mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null));
            mesh.reopen();
            mesh.provision();
            mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of("note", Effect.NULL)), null));
            dba.commit();
        }
    }

    @Test
    void aBrokenConnectionIsReplaced() throws SQLException {
        mesh.provision();
        try (Connection dba = mesh.database.superuser()) {
            Mesh.rows(
                    dba,
                    "SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity WHERE usename = '"
                            + mesh.server.operatorUser() + "' AND datname = current_database()");
        }
        mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null));
    }

    @Test
    void somebodyElsesSchemaIsAConflictAndStaysUntouched() throws SQLException {
        try (Connection dba = mesh.database.superuser()) {
            Mesh.execute(
                    dba, "CREATE SCHEMA flights__nyc__main__data; CREATE TABLE flights__nyc__main__data.x (a int)");
            List<String> before = mesh.state();
            assertRefused(
                    "Conflict", "schema flights__nyc__main__data", () -> mesh.backend.provision(Mesh.store(Map.of())));
            assertEquals(before, mesh.state());
            Mesh.execute(dba, "ALTER SCHEMA flights__nyc__main__data RENAME TO theirs");
        }
        mesh.provision();
    }

    @Test
    void theFirstContractFixesATypeAndOthersMayOnlyWidenIt() throws SQLException {
        mesh.backend.provision(Mesh.store(Map.of("loader", Mesh.password("loader-password"))));
        mesh.backend.publish(new PortWish(new PortKey("flights", "a", "v1"), Mesh.STORE, contract("t", "integer")));
        PortKey wider = new PortKey("flights", "b", "v1");
        mesh.backend.publish(new PortWish(wider, Mesh.STORE, contract("t", "bigint")));
        assertRefused(
                "SchemaMismatch",
                "contract.schema[t].properties[n].physicalType is text, but table t holds integer",
                () -> mesh.backend.publish(
                        new PortWish(new PortKey("flights", "c", "v1"), Mesh.STORE, contract("t", "text"))));
        try (Connection dba = mesh.database.superuser()) {
            assertEquals(
                    List.of("bigint"),
                    Mesh.rows(
                            dba,
                            "SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid ="
                                    + " 'flights__b__v1__port.t'::regclass AND attname = 'n'"));
        }
    }

    private static Contract contract(String relation, String type) {
        return new Contract(List.of(new Relation(relation, relation, null, List.of(Mesh.column("n", type, 0)))));
    }

    @Test
    void hostileNamesAndValuesAreOnlyNamesAndValues() throws SQLException {
        String column = "a\"b'; DROP TABLE x; --ü\\";
        String relation = "r\"; SELECT 1; --'é";
        String value = "it's \\ \"quoted\"; DROP SCHEMA roadstead_meta; --$$";
        Contract contract = new Contract(List.of(new Relation(
                relation,
                relation + "2",
                null,
                List.of(new Column(column, PgType.parse("text"), false, 0, "pii", null)))));
        mesh.backend.provision(Mesh.store(Map.of("loader", Mesh.password("p'\"\\;--$$"))));
        mesh.backend.publish(new PortWish(Mesh.PORT, Mesh.STORE, contract));
        SequencedMap<String, Effect> columns = new LinkedHashMap<>();
        columns.put(column, Effect.CLEAR);
        Lens lens = new Lens(List.of(new RelationLens(
                relation, columns, List.of(new RowCondition(column, RowOperator.NOT_IN, List.of(value, "'"))))));
        GrantKey key = new GrantKey(Mesh.DELAYS, Mesh.PORT, value);
        GrantOutcome grant = mesh.backend.grant(new GrantWish(
                key,
                contract,
                lens,
                LeaseState.from(Instant.parse("2026-01-01T00:00:00Z")),
                null,
                false,
                value,
                value,
                Mesh.password("p'\"\\;--$$"),
                Mesh.because(1)));
        Proof proof = mesh.backend.verify(key, "p'\"\\;--$$");
        assertTrue(proof.ok(), proof.message());
        assertEquals(List.of(relation), grant.relations());
    }

    @Test
    void everyMaskedTypeIsTheSameUnderEverySetting() throws SQLException {
        List<Column> all = List.of(
                new Column("t", PgType.parse("text"), false, 0, "pii", null),
                new Column("v", PgType.parse("varchar(40)"), false, 0, "pii", null),
                new Column("u", PgType.parse("uuid"), false, 0, "pii", null),
                new Column("b", PgType.parse("bigint"), false, 0, "pii", null),
                new Column("d", PgType.parse("date"), false, 0, "pii", null),
                new Column("n", PgType.parse("numeric(12,2)"), false, 0, "pii", null));
        Contract contract = new Contract(List.of(new Relation("m", "m", null, all)));
        mesh.backend.provision(Mesh.store(Map.of("loader", Mesh.password("loader-password"))));
        mesh.backend.publish(new PortWish(Mesh.PORT, Mesh.STORE, contract));
        SequencedMap<String, Effect> columns = new LinkedHashMap<>();
        all.forEach(c -> columns.put(
                c.name(), mesh.backend.enforcement().refusal(c, Effect.HASH).isEmpty() ? Effect.HASH : Effect.NULL));
        assertEquals(
                List.of(Effect.HASH, Effect.HASH, Effect.HASH, Effect.HASH, Effect.NULL, Effect.NULL),
                List.copyOf(columns.values()));
        GrantOutcome grant = mesh.backend.grant(new GrantWish(
                Mesh.key(Mesh.DELAYS),
                contract,
                new Lens(List.of(new RelationLens("m", columns, List.of()))),
                LeaseState.from(Instant.parse("2026-01-01T00:00:00Z")),
                null,
                false,
                "r",
                "n",
                Mesh.password("consumer-password"),
                Mesh.because(1)));
        try (Connection dba = mesh.database.superuser()) {
            Mesh.execute(
                    dba,
                    "INSERT INTO flights__nyc__main__data.m VALUES ('', '', '00000000-0000-0000-0000-000000000000',"
                            + " -9223372036854775808, '-infinity', 'NaN'), (repeat('y', 100000), 'ü€𝄞', "
                            + " 'ffffffff-ffff-ffff-ffff-ffffffffffff', 9223372036854775807, 'infinity', 0), (e'\\\\x\\n', "
                            + " repeat('z', 40), NULL, 0, '0044-03-15 BC', -1), (NULL, NULL, NULL, NULL, NULL, NULL)");
        }
        try (Connection c = mesh.login(grant.login(), "consumer-password")) {
            String sql = "SELECT * FROM " + grant.schema() + ".m ORDER BY 1, 2, 3, 4";
            List<String> first = Mesh.rows(c, sql);
            assertEquals("null|null|null|null|null|null", first.getLast());
            for (String setting : List.of(
                    "timezone = '<x>+120'",
                    "datestyle = 'ISO, DMY'",
                    "bytea_output = 'escape'",
                    "intervalstyle = 'sql_standard'",
                    "extra_float_digits = -10")) {
                Mesh.execute(c, "SET " + setting);
                assertEquals(first, Mesh.rows(c, sql), setting);
            }
            String key;
            try (Connection dba = mesh.database.superuser()) {
                key = Mesh.rows(dba, "SELECT encode(k, 'hex') FROM roadstead_keys.mesh")
                        .getFirst();
            }
            String definition = Mesh.rows(
                            c, "SELECT definition FROM pg_views WHERE schemaname = '" + grant.schema() + "'")
                    .getFirst();
            assertTrue(definition.contains("roadstead_keys"), definition);
            assertTrue(!definition.contains(key), "the key stands in the view");
        }
    }

    @Test
    void endingAWriterLosesNothingItMade() throws SQLException {
        String login = mesh.backend
                .provision(Mesh.store(Map.of("loader", Mesh.password("loader-password"))))
                .writers()
                .get("loader");
        try (Connection c = mesh.login(login, "loader-password")) {
            Mesh.execute(
                    c,
                    "CREATE TABLE flights__nyc__main__work.a AS SELECT 1 AS x; RESET ROLE; SET ROLE NONE;"
                            + " CREATE TABLE flights__nyc__main__work.b AS SELECT 2 AS x");
        }
        mesh.backend.provision(Mesh.store(Map.of("second", Mesh.password("second-password"))));
        String second = mesh.backend
                .provision(Mesh.store(Map.of("second", Mesh.password("second-password"))))
                .writers()
                .get("second");
        try (Connection c = mesh.login(second, "second-password")) {
            assertEquals(
                    List.of("3"),
                    Mesh.rows(c, "SELECT a.x + b.x FROM flights__nyc__main__work.a a, flights__nyc__main__work.b b"));
        }
    }

    @Test
    void aProductsWriterReadsTheProductsInputsInTheSameConnection() throws SQLException {
        mesh.provision();
        mesh.load("1, 'N1', 'JFK', 'a'");
        GrantOutcome grant = mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null));
        StoreKey own = new StoreKey("insights", "delays", "main");
        String writer = mesh.backend
                .provision(Mesh.store(own, Map.of("job", Mesh.password("job-password"))))
                .writers()
                .get("job");
        mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null));
        try (Connection c = mesh.login(writer, "job-password")) {
            Mesh.execute(
                    c,
                    "CREATE TABLE insights__delays__main__work.d AS SELECT * FROM " + grant.schema() + ".departures");
            mesh.backend.release(Mesh.key(Mesh.DELAYS));
            assertThrows(SQLException.class, () -> Mesh.rows(c, "SELECT * FROM " + grant.schema() + ".departures"));
        }
    }

    @Test
    void aWriterWhoBuildsOnAGrantKeepsAnEmptyShellWhenItEnds() throws SQLException {
        mesh.provision();
        mesh.load("1, 'N1', 'JFK', 'a'");
        StoreKey own = new StoreKey("insights", "delays", "main");
        String writer = mesh.backend
                .provision(Mesh.store(own, Map.of("job", Mesh.password("job-password"))))
                .writers()
                .get("job");
        GrantOutcome grant = mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null));
        try (Connection c = mesh.login(writer, "job-password")) {
            Mesh.execute(
                    c, "CREATE VIEW insights__delays__main__work.v AS SELECT * FROM " + grant.schema() + ".departures");
            assertEquals(
                    1,
                    Mesh.rows(c, "SELECT * FROM insights__delays__main__work.v").size());
            mesh.backend.release(Mesh.key(Mesh.DELAYS));
        }
        try (Connection c = mesh.login(writer, "job-password")) {
            SQLException refused = assertThrows(
                    SQLException.class, () -> Mesh.rows(c, "SELECT * FROM insights__delays__main__work.v"));
            assertEquals("42501", refused.getSQLState());
        }
        assertEquals(
                grant.schema(),
                mesh.backend
                        .grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null))
                        .schema());
        Mesh.rows(mesh.login(writer, "job-password"), "SELECT * FROM insights__delays__main__work.v");
    }

    @Test
    void releasingADomainEndsWhatItGaveAndWhatItGot() throws SQLException {
        mesh.provision();
        mesh.load("1, 'N1', 'JFK', 'a'");
        GrantOutcome grant = mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null));
        mesh.backend.releaseDomain("flights");
        assertThrows(SQLException.class, () -> mesh.login(grant.login(), "consumer-password-delays"));
        mesh.provision();
        mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null));
        mesh.backend.releaseDomain("insights");
        assertThrows(SQLException.class, () -> mesh.login(grant.login(), "consumer-password-delays"));
        try (Connection dba = mesh.database.superuser()) {
            assertEquals(List.of("1"), Mesh.rows(dba, "SELECT count(*) FROM flights__nyc__main__data.departures"));
        }
    }

    /** Its ports may find no Domain any more that would tell them where they lie. */
    @Test
    void releasingADomainTakesItsPortsButNotWhatOthersBuiltOnThem() throws SQLException {
        mesh.provision();
        mesh.load("1, 'N1', 'JFK', 'a'");
        mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null));
        assertEquals(Set.of("v1"), mesh.backend.versions("flights", "departures"));
        mesh.backend.releaseDomain("insights");
        assertEquals(Set.of("v1"), mesh.backend.versions("flights", "departures"), "another domain's");
        mesh.backend.releaseDomain("flights");
        assertEquals(Set.of(), mesh.backend.versions("flights", "departures"));
        String ofPorts = "SELECT nspname FROM pg_namespace WHERE nspname LIKE '%\\_\\_port'"
                + " UNION ALL SELECT name FROM roadstead_meta.ledger WHERE part = 'PORT'";
        assertEquals(List.of(), mesh.askedAsDba(ofPorts));

        mesh.provision();
        mesh.asDba("CREATE VIEW public.built AS SELECT * FROM flights__departures__v1__port.departures");
        mesh.backend.releaseDomain("flights");
        assertEquals(List.of("1"), mesh.askedAsDba("SELECT count(*) FROM public.built"));
        mesh.asDba("DROP VIEW public.built");
        mesh.backend.releaseDomain("flights");
        assertEquals(List.of(), mesh.askedAsDba(ofPorts));
        assertEquals(List.of("1"), mesh.askedAsDba("SELECT count(*) FROM flights__nyc__main__data.departures"));
    }

    @Test
    void grantsOfOneIdentityShareALoginAndEndApart() throws SQLException {
        mesh.provision();
        mesh.load("1, 'N1', 'JFK', 'a'");
        GrantOutcome one = mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null));
        GrantKey second = new GrantKey(Mesh.DELAYS, Mesh.PORT, "another purpose");
        GrantOutcome two = mesh.backend.grant(new GrantWish(
                second,
                Mesh.CONTRACT,
                Mesh.lens(Map.of()),
                LeaseState.from(Instant.parse("2026-01-01T00:00:00Z")),
                null,
                false,
                "r",
                "n",
                Mesh.password("ignored: the login exists"),
                Mesh.because(1)));
        assertEquals(one.login(), two.login());
        try (Connection c = mesh.login(one.login(), "consumer-password-delays")) {
            mesh.backend.release(second);
            assertEquals(
                    1,
                    Mesh.rows(c, "SELECT * FROM " + one.schema() + ".departures")
                            .size());
            assertThrows(SQLException.class, () -> Mesh.rows(c, "SELECT * FROM " + two.schema() + ".departures"));
        }
    }

    @Test
    void theStoresClockGoesOnWhileNothingHappens() throws Exception {
        Instant before = mesh.backend.now();
        for (int i = 0; i < 3; i++) {
            Thread.sleep(500);
            mesh.backend.check();
        }
        Duration passed = Duration.between(before, mesh.backend.now());
        assertTrue(passed.toMillis() >= 1_400, () -> "a lease would end late: " + passed);
    }
}
