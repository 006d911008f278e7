package dev.roadstead.operator.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.access.Effect;
import dev.roadstead.operator.backend.Claims;
import dev.roadstead.operator.backend.Finding;
import dev.roadstead.operator.backend.GrantKey;
import dev.roadstead.operator.backend.GrantOutcome;
import dev.roadstead.operator.backend.Orphan;
import dev.roadstead.operator.backend.PortKey;
import dev.roadstead.operator.backend.PortWish;
import dev.roadstead.operator.backend.StoreKey;
import dev.roadstead.operator.backend.Subject;
import dev.roadstead.operator.contract.Column;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.contract.PgType;
import dev.roadstead.operator.contract.Relation;
import dev.roadstead.operator.quality.Answer;
import dev.roadstead.operator.quality.Deviation;
import dev.roadstead.testing.DevelopmentPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The login that checks a store's data: there exactly as long as there is something to check, and good for nothing else. */
class CheckerIT {
    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final String CHECKERS = "SELECT name FROM roadstead_meta.ledger WHERE part = 'CHECKER'";
    private static final PortWish CHECKED = new PortWish(Mesh.PORT, Mesh.STORE, Mesh.CONTRACT, true);
    private static final PortWish UNCHECKED = new PortWish(Mesh.PORT, Mesh.STORE, Mesh.CONTRACT, false);

    private Mesh mesh;

    @BeforeEach
    void makeMesh() throws SQLException {
        mesh = new Mesh(DevelopmentPostgres.shared());
        mesh.provision();
        mesh.load("1, 'N1', 'JFK', 'a'", "2, NULL, 'LGA', 'b'");
    }

    @AfterEach
    void closeMesh() {
        mesh.close();
    }

    private String found(String sql) {
        return assertInstanceOf(Answer.Found.class, ask(sql), sql).text();
    }

    private String failed(String sql) {
        return assertInstanceOf(Answer.Failed.class, ask(sql), sql).cause();
    }

    private Answer ask(String sql) {
        return ((PostgresBackend) mesh.backend).ask(CHECKED, sql, SHORT);
    }

    private List<String> checkers() throws SQLException {
        return mesh.askedAsDba(CHECKERS);
    }

    private String checker() throws SQLException {
        mesh.backend.publish(CHECKED);
        return checkers().getFirst();
    }

    @Test
    void whoHasNothingToCheckHasNoChecker() throws SQLException {
        assertEquals(List.of(), checkers());
        assertEquals(List.of(), mesh.backend.deviations(Mesh.STORE, Mesh.CONTRACT));
    }

