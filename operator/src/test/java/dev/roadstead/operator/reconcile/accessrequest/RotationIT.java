package dev.roadstead.operator.reconcile.accessrequest;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.StoreClass;
import dev.roadstead.operator.backend.Credential;
import dev.roadstead.operator.backend.LoginState;
import dev.roadstead.operator.backend.RotationPlan;
import dev.roadstead.operator.binding.Rotation;
import dev.roadstead.operator.config.Setting;
import dev.roadstead.operator.postgres.PostgresFactory;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Credentials change, and whoever uses them never notices; with a real API server and a real store. */
class RotationIT {

    private static final AtomicInteger VALUES = new AtomicInteger();

    private static Crashing stores;
    private static AccessMesh mesh;

    private String flights;
    private String insights;

    @BeforeAll
    static void start() {
        stores = new Crashing(new PostgresFactory(Clock.systemUTC(), new SecureRandom()));
        mesh = AccessMesh.start(stores.factory(), Map.of(Setting.RESYNC_INTERVAL, "15s"));
    }

    @AfterAll
    static void stop() throws SQLException {
        mesh.close();
    }

    @BeforeEach
    void publish() throws SQLException {
        flights = mesh.newDomain("flights");
        insights = mesh.newDomain("insights");
        mesh.apply("producer.yaml", flights, insights);
        mesh.apply("port-v2.yaml", flights, insights);
        mesh.apply("policy.yaml", flights, insights);
        mesh.awaitReady(OutputPort.class, flights, "departures");
        try (Connection writer = mesh.login(mesh.secret(flights, "nyc-main-airflow"))) {
            mesh.execute(writer, "INSERT INTO departures (id, tail_number, origin) VALUES (1, 'N1', 'JFK')");
        }
    }

    @AfterEach
    void disarm() {
        stores.never();
    }

    @Test
    void aReaderThatReconnectsAllTheTimeIsNeverRefused() throws SQLException {
        mesh.apply("consumer.yaml", flights, insights);
        AccessRequest before = mesh.awaitReady(AccessRequest.class, insights, request());
        try (var reader = new Reconnecting(
                mesh, insights, "delays-departures", c -> assertEquals(1, mesh.count(c, "departures")))) {
            String login = reader.awaitOther("");
            for (int turn = 0; turn < 3; turn++) {
                if (turn < 2) {
                    rotate(DataProduct.class, insights, "delays");
                } else {
                    grow(login);
                }
                String next = reader.awaitOther(login);
                assertFollows(before, next);
                mesh.pause((int) Reconnecting.LAG.toMillis());
                overlapIsOver(next);
                mesh.wake(AccessRequest.class, insights, request());
                String former = login;
                await("login " + former + " has ended").atMost(AccessMesh.SOON).until(() -> !exists(former));
                login = next;
            }
            assertTrue(reader.sessions() > 20, "sessions: " + reader.sessions());
            assertEquals(2, reader.logins().size(), "two slots, by turns");
            assertEquals(List.of(), reader.failures());
        }
        mesh.settle();
        List<String> state = mesh.databaseState();
        mesh.operator().requests().clear();
        mesh.wakeAll(AccessRequest.class, insights);
        mesh.wakeAll(DataProduct.class, insights);
        mesh.settle();
        // Without the head of the history, which a StoreClass tells once a minute at most.
        assertEquals(
                List.of(),
                mesh.operator().requests().writes().stream()
                        .filter(line -> !line.contains("/storeclasses/"))
                        .toList());
        assertEquals(state, mesh.databaseState(), "what was asked for was done once");
    }

    /** The address stays, and the receipt is of the new login. */
    private void assertFollows(AccessRequest before, String login) {
        await().atMost(AccessMesh.SOON).untilAsserted(() -> {
            var status =
                    mesh.awaitReady(AccessRequest.class, insights, request()).getStatus();
            assertEquals(login, status.grant().login());
            assertEquals(before.getStatus().grant().schema(), status.grant().schema());
            assertTrue(status.proof().contains(" as " + login), status.proof());
        });
    }

