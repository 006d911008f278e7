package dev.roadstead.operator.reconcile.accessrequest;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.Condition;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.OutputPort;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Two products ask to read each other in the same moment: each was admitted before anybody knew of the other. */
class CircleIT {

    private static AccessMesh mesh;

    private String left;
    private String right;

    @BeforeAll
    static void start() {
        mesh = AccessMesh.start();
    }

    @AfterAll
    static void stop() throws SQLException {
        mesh.close();
    }

    @RepeatedTest(3)
    void ofTwoThatAskAtOnceOneGoesOn() {
        publish();
        var together = new CyclicBarrier(2);
        Stream.of(
                        CompletableFuture.runAsync(() -> asks(together, left, right)),
                        CompletableFuture.runAsync(() -> asks(together, right, left)))
                .toList()
                .forEach(CompletableFuture::join);
        assertOneGoesOn();
    }

    @Test
    void ofTwoThatWereAdmittedWhileTheOperatorWasDownOneGoesOn() {
        publish();
        mesh.operator().stop();
        ask(left, right);
        ask(right, left);
        mesh.operator().start();
        assertOneGoesOn();
    }

    private void assertOneGoesOn() {
        await("one asks, and the other one is told").atMost(AccessMesh.SOON).untilAsserted(() -> {
            List<String> asking = Stream.of(left, right)
                    .filter(domain -> requests(domain) == 1)
                    .toList();
            assertEquals(1, asking.size());
            String waiting = asking.getFirst().equals(left) ? right : left;
            Condition granted = AccessMesh.condition(mesh.get(DataProduct.class, waiting, "cycle"), "InputsGranted");
            assertNotNull(granted);
            String circle = "%1$s/cycle reads %2$s/cycle reads %1$s/cycle".formatted(waiting, asking.getFirst());
            assertTrue(
                    granted.message().contains("CyclicInputs")
                            && granted.message().contains(circle),
                    granted::message);
        });
        mesh.settle();
        assertEquals(1, requests(left) + requests(right), "and it stays so");
        String waiting = requests(left) == 1 ? right : left;
        String going = requests(left) == 1 ? left : right;
        mesh.editJson(DataProduct.class, going, "cycle", "/spec/inputs", "[]");
        await("the other one asks as soon as there is no circle")
                .atMost(AccessMesh.SOON)
                .until(() -> requests(waiting) == 1 && requests(going) == 0);
    }

    private void publish() {
        left = mesh.newDomain("left");
        right = mesh.newDomain("right");
        for (String domain : List.of(left, right)) {
            mesh.applyText("""
                    apiVersion: roadstead.dev/v1alpha1
                    kind: DataProduct
                    metadata: {name: cycle, namespace: %1$s}
                    spec: {stores: [{name: main, storeClassName: %2$s}]}
                    ---
                    apiVersion: roadstead.dev/v1alpha1
                    kind: OutputPort
                    metadata: {name: out, namespace: %1$s}
                    spec:
                      dataProductName: cycle
                      store: main
                      versions:
                      - name: v1
                        contract: {schema: [{name: rows, properties: [{name: id, logicalType: integer, classification: public}]}]}
                    """.formatted(domain, mesh.storeClass()));
        }
        mesh.awaitReady(OutputPort.class, left, "out");
        mesh.awaitReady(OutputPort.class, right, "out");
    }

    private static void asks(CyclicBarrier together, String domain, String other) {
        try {
            together.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
        ask(domain, other);
    }

    private static void ask(String domain, String other) {
        mesh.editJson(
                DataProduct.class,
                domain,
                "cycle",
                "/spec/inputs",
                "[{\"name\": \"other\", \"purpose\": \"look\", \"portRef\": {\"domain\": \"" + other
                        + "\", \"name\": \"out\", \"version\": \"v1\"}}]");
    }

    private static int requests(String namespace) {
        return mesh.operator()
                .admin()
                .resources(AccessRequest.class)
                .inNamespace(namespace)
                .list()
                .getItems()
                .size();
    }
}
