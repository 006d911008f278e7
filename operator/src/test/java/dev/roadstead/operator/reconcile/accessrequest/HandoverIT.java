package dev.roadstead.operator.reconcile.accessrequest;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.Policy;
import dev.roadstead.api.v1alpha1.PortRef;
import dev.roadstead.api.v1alpha1.StoreClass;
import dev.roadstead.operator.reconcile.InputRequest;
import io.fabric8.kubernetes.api.model.Secret;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An input moves from one version to another. A program that has read the Secret before, as from a mounted one, goes on reading for as
 * long as after a rotation; then that ends like any other access.
 */
class HandoverIT {

    private static final String VERSION = """
            {"name": "%s", "store": "%s", "contract": {"schema": [{"name": "departures", "properties":
              [{"name": "id", "logicalType": "integer", "primaryKey": true, "required": true, "classification": "public"},
               {"name": "tail_number", "logicalType": "string", "classification": "public"}]}]}}""";
    private static final Duration OVERLAP = Duration.ofHours(1);

    private static AccessMesh mesh;
    private static String lake;

    private String flights;
    private String insights;
    private Secret before;

    @BeforeAll
    static void start() {
        mesh = AccessMesh.start();
        lake = mesh.brokenStoreClass("wrong");
        mesh.repairStoreClass(lake);
        mesh.awaitReady(StoreClass.class, null, lake);
    }

    @AfterAll
    static void stop() throws SQLException {
        mesh.close();
    }

    @BeforeEach
    void grant() {
        flights = mesh.newDomain("flights");
        insights = mesh.newDomain("insights");
    }