    @Test
    void aWriterThatReconnectsAllTheTimeIsNeverRefused() throws SQLException {
        try (var writer = new Reconnecting(
                mesh,
                flights,
                "nyc-main-airflow",
                c -> mesh.execute(c, "UPDATE departures SET origin = 'EWR' WHERE id = 1"))) {
            String login = writer.awaitOther("");
            for (int turn = 0; turn < 2; turn++) {
                rotate(DataProduct.class, flights, "nyc");
                String next = writer.awaitOther(login);
                mesh.pause((int) Reconnecting.LAG.toMillis());
                overlapIsOver(next);
                mesh.wake(DataProduct.class, flights, "nyc");
                String former = login;
                await().atMost(AccessMesh.SOON).until(() -> !exists(former));
                login = next;
            }
            assertEquals(List.of(), writer.failures());
            assertTrue(writer.sessions() > 10, "sessions: " + writer.sessions());
        }
        mesh.awaitReady(DataProduct.class, flights, "nyc");
    }

    @Test
    void inputsOfAProductShareALoginAndNoneOfThemIsLeftBehind() throws SQLException {
        twoInputs();
        Secret one = mesh.secret(insights, "delays-one");
        assertEquals(AccessMesh.value(one, "username"), AccessMesh.value(two(), "username"));
        assertEquals(AccessMesh.value(one, "password"), AccessMesh.value(two(), "password"));
        String login = AccessMesh.value(one, "username");
        // Whoever wants a Secret to stay as it is holds it fast.
        secret("delays-two", secret -> secret.setImmutable(true));
        rotate(DataProduct.class, insights, "delays");
        await().atMost(AccessMesh.SOON)
                .until(() -> !login.equals(AccessMesh.value(mesh.secret(insights, "delays-one"), "username")));
        await().atMost(AccessMesh.SOON).untilAsserted(() -> {
            for (String request : requests()) {
                AccessRequest pending = mesh.get(AccessRequest.class, insights, request);
                var granted = AccessMesh.condition(pending, "Granted");
                assertEquals("RotationPending", granted.reason());
                assertTrue(granted.message().contains("delays-two"), granted.message());
                assertEquals("True", AccessMesh.condition(pending, "Ready").status(), "both can be read");
            }
        });
        assertEquals(login, AccessMesh.value(two(), "username"));
        try (Connection c = mesh.login(two())) {
            assertEquals(1, mesh.count(c, "departures"));
        }
        assertEquals("", ends(login), "no end while a Secret holds it");

        mesh.operator()
                .admin()
                .secrets()
                .inNamespace(insights)
                .withName("delays-two")
                .delete();
        for (String request : requests()) {
            mesh.wake(AccessRequest.class, insights, request);
        }
        await().atMost(AccessMesh.SOON).untilAsserted(() -> assertNotEquals("", ends(login)));
        await().atMost(AccessMesh.SOON).until(() -> two() != null);
        assertEquals(
                AccessMesh.value(mesh.secret(insights, "delays-one"), "password"), AccessMesh.value(two(), "password"));
        for (String request : requests()) {
            await().atMost(AccessMesh.SOON)
                    .until(() -> AccessMesh.condition(mesh.get(AccessRequest.class, insights, request), "Granted")
                            .reason()
                            .equals("Granted"));
        }
    }

    @Test
    void aSecretLostDuringARotationGetsTheNewLogin() throws SQLException {
        twoInputs();
        String login = AccessMesh.value(two(), "username");
        rotate(DataProduct.class, insights, "delays");
        await().atMost(AccessMesh.SOON).until(() -> !login.equals(AccessMesh.value(two(), "username")));
        Secret before = two();
        mesh.operator()
                .admin()
                .secrets()
                .inNamespace(insights)
                .withName("delays-two")
                .delete();
        mesh.wakeAll(AccessRequest.class, insights);
        await().atMost(AccessMesh.SOON).until(() -> mesh.secret(insights, "delays-two") != null);
        assertEquals(AccessMesh.value(before, "username"), AccessMesh.value(two(), "username"));
        assertEquals(AccessMesh.value(before, "password"), AccessMesh.value(two(), "password"), "copied, not set anew");
    }

