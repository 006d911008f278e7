package dev.roadstead.operator.reconcile.accessrequest;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.Policy;
import dev.roadstead.api.v1alpha1.StoreClass;
import io.fabric8.kubernetes.api.model.Secret;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Access from manifests to rows, and its end in sessions that are open, with a real API server and a real store. */
class AccessIT {

    private static AccessMesh mesh;

    private String flights;
    private String insights;

    @BeforeAll
    static void start() {
        mesh = AccessMesh.start();
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
        mesh.awaitReady(OutputPort.class, flights, "departures");
        Secret airflow = mesh.secret(flights, "nyc-main-airflow");
        try (Connection writer = mesh.login(airflow)) {
            mesh.execute(
                    writer,
                    "INSERT INTO departures (id, tail_number, origin) VALUES (1, 'N1', 'JFK'), (2, 'N2', 'EWR')");
        }
    }

    @Test
    void aPolicyMakesAnInputReadable() throws SQLException {
        mesh.apply("consumer.yaml", flights, insights);
        String name = mesh.requestOf(insights, "delays");
        AccessRequest waiting = mesh.awaitReason(AccessRequest.class, insights, name, "NoPolicy");
        assertNotNull(waiting.getStatus().suggestedPolicy());
        assertNull(mesh.secret(insights, "delays-departures"));
        await().atMost(AccessMesh.SOON).untilAsserted(() -> {
            var status = mesh.get(OutputPort.class, flights, "departures").getStatus();
            assertEquals(1, status.waiting());
            assertEquals(name, status.waitingRequests().getFirst().name());
            assertEquals(
                    waiting.getStatus().suggestedPolicy(),
                    status.waitingRequests().getFirst().suggestedPolicy());
        });

        mesh.applyText(waiting.getStatus().suggestedPolicy());
        AccessRequest ready = mesh.awaitReady(AccessRequest.class, insights, name);
        assertNull(ready.getStatus().suggestedPolicy());
        Secret secret = mesh.secret(insights, "delays-departures");
        assertEquals("servicebinding.io/postgresql", secret.getType());
        assertEquals(
                "DataProduct",
                secret.getMetadata().getOwnerReferences().getFirst().getKind());
        try (Connection consumer = mesh.login(secret)) {
            assertEquals(2, mesh.count(consumer, "departures"));
        }
        mesh.awaitReady(DataProduct.class, insights, "delays");
        await().atMost(AccessMesh.SOON)
                .untilAsserted(() -> assertEquals(
                        "1/1",
                        mesh.get(DataProduct.class, insights, "delays")
                                .getStatus()
                                .inputsSummary()));
    }

    @Test
    void withoutItsPolicyTheNextStatementIsRefused() throws SQLException {
        Secret secret = granted();
        try (Connection consumer = mesh.login(secret)) {
            assertEquals(2, mesh.count(consumer, "departures"));
            mesh.delete(Policy.class, flights, "allow");
            await().atMost(AccessMesh.SOON)
                    .untilAsserted(() -> assertThrows(SQLException.class, () -> mesh.count(consumer, "departures")));
        }
        AccessRequest revoked = mesh.awaitReason(AccessRequest.class, insights, request(), "NoPolicy");
        assertEquals("Revoked", AccessMesh.condition(revoked, "Granted").reason());
        assertNull(revoked.getStatus().grant());
        await().atMost(AccessMesh.SOON).untilAsserted(() -> assertNull(mesh.secret(insights, "delays-departures")));
        assertBothSidesWereTold();
    }

    private void assertBothSidesWereTold() {
        String consumer = insights + "/" + request();
        await().atMost(AccessMesh.SOON).untilAsserted(() -> {
            String told = String.join("\n", mesh.events(insights, "AccessRequest", request()));
            assertTrue(told.contains("Granted: can read " + flights + "/departures"), told);
            assertTrue(told.contains("Revoked: "), told);
            String owner = String.join("\n", mesh.events(flights, "OutputPort", "departures"));
            assertTrue(owner.contains("AccessGranted: " + consumer + " reads version v1 for delay-analysis"), owner);
            assertTrue(owner.contains("AccessEnded: " + consumer + " no longer reads it"), owner);
        });
    }

    @Test
    void aConsumerThatLeavesNoConnectionForTheProofIsNarrowedAllTheSame() throws SQLException {
        Secret secret = granted();
        List<Connection> taken = new ArrayList<>();
        try {
            SQLException full = assertThrows(SQLException.class, () -> {
                while (true) {
                    taken.add(mesh.login(secret));
                }
            });
            assertEquals("53300", full.getSQLState());
            mesh.apply("policy-narrow.yaml", flights, insights);
            AccessRequest untried = mesh.awaitReason(AccessRequest.class, insights, request(), "TooManyConnections");
            assertEquals("Unknown", AccessMesh.condition(untried, "Verified").status());
            assertEquals("True", AccessMesh.condition(untried, "Granted").status());
            assertEquals(1, mesh.count(taken.getFirst(), "departures"));
        } finally {
            for (Connection connection : taken) {
                connection.close();
            }
        }
        mesh.awaitReady(AccessRequest.class, insights, request());
    }