    @ParameterizedTest
    @ValueSource(strings = {"main", "lake"})
    void whoHasReadTheSecretBeforeGoesOnForTheOverlap(String store) throws SQLException {
        moved(store);
        AccessRequest former = mesh.get(AccessRequest.class, insights, request("v1"));
        Instant end = Instant.parse(former.getSpec().notAfter());
        assertFalse(
                end.isBefore(Instant.now().plus(OVERLAP).minus(AccessMesh.SOON)),
                former.getSpec().notAfter());
        assertFalse(end.isAfter(Instant.now().plus(OVERLAP)), former.getSpec().notAfter());
        assertEquals(request("v2"), former.getMetadata().getAnnotations().get(InputRequest.HANDED_OVER_TO));
        await("it is told, and where it ends").atMost(AccessMesh.SOON).untilAsserted(() -> {
            AccessRequest told = mesh.get(AccessRequest.class, insights, request("v1"));
            assertEquals(end.toString(), told.getStatus().grant().notAfter());
            assertNull(told.getStatus().binding());
            assertEquals(
                    "Secret delays-departures has passed to request " + request("v2")
                            + "; who has read it before goes on reading until " + end,
                    AccessMesh.condition(told, "Ready").message());
        });

        // Whatever is looked at meanwhile, its password stays.
        mesh.wake(AccessRequest.class, insights, request("v1"));
        mesh.operator().restart();
        mesh.awaitReady(AccessRequest.class, insights, request("v2"));
        mesh.wake(AccessRequest.class, insights, request("v1"));
        mesh.settle();
        assertReads(before);
        assertReads(now());
        assertEquals(
                end.toString(),
                mesh.get(AccessRequest.class, insights, request("v1")).getSpec().notAfter());

        mesh.operator().requests().clear();
        mesh.wake(DataProduct.class, insights, "delays");
        mesh.wakeAll(AccessRequest.class, insights);
        mesh.settle();
        assertEquals(List.of(), mesh.operator().requests().writes("/accessrequests/"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"main", "lake"})
    void whatIsAllowedHoldsForItToo(String store) throws SQLException {
        moved(store);
        try (Connection reader = mesh.login(before)) {
            mesh.editJson(Policy.class, flights, "allow", "/spec/columns/hide", "[{\"name\": \"tail_number\"}]");
            await("the next statement sees less")
                    .atMost(AccessMesh.SOON)
                    .until(() -> mesh.text(
                                    reader,
                                    "SELECT count(*) FROM information_schema.columns WHERE table_schema = '"
                                            + AccessMesh.value(before, "schema") + "'")
                            .equals("1"));
            assertEquals(0, mesh.count(reader, "departures"));
            mesh.delete(Policy.class, flights, "allow");
            await("nobody allows it any more")
                    .atMost(AccessMesh.SOON)
                    .untilAsserted(() -> assertThrows(SQLException.class, () -> mesh.count(reader, "departures")));
        }
        awaitGone("v1");
        mesh.awaitReason(AccessRequest.class, insights, request("v2"), "NoPolicy");
    }

    @ParameterizedTest
    @ValueSource(strings = {"main", "lake"})
    void itEndsByTheClockOfTheStore(String store) throws SQLException {
        moved(store);
        try (Connection reader = mesh.login(before)) {
            Instant end = Instant.now().plusSeconds(5).truncatedTo(ChronoUnit.SECONDS);
            mesh.edit(AccessRequest.class, insights, request("v1"), "/spec/notAfter", end.toString());
            await("the store knows")
                    .atMost(AccessMesh.SOON)
                    .until(() -> end.toString()
                            .equals(mesh.get(AccessRequest.class, insights, request("v1"))
                                    .getStatus()
                                    .grant()
                                    .notAfter()));
            mesh.operator().stop();
            await("the next statement is refused")
                    .atMost(AccessMesh.SOON)
                    .untilAsserted(() -> assertThrows(SQLException.class, () -> mesh.count(reader, "departures")));
            mesh.operator().start();
        }
        awaitGone("v1");
        assertReads(now());
        mesh.awaitReady(AccessRequest.class, insights, request("v2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"main", "lake"})
    void anInputThatComesBackHasNoEnd(String store) throws SQLException {
        moved(store);
        Secret between = now();
        input("v1");
        await("the Secret is that of v1 again").atMost(AccessMesh.SOON).until(() -> isOf("v1"));
        await("without an end").atMost(AccessMesh.SOON).untilAsserted(() -> {
            AccessRequest back = mesh.awaitReady(AccessRequest.class, insights, request("v1"));
            assertNull(back.getSpec().notAfter());
            assertNull(back.getStatus().grant().notAfter());
        });
        assertReads(now());
        assertReads(before);
        assertReads(between);
        await("now the other one has an end")
                .atMost(AccessMesh.SOON)
                .until(() -> mesh.get(AccessRequest.class, insights, request("v2"))
                                .getSpec()
                                .notAfter()
                        != null);
    }

    @Test
    void anEndThatIsNearerStays() {
        publish("main");
        String end =
                Instant.now().plusSeconds(600).truncatedTo(ChronoUnit.SECONDS).toString();
        mesh.edit(AccessRequest.class, insights, request("v1"), "/spec/notAfter", end);
        input("v2");
        await("it is handed over")
                .atMost(AccessMesh.SOON)
                .until(() -> InputRequest.isHandedOver(mesh.get(AccessRequest.class, insights, request("v1"))));
        assertEquals(
                end,
                mesh.get(AccessRequest.class, insights, request("v1")).getSpec().notAfter());
    }

    @Test
    void whatNeverWorkedIsNotWaitedFor() {
        publish("main");
        input("v3");
        mesh.awaitReason(AccessRequest.class, insights, request("v3"), "VersionNotFound");
        mesh.settle();
        AccessRequest former = mesh.awaitReady(AccessRequest.class, insights, request("v1"));
        assertNull(former.getSpec().notAfter(), "it goes on until the new one works");
        input("v2");
        mesh.awaitReady(AccessRequest.class, insights, request("v2"));
        awaitGone("v3");
        assertTrue(InputRequest.isHandedOver(await().atMost(AccessMesh.SOON)
                .until(() -> mesh.get(AccessRequest.class, insights, request("v1")), InputRequest::isHandedOver)));
    }

    @Test
    void anInputThatIsRemovedEndsAtOnceWithAllItsForms() {
        moved("main");
        mesh.editJson(DataProduct.class, insights, "delays", "/spec/inputs", "[]");
        awaitGone("v1");
        awaitGone("v2");
        assertThrows(SQLException.class, () -> mesh.login(before).close());
    }

    private void publish(String store) {
        mesh.applyText("""
                apiVersion: roadstead.dev/v1alpha1
                kind: DataProduct
                metadata: {name: nyc, namespace: %1$s}
                spec:
                  stores: [{name: main, storeClassName: %2$s}, {name: lake, storeClassName: %3$s}]
                ---
                apiVersion: roadstead.dev/v1alpha1
                kind: OutputPort
                metadata: {name: departures, namespace: %1$s}
                spec: {dataProductName: nyc, store: main, versions: [%4$s, %5$s]}
                """.formatted(
                flights, mesh.storeClass(), lake, VERSION.formatted("v1", "main"), VERSION.formatted("v2", store)));
        mesh.apply("policy.yaml", flights, insights);
        mesh.awaitReady(OutputPort.class, flights, "departures");
        input("v1");
        mesh.awaitReady(AccessRequest.class, insights, request("v1"));
        before = now();
    }

    private void moved(String store) {
        publish(store);
        input("v2");
        mesh.awaitReady(AccessRequest.class, insights, request("v2"));
        await("the Secret is that of v2").atMost(AccessMesh.SOON).until(() -> isOf("v2"));
        await("the former one has an end")
                .atMost(AccessMesh.SOON)
                .until(() -> InputRequest.isHandedOver(mesh.get(AccessRequest.class, insights, request("v1"))));
        assertNotEquals(AccessMesh.value(before, "schema"), AccessMesh.value(now(), "schema"));
    }

    private void input(String version) {
        mesh.applyText("""
                apiVersion: roadstead.dev/v1alpha1
                kind: DataProduct
                metadata: {name: delays, namespace: %s}
                spec:
                  inputs:
                  - name: departures
                    portRef: {domain: %s, name: departures, version: %s}
                    purpose: delay-analysis
                """.formatted(insights, flights, version));
    }

    private String request(String version) {
        return InputRequest.name("delays", "departures", new PortRef(flights, "departures", version), "delay-analysis");
    }

    private boolean isOf(String version) {
        return version.equals(now().getMetadata().getLabels().get("roadstead.dev/version"));
    }

    private Secret now() {
        return mesh.secret(insights, "delays-departures");
    }

    private void assertReads(Secret secret) throws SQLException {
        try (Connection reader = mesh.login(secret)) {
            assertEquals(0, mesh.count(reader, "departures"));
        }
    }

    private void awaitGone(String version) {
        await(version + " is gone")
                .atMost(AccessMesh.SOON)
                .until(() -> mesh.get(AccessRequest.class, insights, request(version)) == null);
    }
}