    /** The operator dies at each call it makes to the store in a rotation, and another one goes on. */
    @Test
    void anOperatorThatDiesAnywhereInARotationIsGoneOnWith() throws Exception {
        twoInputs();
        try (var one = new Reconnecting(
                        mesh, insights, "delays-one", c -> assertEquals(1, mesh.count(c, "departures")));
                var two = new Reconnecting(
                        mesh, insights, "delays-two", c -> assertEquals(1, mesh.count(c, "departures")))) {
            String login = one.awaitOther("");
            boolean died = true;
            int calls = 0;
            for (; died && calls < 12; calls += 2) {
                stores.after(RotationIT::turns, calls);
                rotate(DataProduct.class, insights, "delays");
                died = stores.hasCrashed(10);
                mesh.operator().stop();
                stores.never();
                mesh.operator().start();
                String next = one.awaitOther(login);
                two.awaitOther(login);
                String former = login;
                await("an end for " + former + " after a death at call " + calls)
                        .atMost(AccessMesh.SOON)
                        .untilAsserted(() -> assertNotEquals("", ends(former)));
                mesh.pause((int) Reconnecting.LAG.toMillis());
                overlapIsOver(next);
                mesh.wakeAll(AccessRequest.class, insights);
                await().atMost(AccessMesh.SOON).until(() -> !exists(former));
                login = next;
            }
            assertTrue(calls > 4, "it died only at " + calls);
            assertEquals(List.of(), one.failures());
            assertEquals(List.of(), two.failures());
        }
    }

    @Test
    void aPasswordThatWasSetAndNeverWrittenDownHealsAtTheStart() throws Exception {
        mesh.apply("consumer.yaml", flights, insights);
        mesh.awaitReady(AccessRequest.class, insights, request());
        stores.after(RotationIT::sets, 0);
        assertTrue(editedUntilItCrashes(), "no new password was set");
        mesh.operator().stop();
        stores.never();
        mesh.operator().start();
        await().atMost(AccessMesh.SOON)
                .ignoreExceptionsInstanceOf(SQLException.class)
                .untilAsserted(() -> {
                    try (Connection c = mesh.login(mesh.secret(insights, "delays-departures"))) {
                        assertEquals(1, mesh.count(c, "departures"));
                    }
                });
    }

    @Test
    void aPasswordThatTheConsumerSetIsFoundAndReplaced() throws SQLException {
        mesh.apply("consumer.yaml", flights, insights);
        mesh.awaitReady(AccessRequest.class, insights, request());
        Secret secret = mesh.secret(insights, "delays-departures");
        String login = AccessMesh.value(secret, "username");
        try (Connection c = mesh.login(secret)) {
            mesh.execute(c, "ALTER ROLE CURRENT_USER PASSWORD 'mine'");
        }
        // Only a session shows it; the next one comes with a resync.
        await().atMost(AccessMesh.SOON.multipliedBy(2))
                .until(() -> !login.equals(AccessMesh.value(mesh.secret(insights, "delays-departures"), "username")));
        try (Connection c = mesh.login(mesh.secret(insights, "delays-departures"))) {
            assertEquals(1, mesh.count(c, "departures"));
        }
        await().atMost(AccessMesh.SOON)
                .until(() -> mesh.events(insights, "AccessRequest", request()).stream()
                        .anyMatch(event -> event.startsWith("CredentialChangedByConsumer: login " + login)));
    }

    @Test
    void aWritersSecretThatIsLostOrEditedIsRepaired() throws SQLException {
        // The second one is no password that the store could be told.
        for (String edited : List.of("guess", "gu\u00e4ss\n")) {
            mesh.setPassword(flights, "nyc-main-airflow", edited);
            mesh.wake(DataProduct.class, flights, "nyc");
            awaitWriter();
        }
        mesh.operator()
                .admin()
                .secrets()
                .inNamespace(flights)
                .withName("nyc-main-airflow")
                .delete();
        mesh.wake(DataProduct.class, flights, "nyc");
        awaitWriter();
    }

    private void awaitWriter() {
        await().atMost(AccessMesh.SOON).ignoreExceptions().untilAsserted(() -> {
            try (Connection c = mesh.login(mesh.secret(flights, "nyc-main-airflow"))) {
                mesh.execute(c, "UPDATE departures SET origin = 'LGA' WHERE id = 1");
            }
        });
    }

    @Test
    void aRequestOfItsOwnRotatesByItself() throws SQLException {
        mesh.apply("request-mine.yaml", flights, insights);
        mesh.awaitReady(AccessRequest.class, insights, "mine");
        Secret before = mesh.secret(insights, "access-mine");
        rotate(AccessRequest.class, insights, "mine");
        await().atMost(AccessMesh.SOON)
                .until(() -> !AccessMesh.value(before, "username")
                        .equals(AccessMesh.value(mesh.secret(insights, "access-mine"), "username")));
        for (Secret secret : List.of(before, mesh.secret(insights, "access-mine"))) {
            try (Connection c = mesh.login(secret)) {
                assertEquals(1, mesh.count(c, "departures"));
            }
        }
    }