    @Test
    void aNarrowerPolicyActsInAnOpenSession() throws SQLException {
        Secret secret = granted();
        try (Connection consumer = mesh.login(secret)) {
            mesh.apply("policy-narrow.yaml", flights, insights);
            await().atMost(AccessMesh.SOON)
                    .ignoreExceptionsInstanceOf(SQLException.class)
                    .untilAsserted(() -> assertEquals(1, mesh.count(consumer, "departures")));
            assertNotEquals("N1", mesh.text(consumer, "SELECT tail_number FROM departures"));
        }
        await().atMost(AccessMesh.SOON).untilAsserted(() -> {
            AccessRequest narrow = mesh.awaitReady(AccessRequest.class, insights, request());
            assertEquals(1, narrow.getStatus().lens().masked());
            assertTrue(narrow.getStatus().lens().rowFilter().contains("JFK"));
        });
    }

    @Test
    void aLeaseEndsByItselfAndIsRevived() throws SQLException {
        Secret secret = granted();
        Instant end = Instant.now().plus(Duration.ofSeconds(6));
        try (Connection consumer = mesh.login(secret)) {
            mesh.edit(
                    Policy.class,
                    flights,
                    "allow",
                    "/spec/notAfter",
                    end.toString().substring(0, 19) + "Z");
            AccessRequest expired = mesh.awaitReason(AccessRequest.class, insights, request(), "Expired");
            assertNotNull(expired.getStatus().grant());
            assertNull(expired.getStatus().binding());
            assertNull(mesh.secret(insights, "delays-departures"));
            var refused = assertThrows(SQLException.class, () -> mesh.count(consumer, "departures"));
            assertTrue(refused.getMessage().contains(request()), refused.getMessage());
        }
        mesh.edit(Policy.class, flights, "allow", "/spec/notAfter", "2100-01-01T00:00:00Z");
        AccessRequest revived = mesh.awaitReady(AccessRequest.class, insights, request());
        try (Connection consumer = mesh.login(mesh.secret(insights, "delays-departures"))) {
            assertEquals(2, mesh.count(consumer, "departures"));
        }
        assertEquals("2100-01-01T00:00:00Z", revived.getStatus().grant().notAfter());
    }

    @Test
    void anotherPassWritesNothing() throws SQLException {
        Secret before = granted();
        mesh.settle();
        List<String> database = mesh.databaseState();
        mesh.operator().requests().clear();
        for (var kind : List.of(DataProduct.class, OutputPort.class, Policy.class, AccessRequest.class)) {
            mesh.wakeAll(kind, flights, insights);
        }
        mesh.settle();
        assertEquals(List.of(), mesh.operator().requests().writes());
        assertEquals(database, mesh.databaseState());
        mesh.operator().restart();
        mesh.settle();
        assertEquals(
                List.of(),
                mesh.operator().requests().writes().stream()
                        .filter(write -> !write.contains("/storeclasses/"))
                        .toList(),
                "only a StoreClass tells of a start, by the head of its history");
        assertEquals(database, mesh.databaseState());
        assertEquals(
                before.getData(), mesh.secret(insights, "delays-departures").getData());
    }

    /** Whoever is looked at just then must not be found to have no Policy, no port and no Domain, because the caches are empty. */
    @Test
    void anOperatorThatStopsInTheMiddleOfEverythingTakesNothingAway() throws SQLException {
        granted();
        mesh.settle();
        List<String> database = mesh.databaseState();
        for (int round = 0; round < 8; round++) {
            mesh.operator().requests().clear();
            for (var kind : List.of(AccessRequest.class, OutputPort.class, DataProduct.class, Policy.class)) {
                mesh.wakeAll(kind, flights, insights);
            }
            mesh.operator().stop();
            try {
                assertEquals(List.of(), mesh.operator().requests().writes("/namespaces/"), "round " + round);
            } finally {
                mesh.operator().start();
            }
        }
        mesh.settle();
        assertEquals(database, mesh.databaseState());
    }

