package dev.roadstead.operator.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.roadstead.operator.backend.Advice;
import dev.roadstead.operator.backend.Advice.Kind;
import dev.roadstead.operator.backend.StoreSettings;
import dev.roadstead.testing.DevelopmentPostgres;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A server as it comes, what its DBA is told to do, and that doing just that ends the telling. */
class HardeningIT {
    private final DevelopmentPostgres open = DevelopmentPostgres.unhardened(DevelopmentPostgres.DEFAULT_VERSION);
    private Mesh mesh;

    @AfterEach
    void closeMesh() {
        if (mesh != null) {
            mesh.close();
        }
    }

    @Test
    void theStatementsToldCloseWhatIsOpen() throws SQLException {
        mesh = new Mesh(open);
        mesh.provision();
        mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null));
        try (Connection dba = mesh.database.superuser()) {
            Mesh.execute(dba, "CREATE EXTENSION dblink");
            Mesh.execute(dba, "CREATE DATABASE \"Somebody's\"");
            Mesh.execute(dba, "ALTER SYSTEM SET max_prepared_transactions = 5");
            Mesh.execute(dba, "ALTER SYSTEM SET password_encryption = 'md5'");
            Mesh.execute(dba, "ALTER ROLE roadstead REPLICATION BYPASSRLS");
        }
        restart();

        String told = statements(Kind.NEEDED);
        String database = mesh.database.name();
        for (String part : List.of(
                "REVOKE ALL ON DATABASE " + database + " FROM PUBLIC",
                "REVOKE ALL ON SCHEMA public FROM PUBLIC",
                "REVOKE USAGE ON LANGUAGE plpgsql, sql FROM PUBLIC; GRANT USAGE ON LANGUAGE plpgsql TO \"roadstead\"",
                "REVOKE EXECUTE ON FUNCTION lo_creat(integer), lo_create(oid), lo_from_bytea(oid,bytea) FROM PUBLIC",
                "e.extname = 'dblink'",
                "REVOKE CONNECT, TEMPORARY ON DATABASE \"Somebody's\" FROM PUBLIC",
                "REVOKE CONNECT, TEMPORARY ON DATABASE postgres FROM PUBLIC",
                "REVOKE CONNECT, TEMPORARY ON DATABASE template1 FROM PUBLIC",
                "ALTER SYSTEM SET max_prepared_transactions = 0",
                "ALTER SYSTEM SET password_encryption = 'scram-sha-256'; SELECT pg_reload_conf()",
                "ALTER ROLE \"roadstead\" NOREPLICATION NOBYPASSRLS")) {
            assertTrue(told.contains(part), part + "\nis not in\n" + told);
        }

        try (Connection dba = mesh.database.superuser()) {
            for (String line : told.lines().toList()) {
                execute(dba, line);
            }
        }
        restart();
        assertEquals(onlyOnOldServers(), advice(Kind.NEEDED).map(Advice::why).toList());
        // A hardened server can still be worked with, by an operator that has only its minimum rights.
        mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null));
        try (Connection dba = mesh.database.superuser()) {
            Mesh.execute(dba, "DROP EXTENSION dblink");
            Mesh.execute(dba, "DROP DATABASE \"Somebody's\"");
        }
    }

    @Test
    void hardeningSqlLeavesNothingOpen() {
        mesh = new Mesh(DevelopmentPostgres.shared());
        assertEquals(onlyOnOldServers(), advice(Kind.NEEDED).map(Advice::why).toList());
    }

    @Test
    void loginsThatCanTakeAllConnectionsAreToldOf() throws SQLException {
        assumeTrue(DevelopmentPostgres.DEFAULT_VERSION >= 16, "15 keeps connections for superusers only");
        mesh = new Mesh(DevelopmentPostgres.of(DevelopmentPostgres.DEFAULT_VERSION, "max_connections=40"));
        assertEquals(List.of(), advice(Kind.NEEDED).toList());
        mesh.provision();
        mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null));
        assertEquals(List.of(), advice(Kind.NEEDED).toList(), "two logins of ten connections each fit");
        mesh.backend.close();
        mesh.backend = unlimited();
        mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null));

        Advice told = advice(Kind.NEEDED).findFirst().orElseThrow();
        assertTrue(told.why().contains("spec.postgres.limits.connections"), told.why());
        assertEquals(
                "GRANT pg_use_reserved_connections TO \"roadstead\"; ALTER SYSTEM SET reserved_connections = 4",
                told.statement());
        try (Connection dba = mesh.database.superuser()) {
            execute(dba, told.statement());
        }
        mesh.server.restart();
        mesh.backend.close();
        mesh.backend = unlimited();
        assertEquals(List.of(), advice(Kind.NEEDED).toList());
    }

    @Test
    void aServerWhoseClockIsWrongIsToldOf() {
        Clock behind = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(-9));
        mesh = new Mesh(DevelopmentPostgres.shared());
        mesh.backend.close();
        mesh.backend = new PostgresFactory(behind, new SecureRandom()).open(mesh.settings(), "test-mesh", "", Mesh.KEY);
        assertTrue(advice(Kind.NEEDED).anyMatch(advice -> advice.why().contains("clock")));
    }

    @Test
    void askingWritesNothing() throws SQLException {
        mesh = new Mesh(DevelopmentPostgres.shared());
        List<String> before = mesh.state();
        advice(Kind.NEEDED);
        assertEquals(before, mesh.state());
    }

    /** Each in its own transaction, as psql does: ALTER SYSTEM takes no other. */
    private static void execute(Connection dba, String line) throws SQLException {
        for (String statement : line.startsWith("DO")
                ? List.of(line)
                : List.of(Pattern.compile("; ").split(line))) {
            Mesh.execute(dba, statement);
        }
    }

    private dev.roadstead.operator.backend.Backend unlimited() {
        StoreSettings s = mesh.settings();
        return new PostgresFactory(Clock.systemUTC(), new SecureRandom())
                .open(
                        new StoreSettings(
                                s.className(),
                                s.host(),
                                s.port(),
                                s.database(),
                                s.username(),
                                s.password(),
                                s.tls(),
                                null,
                                4,
                                null,
                                -1,
                                s.rotation()),
                        "test-mesh",
                        "",
                        Mesh.KEY);
    }

    private void restart() {
        open.restart();
        mesh.reopen();
    }

    private Stream<Advice> advice(Kind kind) {
        return mesh.backend.advice().orElseThrow().stream().filter(advice -> advice.kind() == kind);
    }

    private String statements(Kind kind) {
        return String.join(
                "\n",
                advice(kind)
                        .map(Advice::statement)
                        .filter(statement -> !statement.isEmpty())
                        .toList());
    }

    private static List<String> onlyOnOldServers() {
        return DevelopmentPostgres.DEFAULT_VERSION >= 16
                ? List.of()
                : List.of("PostgreSQL 15.15 lets the operator alter every role that is no superuser; upgrade to 16 or"
                        + " newer");
    }
}