    /** A reconcile under way may have read the Secret before the edit, and then only puts back what it read. */
    private boolean editedUntilItCrashes() throws InterruptedException {
        for (int attempt = 0; attempt < 10; attempt++) {
            mesh.setPassword(insights, "delays-departures", "guess");
            mesh.wake(AccessRequest.class, insights, request());
            if (stores.hasCrashed(3)) {
                return true;
            }
        }
        return false;
    }

    private static boolean turns(Credential credential) {
        return credential.turn() != null && credential.turn().from() != null;
    }

    private static boolean sets(Credential credential) {
        return credential.force() && credential.turn() == null;
    }

    private void twoInputs() {
        mesh.applyText("""
                apiVersion: roadstead.dev/v1alpha1
                kind: DataProduct
                metadata: {name: delays, namespace: %1$s}
                spec:
                  inputs:
                  - {name: one, portRef: {domain: %2$s, name: departures, version: v1}, purpose: delay-analysis}
                  - {name: two, portRef: {domain: %2$s, name: departures, version: v2}, purpose: delay-analysis}
                """.formatted(insights, flights));
        await().atMost(AccessMesh.SOON).until(() -> {
            DataProduct product = mesh.get(DataProduct.class, insights, "delays");
            return product.getStatus() != null
                    && "2/2".equals(product.getStatus().inputsSummary());
        });
    }

    private Secret two() {
        return mesh.secret(insights, "delays-two");
    }

    private void secret(String name, java.util.function.Consumer<Secret> change) {
        mesh.operator().admin().secrets().inNamespace(insights).withName(name).edit(secret -> {
            Secret edited = new SecretBuilder(secret).build();
            change.accept(edited);
            return edited;
        });
    }

    private List<String> requests() {
        return mesh.operator().admin().resources(AccessRequest.class).inNamespace(insights).list().getItems().stream()
                .map(request -> request.getMetadata().getName())
                .toList();
    }

    private String request() {
        return mesh.requestOf(insights, "delays");
    }

    private static void rotate(Class<? extends HasMetadata> kind, String namespace, String name) {
        mesh.operator()
                .admin()
                .resources(kind)
                .inNamespace(namespace)
                .withName(name)
                .patch(
                        new PatchContext.Builder()
                                .withPatchType(PatchType.JSON_MERGE)
                                .build(),
                        "{\"metadata\": {\"annotations\": {\"roadstead.dev/rotate\": \"" + VALUES.incrementAndGet()
                                + "\"}}}");
    }

    /** The credential gets as old as it may get. */
    private void grow(String login) throws SQLException {
        mesh.edit(StoreClass.class, null, mesh.storeClass(), "/spec/postgres/rotationInterval", "1h");
        mesh.awaitReady(StoreClass.class, null, mesh.storeClass());
        LoginState born = new LoginState(login, "", Instant.EPOCH, null, null, null);
        Instant due = new Rotation(new RotationPlan(Duration.ofHours(1), Duration.ofMinutes(30)), Instant.EPOCH)
                .next(born)
                .orElseThrow();
        store("UPDATE roadstead_meta.login SET since = clock_timestamp() + interval '3 seconds' - interval '"
                + due.toEpochMilli() + " milliseconds' WHERE login = '" + login + "' RETURNING 1");
        mesh.wake(AccessRequest.class, insights, request());
    }

    private static void overlapIsOver(String login) throws SQLException {
        await().atMost(AccessMesh.SOON)
                .until(() -> !store("SELECT coalesce(min(previous_until)::text, '') FROM roadstead_meta.login"
                                + " WHERE login = '" + login + "'")
                        .isEmpty());
        store("UPDATE roadstead_meta.login SET previous_until = now() WHERE login = '" + login + "' RETURNING 1");
    }

    private static String ends(String login) throws SQLException {
        return store("SELECT coalesce(min(previous_until)::text, '') FROM roadstead_meta.login WHERE previous = '"
                + login + "'");
    }

    private static boolean exists(String login) throws SQLException {
        return store("SELECT count(*) FROM pg_roles WHERE rolname = '" + login + "'")
                .equals("1");
    }

    private static String store(String sql) throws SQLException {
        try (Connection dba = mesh.superuser()) {
            return mesh.text(dba, sql);
        }
    }
}
