package dev.roadstead.operator.reconcile.accessrequest;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.Condition;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.OutputPort;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Consumers of a deprecated version are told in their own objects; after its sunset it may go, and until it goes it works. */
class SunsetIT {

    private static final String V1 = """
            {"name": "v1", %s"contract": {"schema": [{"name": "departures", "properties":
              [{"name": "id", "logicalType": "integer", "primaryKey": true, "required": true, "classification": "public"},
               {"name": "tail_number", "logicalType": "string", "classification": "restricted"},
               {"name": "origin", "logicalType": "string", "classification": "public"}]}]}}""";
    private static final String V2 = V1.formatted("").replace("v1", "v2");

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
    void grant() {
        flights = mesh.newDomain("flights");
        insights = mesh.newDomain("insights");
        mesh.apply("producer.yaml", flights, insights);
        mesh.apply("policy.yaml", flights, insights);
        mesh.apply("consumer.yaml", flights, insights);
        mesh.awaitReady(AccessRequest.class, insights, request());
    }

    @Test
    void whoReadsItIsToldAndReadsOnUntilItIsRemoved() throws SQLException {
        Instant sunset = Instant.now().plusSeconds(8).truncatedTo(ChronoUnit.SECONDS);
        versions("["
                + V1.formatted("\"deprecated\": true, \"deprecationMessage\": \"read v2\", \"sunsetTime\": \"" + sunset
                        + "\", ")
                + ", " + V2 + "]");
        Condition told = deprecation("Deprecated");
        assertEquals("True", told.status());
        assertEquals(
                flights + "/departures (v1) is deprecated: read v2. From " + sunset + " on it may be removed",
                told.message());
        assertEquals("True", mesh.ready(AccessRequest.class, insights, request()));
        awaitEvent("AccessRequest", request(), "Deprecated: " + told.message());
        awaitEvent("DataProduct", "delays", "Deprecated: " + told.message());
        if (Instant.now().isBefore(sunset.minusSeconds(1))) {
            String refusal = assertThrows(KubernetesClientException.class, () -> versions("[" + V2 + "]"))
                    .getMessage();
            assertTrue(
                    refusal.contains("in use by " + insights + "/delays (v1, protected until " + sunset + "); serve"),
                    refusal);
        }

        Condition over = deprecation("SunsetReached");
        assertTrue(over.message().endsWith("Since " + sunset + " it may be removed at any time"), over.message());
        awaitUnprotected();
        Secret secret = mesh.secret(insights, "delays-departures");
        try (Connection reader = mesh.login(secret)) {
            assertEquals(0, mesh.count(reader, "departures"));
            mesh.settle();
            mesh.operator().requests().clear();
            List<String> database = mesh.databaseState();
            mesh.wake(OutputPort.class, flights, "departures");
            mesh.wake(AccessRequest.class, insights, request());
            mesh.settle();
            assertEquals(List.of(), mesh.operator().requests().writes());
            assertEquals(database, mesh.databaseState());

            versions("[" + V2 + "]");
            mesh.awaitReason(AccessRequest.class, insights, request(), "VersionNotFound");
            assertThrows(SQLException.class, () -> mesh.count(reader, "departures"));
        }
        assertNull(AccessMesh.condition(mesh.get(AccessRequest.class, insights, request()), "VersionDeprecated"));
    }

    /** One line more in a change that hits somebody excuses nothing: he is told first. */
    @Test
    void anEndThatComesWithTheChangeLetsNothingThrough() {
        String gone = V1.formatted("\"deprecated\": true, \"sunsetTime\": \"2026-01-01T00:00:00Z\", ")
                .replaceFirst(",\\s*\\{\"name\": \"tail_number\"[^}]*}", "");
        versions("[" + gone + ", " + V2 + "]");
        mesh.awaitReason(OutputPort.class, flights, "departures", "BreakingChange");
        assertEquals("SunsetReached", deprecation("SunsetReached").reason());
        mesh.awaitReady(AccessRequest.class, insights, request());
        mesh.wake(OutputPort.class, flights, "departures");
        mesh.awaitReady(OutputPort.class, flights, "departures");
    }

    /** Nothing is held back for somebody who comes after the time; he is told at once. */
    @Test
    void whoComesAfterItsSunsetIsServedButKeepsNothing() {
        versions("[" + V1.formatted("\"deprecated\": true, \"sunsetTime\": \"2026-01-01T00:00:00Z\", ") + ", " + V2
                + "]");
        awaitUnprotected();
        mesh.apply("request-mine.yaml", flights, insights);
        mesh.awaitReady(AccessRequest.class, insights, "mine");
        assertEquals(
                "SunsetReached",
                AccessMesh.condition(mesh.get(AccessRequest.class, insights, "mine"), "VersionDeprecated")
                        .reason());
        mesh.settle();
        assertNull(mesh.get(OutputPort.class, flights, "departures").getStatus().protectedBy());
        mesh.operator().restart();
        mesh.awaitReady(AccessRequest.class, insights, "mine");
        mesh.settle();
        assertNull(mesh.get(OutputPort.class, flights, "departures").getStatus().protectedBy());
        versions("[" + V1.formatted("") + ", " + V2 + "]");
        await("it is protected again")
                .atMost(AccessMesh.SOON)
                .until(() -> mesh.get(OutputPort.class, flights, "departures")
                        .getStatus()
                        .protectedParts()
                        .equals(Set.of("v1")));
        await("nothing is deprecated")
                .atMost(AccessMesh.SOON)
                .until(() -> AccessMesh.condition(mesh.get(AccessRequest.class, insights, "mine"), "VersionDeprecated")
                        == null);
    }

    @Test
    void aDeprecatedProductIsToldToo() {
        mesh.edit(DataProduct.class, flights, "nyc", "/spec/lifecycle", "Deprecated");
        assertEquals(
                "product nyc, which " + flights
                        + "/departures (v1) belongs to, is deprecated. It stays as long as somebody" + " reads it",
                deprecation("Deprecated").message());
        assertNotNull(
                mesh.get(OutputPort.class, flights, "departures").getStatus().protectedBy());
        mesh.edit(DataProduct.class, flights, "nyc", "/spec/lifecycle", "Active");
        await("it is active")
                .atMost(AccessMesh.SOON)
                .until(() ->
                        AccessMesh.condition(mesh.get(AccessRequest.class, insights, request()), "VersionDeprecated")
                                == null);
    }

    private String request() {
        return mesh.requestOf(insights, "delays");
    }

    private void versions(String json) {
        mesh.editJson(OutputPort.class, flights, "departures", "/spec/versions", json);
    }

    private Condition deprecation(String reason) {
        return await("the consumer is told " + reason)
                .atMost(AccessMesh.SOON)
                .until(
                        () -> AccessMesh.condition(
                                mesh.get(AccessRequest.class, insights, request()), "VersionDeprecated"),
                        condition -> condition != null && condition.reason().equals(reason));
    }

    private void awaitUnprotected() {
        await("nothing is held back any more").atMost(AccessMesh.SOON).until(() -> {
            OutputPort port = mesh.get(OutputPort.class, flights, "departures");
            return port.getStatus().protectedBy() == null
                    && port.getStatus().protectedParts().isEmpty()
                    && mesh.get(DataProduct.class, flights, "nyc").getStatus().protectedBy() == null
                    && mesh.get(Domain.class, null, flights).getStatus().protectedBy() == null;
        });
    }

    private void awaitEvent(String kind, String name, String text) {
        await(kind + " is told " + text)
                .atMost(AccessMesh.SOON)
                .until(() -> mesh.events(insights, kind, name).contains(text));
    }
}