    /** The longest that can come of it is that the start waits for it in vain. */
    @Test
    void aStoreThatNeverAnswersIsNoReasonToDoubtAnother() throws Exception {
        granted();
        mesh.settle();
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String other = mesh.storeClassAt(silent.getLocalPort());
            mesh.operator().requests().clear();
            mesh.operator().restart();
            mesh.settle();
            assertEquals(List.of(), mesh.operator().requests().writes("/accessrequests/"));
            assertEquals("True", mesh.ready(AccessRequest.class, insights, request()));
            mesh.delete(StoreClass.class, null, other);
        }
    }

    @Test
    void thePortsEndIsTheEndOfTheAccessAndItHeals() throws SQLException {
        Secret secret = granted();
        String schema = AccessMesh.value(secret, "schema");
        try (Connection consumer = mesh.login(secret)) {
            mesh.delete(OutputPort.class, flights, "departures");
            await().atMost(AccessMesh.SOON)
                    .untilAsserted(() -> assertThrows(SQLException.class, () -> mesh.count(consumer, "departures")));
        }
        mesh.awaitReason(AccessRequest.class, insights, request(), "PortNotFound");
        mesh.apply("producer.yaml", flights, insights);
        mesh.awaitReady(AccessRequest.class, insights, request());
        Secret healed = mesh.secret(insights, "delays-departures");
        assertEquals(schema, AccessMesh.value(healed, "schema"), "the address stays");
        try (Connection consumer = mesh.login(healed)) {
            assertEquals(2, mesh.count(consumer, "departures"));
        }
    }

    @Test
    void aSecretSomebodyElseMadeIsLeftAlone() {
        mesh.makeSecret(insights, "access-mine", "somebody", "else");
        mesh.apply("policy.yaml", flights, insights);
        mesh.apply("request-mine.yaml", flights, insights);
        mesh.awaitReason(AccessRequest.class, insights, "mine", "SecretNameTaken");
        mesh.delete(AccessRequest.class, insights, "mine");
        assertEquals("else", AccessMesh.value(mesh.secret(insights, "access-mine"), "somebody"));
    }

    @Test
    void nobodyAsksInTheNameOfAProduct() {
        mesh.apply("policy.yaml", flights, insights);
        mesh.apply("consumer.yaml", flights, insights);
        mesh.apply("request-impostor.yaml", flights, insights);
        mesh.awaitReason(AccessRequest.class, insights, "impostor", "NotYours");
        mesh.awaitReady(AccessRequest.class, insights, request());
        assertNull(mesh.secret(insights, "access-impostor"));
    }

    @Test
    void aPortOfTheDomainAloneIsNoOracle() {
        mesh.apply("request-private.yaml", flights, insights);
        AccessRequest hidden = mesh.awaitReason(AccessRequest.class, insights, "hidden", "PortNotFound");
        AccessRequest absent = mesh.awaitReason(AccessRequest.class, insights, "absent", "PortNotFound");
        assertEquals(
                AccessMesh.condition(absent, "Ready").message().replace("nowhere", "private"),
                AccessMesh.condition(hidden, "Ready").message());
    }

    @Test
    void aChangedSecretIsRepairedForTheWholeProduct() throws SQLException {
        granted();
        mesh.setPassword(insights, "delays-departures", "guess");
        mesh.wake(AccessRequest.class, insights, request());
        await().atMost(AccessMesh.SOON)
                .ignoreExceptionsInstanceOf(SQLException.class)
                .untilAsserted(() -> {
                    try (Connection consumer = mesh.login(mesh.secret(insights, "delays-departures"))) {
                        assertEquals(2, mesh.count(consumer, "departures"));
                    }
                });
        assertNotEquals("guess", AccessMesh.value(mesh.secret(insights, "delays-departures"), "password"));
    }

    @Test
    void aConsumerWithAllItsConnectionsOpenStaysVerified() throws SQLException {
        Secret secret = granted();
        List<Connection> sessions = new ArrayList<>();
        try {
            while (true) {
                try {
                    sessions.add(mesh.login(secret));
                } catch (SQLException e) {
                    assertEquals("53300", e.getSQLState());
                    break;
                }
            }
            mesh.operator().restart();
            mesh.settle();
            // Another pass may stand between the restart and the answer.
            await().atMost(AccessMesh.SOON)
                    .untilAsserted(() -> assertEquals("True", mesh.ready(AccessRequest.class, insights, request())));
            assertEquals(2, mesh.count(sessions.getFirst(), "departures"));
        } finally {
            for (Connection session : sessions) {
                session.close();
            }
        }
    }

    /** An input of the product delays that reads everything. */
    private Secret granted() {
        mesh.apply("policy.yaml", flights, insights);
        mesh.apply("consumer.yaml", flights, insights);
        mesh.awaitReady(AccessRequest.class, insights, request());
        return mesh.secret(insights, "delays-departures");
    }

    private String request() {
        return mesh.requestOf(insights, "delays");
    }
}
