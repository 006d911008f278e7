package dev.roadstead.operator.reconcile.storeclass;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.Condition;
import dev.roadstead.api.v1alpha1.StoreClass;
import dev.roadstead.operator.postgres.PostgresFactory;
import dev.roadstead.testing.DevelopmentPostgres;
import dev.roadstead.testing.DevelopmentPostgres.MeshDatabase;
import dev.roadstead.testing.OperatorUnderTest;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The operator's own password changes at a real server, in every order and with sessions cut off. */
class OperatorPasswordIT {

    private static final Duration SOON = Duration.ofMinutes(1);
    /** The longest pause before a refused password is tried again, and a look. */
    private static final Duration BY_ITSELF = Duration.ofSeconds(90);

    private OperatorUnderTest operator;
    private KubernetesClient client;
    private MeshDatabase database;
    private String name;

    @BeforeEach
    void offer() throws SQLException {
        database = DevelopmentPostgres.shared().newMeshDatabase();
        name = "own-" + ProcessHandle.current().pid() + "-" + database.name().replace("_", "-");
        role(name, "first");
        operator = OperatorUnderTest.start(new PostgresFactory(Clock.systemUTC(), new SecureRandom()));
        client = operator.admin();
        secret(name, "first");
        client.load(new ByteArrayInputStream("""
                apiVersion: roadstead.dev/v1alpha1
                kind: StoreClass
                metadata: {name: %s}
                spec:
                  postgres:
                    host: %s
                    port: %d
                    database: %s
                    credentialsSecretRef: {name: %s}
                    tls: {mode: Disable}
                """.formatted(
                                name,
                                database.server().host(),
                                database.server().port(),
                                database.name(),
                                name)
                        .getBytes(StandardCharsets.UTF_8)))
                .items()
                .forEach(object -> client.resource(object).create());
        awaitReady("Ready", SOON);
    }

    @AfterEach
    void close() throws SQLException {
        client.resources(StoreClass.class).withName(name).delete();
        await().atMost(SOON)
                .until(() -> client.resources(StoreClass.class).withName(name).get() == null);
        operator.close();
        database.close();
    }

    @Test
    void openSessionsOutliveANewPasswordAndLaterOnesUseIt() throws SQLException {
        Set<String> before = sessions();
        assertEquals(2, before.size(), "one that works, one that holds the fence");
        alter("second");
        secret(name, "second");
        look();
        awaitReady("Ready", SOON);
        assertTrue(sessions().containsAll(before), "nothing was cut off");
        cut();
        look();
        awaitSessionsOtherThan(before, SOON);
        awaitReady("Ready", SOON);
    }

    @Test
    void theSecretMayComeFirst() throws SQLException {
        Set<String> before = sessions();
        secret(name, "second");
        look();
        Condition refused = awaitReady("CredentialsRefused", SOON);
        assertTrue(refused.message().contains(name) && refused.message().contains("refused user"), refused.message());
        assertTrue(sessions().containsAll(before), "nothing was cut off");
        alter("second");
        cut();
        awaitReady("Ready", BY_ITSELF);
        awaitSessionsOtherThan(before, SOON);
    }

    @Test
    void theServerMayComeFirstAndTheCauseIsTold() throws SQLException {
        alter("second");
        cut();
        look();
        await().atMost(SOON).until(() -> {
            Condition ready = ready();
            return ready.status().equals("False") && ready.reason().equals("WrongPassword");
        });
        secret(name, "second");
        awaitReady("Ready", SOON);
    }

    @Test
    void anotherRoleIsRefusedAndTheOneThatMadeItAllIsNamed() throws SQLException {
        String other = name + "-other";
        role(other, "other");
        Set<String> before = sessions();
        secret(other, "other");
        look();
        Condition refused = awaitReady("CredentialsRefused", SOON);
        assertTrue(refused.message().contains("belongs to role " + name + ", not to " + other), refused.message());
        assertTrue(sessions().containsAll(before), "nothing was cut off");

        operator.restart();
        await().atMost(SOON).until(() -> ready().reason().equals("MissingPrivileges"));
        assertTrue(ready().message().contains("belongs to role " + name), ready().message());
        secret(name, "first");
        awaitReady("Ready", SOON);
    }

    @Test
    void aRoleThatWasRenamedIsTheSame() throws SQLException {
        String renamed = name + "-renamed";
        dba("ALTER ROLE \"" + name + "\" RENAME TO \"" + renamed + "\"");
        dba("ALTER ROLE \"" + renamed + "\" PASSWORD 'first'");
        secret(renamed, "first");
        look();
        awaitReady("Ready", SOON);
        await().atMost(SOON).until(() -> sessions(renamed).size() == 2);
    }

    private void role(String role, String password) throws SQLException {
        String quoted = "\"" + role + "\"";
        dba("CREATE ROLE " + quoted + " LOGIN CREATEROLE PASSWORD '" + password + "'; GRANT CREATE ON DATABASE "
                + database.name() + " TO " + quoted + "; GRANT CONNECT ON DATABASE " + database.name() + " TO " + quoted
                + " WITH GRANT OPTION; GRANT USAGE ON LANGUAGE plpgsql TO " + quoted);
    }

    private void alter(String password) throws SQLException {
        dba("ALTER ROLE \"" + name + "\" PASSWORD '" + password + "'");
    }

    private void cut() throws SQLException {
        dba("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = '" + name + "'");
    }

    private void dba(String sql) throws SQLException {
        try (Connection c = database.superuser();
                Statement s = c.createStatement()) {
            s.execute(sql);
        }
    }

    private Set<String> sessions() throws SQLException {
        return sessions(name);
    }

    private Set<String> sessions(String role) throws SQLException {
        Set<String> found = new TreeSet<>();
        try (Connection c = database.superuser();
                Statement s = c.createStatement();
                ResultSet rows = s.executeQuery("SELECT pid FROM pg_stat_activity WHERE usename = '" + role + "'")) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }

    private void awaitSessionsOtherThan(Set<String> before, Duration patience) {
        await().atMost(patience).until(() -> {
            Set<String> now = sessions();
            return now.size() == 2 && now.stream().noneMatch(before::contains);
        });
    }

    private void look() {
        operator.runtime().wake(StoreClass.class, null, name);
    }

    private void secret(String username, String password) {
        client.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(operator.namespace())
                        .endMetadata()
                        .addToStringData("username", username)
                        .addToStringData("password", password)
                        .build())
                .forceConflicts()
                .serverSideApply();
    }

    private Condition ready() {
        var status = client.resources(StoreClass.class).withName(name).get().getStatus();
        Condition ready = status == null ? null : status.condition("Ready");
        return ready == null ? new Condition("Ready", "Unknown", "", "", "", null) : ready;
    }

    private Condition awaitReady(String reason, Duration patience) {
        await().atMost(patience).untilAsserted(() -> {
            Condition ready = ready();
            assertEquals("True " + reason, ready.status() + " " + ready.reason(), ready.message());
        });
        return ready();
    }
}