    @Test
    void itReadsWhatThePortShowsAndNothingElse() throws SQLException {
        GrantOutcome grant = mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null));
        String login = checker();
        assertEquals("2", found("SELECT count(*) FROM departures"));
        assertEquals("N1", found("SELECT max(tail_number) FROM flights__departures__v1__port.departures -- the end"));
        assertEquals("1", found("SELECT 1 /* ; */ ; "));
        for (String other : List.of(
                "flights__nyc__main__data.departures",
                grant.schema() + ".departures",
                "roadstead_meta.grants",
                "roadstead_keys.mesh",
                "roadstead_history.entry")) {
            assertTrue(failed("SELECT count(*) FROM " + other).contains("42501"), other);
        }
        // Whatever a DBA would see: SELECT on one view, USAGE on one schema, the right to connect.
        assertEquals(
                List.of("flights__departures__v1__port|departures|SELECT"),
                mesh.askedAsDba(
                        "SELECT table_schema, table_name, privilege_type FROM information_schema.role_table_grants"
                                + " WHERE grantee = '" + login + "'"));
        assertEquals(
                List.of("f|f|f|2|t"),
                mesh.askedAsDba(
                        "SELECT rolsuper, rolcreaterole, rolcreatedb, rolconnlimit, rolvaliduntil < now() + interval"
                                + " '25 hours' FROM pg_roles WHERE rolname = '" + login + "'"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1; DELETE FROM departures",
                "SELECT 1) AS q(v); COMMIT; SELECT (1",
                "COMMIT; DELETE FROM departures",
                "COMMIT",
                "SET TRANSACTION READ WRITE",
                "DELETE FROM departures RETURNING 1",
                "WITH gone AS (DELETE FROM departures RETURNING 1) SELECT count(*) FROM gone",
                "SELECT 1 INTO stolen",
                "CREATE TEMPORARY TABLE t AS SELECT 1",
                "DO $$ BEGIN PERFORM pg_sleep(60); END $$",
                "SELECT set_config('transaction_read_only', 'off', true)",
                "SELECT set_config('role', 'postgres', false)",
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename <> current_user LIMIT 1",
                "SELECT pg_read_file('/etc/passwd')",
                "SELECT query_to_xml('DELETE FROM flights__departures__v1__port.departures', true, true, '')",
                "SELECT nextval('nothing')",
                "SELECT 1 FROM departures FOR UPDATE",
                "COPY departures TO STDOUT",
                "EXPLAIN SELECT 1",
                "SELECT 1, 2",
                "SELECT id FROM departures",
                "",
                ";",
                "SELECT 1) q(v), (SELECT 'x'::text)",
                "SELECT pg_terminate_backend(pg_backend_pid())"
            })
    void whatWritesOrIsNoSingleQueryIsAnErrorAndLeavesNothing(String hostile) throws SQLException {
        checker();
        found("SELECT count(*) FROM departures");
        List<String> before = mesh.state();
        List<String> large = mesh.askedAsDba("SELECT count(*) FROM pg_largeobject_metadata");
        failed(hostile);
        assertEquals(before, mesh.state());
        assertEquals(large, mesh.askedAsDba("SELECT count(*) FROM pg_largeobject_metadata"));
        assertEquals("2", found("SELECT count(*) FROM departures"), "the next one is unharmed");
    }

    /** PostgreSQL 15 makes large objects in read-only transactions too. */
    @Test
    void whatAReadOnlyTransactionLetsThroughIsRolledBack() throws SQLException {
        checker();
        String objects = "SELECT count(*) FROM pg_largeobject_metadata";
        List<String> before = mesh.askedAsDba(objects);
        ask("SELECT lo_create(0)");
        ask("SELECT lo_create(0) FROM set_config('default_transaction_read_only', 'off', false)");
        assertEquals(before, mesh.askedAsDba(objects));
        assertEquals("on", found("SELECT current_setting('transaction_read_only')"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT pg_sleep(600)::text",
                "SELECT set_config('statement_timeout', '0', false) || pg_sleep(600)::text",
                "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n FROM r) SELECT count(*) FROM r",
                "SELECT count(*) FROM generate_series(1, 1000000) a, generate_series(1, 1000000) b",
                "SELECT repeat('a', 4000) ~ '^(((a?)*)*)*(b|(a*)*c)*$' || repeat('(a|aa|aaa)*', 60)"
                        + " FROM generate_series(1, 100000000)"
            })
    void whatTakesLongIsStopped(String hostile) throws SQLException {
        checker();
        String cause = failed(hostile);
        assertTrue(cause.contains("took longer than 2s") || cause.contains("SQLSTATE"), cause);
        String running =
                "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'roadstead check' AND datname = '"
                        + mesh.database.name() + "'";
        Awaitility.await().until(() -> mesh.askedAsDba(running).equals(List.of("0")));
        assertEquals("2", found("SELECT count(*) FROM departures"));
    }

    @Test
    void aHugeAnswerIsNotCarried() throws SQLException {
        checker();
        assertEquals(64, found("SELECT repeat('x', 10000000)").length());
        assertTrue(failed("SELECT g FROM generate_series(1, 100000000) g").contains("more than one row")
                || failed("SELECT g FROM generate_series(1, 100000000) g").contains("took longer"));
        assertEquals("", found("SELECT NULL"));
        assertEquals("", found("SELECT 1 WHERE false"));
    }

    @Test
    void messagesHoldNoValues() throws SQLException {
        checker();
        String cause = failed("SELECT tail_number::integer FROM departures WHERE tail_number IS NOT NULL");
        assertFalse(cause.contains("N1"), cause);
        assertTrue(cause.contains("22P02"), cause);
    }

    @Test
    void publishingAgainAndAskingAgainWritesNothing() throws SQLException {
        checker();
        found("SELECT 1");
        List<String> before = mesh.state();
        mesh.backend.publish(CHECKED);
        found("SELECT 1");
        assertEquals(before, mesh.state());
        mesh.reopen();
        mesh.backend.provision(Mesh.store(Map.of("loader", Mesh.password("loader-password"))));
        mesh.backend.publish(CHECKED);
        assertEquals(before, mesh.state(), "a start alone changes nothing");
        assertEquals("1", found("SELECT 1"), "the password of before is gone, so it gets another one");
    }

    @Test
    void itGoesWithTheLastRuleAndComesBack() throws SQLException {
        List<Finding> told = new CopyOnWriteArrayList<>();
        mesh.backend.listen((repaired, remaining) -> {
            told.addAll(repaired);
            told.addAll(remaining);
        });
        String login = checker();
        found("SELECT 1");
        mesh.backend.publish(UNCHECKED);
        assertEquals(List.of(), checkers());
        assertEquals(List.of(), mesh.askedAsDba("SELECT rolname FROM pg_roles WHERE rolname = '" + login + "'"));
        mesh.backend.publish(CHECKED);
        assertEquals("2", found("SELECT count(*) FROM departures"));
        assertEquals(List.of(login), checkers());
        assertEquals(List.of(), told, "nothing of this is drift");
    }

    @Test
    void itGoesWithThePortTheStoreAndTheDomain() throws SQLException {
        checker();
        mesh.backend.release(Mesh.PORT);
        assertEquals(List.of(), checkers());
        checker();
        mesh.backend.release(Mesh.STORE);
        assertEquals(List.of(), checkers());
        mesh.provision();
        checker();
        mesh.backend.releaseDomain("flights");
        assertEquals(List.of(), checkers());
    }

    @Test
    void anOrphanedOneIsFoundAndEnds() throws SQLException {
        String login = checker();
        Claims nobody = new Claims() {
            @Override
            public boolean grant(GrantKey key) {
                return false;
            }

            @Override
            public boolean subject(Subject subject) {
                return false;
            }

            @Override
            public boolean port(String domain, String name) {
                return false;
            }

            @Override
            public boolean store(StoreKey key) {
                return false;
            }
        };
        mesh.reopen();
        List<Orphan> orphans = mesh.backend.leftovers(nobody).orphans();
        assertTrue(
                orphans.stream()
                        .anyMatch(
                                o -> o.kind() == Orphan.Kind.CHECKER && o.name().equals(login)),
                orphans.toString());
        mesh.backend.remember(() -> nobody);
        mesh.backend.end(orphans, () -> nobody);
        assertEquals(List.of(), checkers());
    }

    @Test
    void whatSomebodyChangesAtItIsPutRight() throws SQLException {
        String login = checker();
        found("SELECT 1");
        List<Finding> repaired = new CopyOnWriteArrayList<>();
        mesh.backend.listen((now, remaining) -> repaired.addAll(now));
        mesh.asDba("ALTER ROLE " + login + " VALID UNTIL 'infinity' CONNECTION LIMIT 50; ALTER ROLE " + login
                + " SET statement_timeout = 0; GRANT INSERT ON flights__departures__v1__port.departures TO " + login
                + "; REVOKE SELECT ON flights__departures__v1__port.departures FROM " + login
                + "; GRANT SELECT ON flights__nyc__main__data.departures TO " + login);
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertEquals(
                    List.of("flights__departures__v1__port|departures|SELECT"),
                    mesh.askedAsDba(
                            "SELECT table_schema, table_name, privilege_type FROM information_schema.role_table_grants"
                                    + " WHERE grantee = '" + login + "'"));
            assertEquals(
                    List.of("2|t"),
                    mesh.askedAsDba("SELECT rolconnlimit, rolvaliduntil < now() + interval '25 hours'"
                            + " FROM pg_roles WHERE rolname = '" + login + "'"));
            assertTrue(repaired.size() >= 4, repaired.toString());
        });
        assertEquals("2", found("SELECT count(*) FROM departures"));
        mesh.asDba("ALTER ROLE " + login + " PASSWORD 'mine'");
        assertEquals("2", found("SELECT count(*) FROM departures"), "another password is set");
        try (Connection _ = mesh.login(login, "mine")) {
            throw new AssertionError("the stranger's password still opens a session");
        } catch (SQLException e) {
            assertEquals("28P01", e.getSQLState());
        }
    }

    /** A second contract over the table promises what the first did not, and only rows tell whether it holds. */
    @Test
    void aTableThatDoesNotEnforceThePromiseHasItsRowsChecked() throws SQLException {
        List<Column> columns =
                new ArrayList<>(Mesh.CONTRACT.relations().getFirst().columns());
        columns.set(1, new Column("tail_number", PgType.parse("text"), true, 0, "internal", null));
        columns.add(new Column("gate", PgType.parse("text"), true, 0, "internal", null));
        Contract stricter = new Contract(List.of(new Relation("departures", "departures", null, columns)));
        PortKey v2 = new PortKey("flights", "departures", "v2");
        mesh.backend.publish(new PortWish(v2, Mesh.STORE, stricter));
        assertEquals(1, checkers().size(), "a column is added as a nullable one");
        assertEquals(
                List.of(
                        "departures.tail_number: expected NOT NULL, found a nullable column",
                        "departures.gate: expected NOT NULL, found a nullable column"),
                mesh.backend.deviations(Mesh.STORE, stricter).stream()
                        .map(Deviation::toString)
                        .toList());
        mesh.asDba("ALTER TABLE flights__nyc__main__data.departures DROP CONSTRAINT departures_pkey;"
                + " ALTER TABLE flights__nyc__main__data.departures ALTER id DROP NOT NULL");
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> mesh.backend.deviations(Mesh.STORE, Mesh.CONTRACT).stream()
                        .map(Deviation::toString)
                        .toList()
                        .equals(List.of(
                                "departures.id: expected NOT NULL, found a nullable column",
                                "departures.id: expected a primary key, found no key and no unique index")));
        mesh.asDba("DELETE FROM flights__nyc__main__data.departures;"
                + " ALTER TABLE flights__nyc__main__data.departures ADD PRIMARY KEY (id), ALTER gate SET NOT NULL,"
                + " ALTER tail_number SET NOT NULL");
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> mesh.backend.deviations(Mesh.STORE, stricter).isEmpty()
                        && checkers().isEmpty());
    }

    @Test
    void aGrantIsAsItWasBeside() throws SQLException {
        checker();
        GrantOutcome grant =
                mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of("tail_number", Effect.HASH)), null));
        assertTrue(
                mesh.backend
                        .verify(Mesh.key(Mesh.DELAYS), "consumer-password-delays")
                        .ok(),
                grant.toString());
    }
}
