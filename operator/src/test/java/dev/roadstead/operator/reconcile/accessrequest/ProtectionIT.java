package dev.roadstead.operator.reconcile.accessrequest;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.Guardrail;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.Policy;
import dev.roadstead.api.v1alpha1.StoreClass;
import dev.roadstead.testing.Command;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What live consumers rest on can't be taken away, by the API server's own word; and nothing else is held back. */
class ProtectionIT {

    private static final String ONLY_V2 = """
            [{"name": "v2", "contract": {"schema": [{"name": "departures", "properties":
              [{"name": "id", "logicalType": "integer", "classification": "public"}]}]}}]""";

    private static AccessMesh mesh;
    private static KubernetesClient admin;
    private static AutoCloseable guard;

    private String flights;
    private String insights;

    @BeforeAll
    static void start() {
        mesh = AccessMesh.start();
        admin = mesh.operator().admin();
        guard = mesh.operator().guard();
    }

    @AfterAll
    static void stop() throws Exception {
        guard.close();
        // The API server forgets a policy a moment later.
        try (AccessMesh open = mesh) {
            await().atMost(AccessMesh.SOON)
                    .until(() -> admin.resources(OutputPort.class).inAnyNamespace().list().getItems().stream()
                            .allMatch(port -> dryRun(resource(
                                            OutputPort.class,
                                            port.getMetadata().getNamespace(),
                                            port.getMetadata().getName()))
                                    == null));
            assertNotNull(open);
        }
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

    private String request() {
        return mesh.requestOf(insights, "delays");
    }

    private String consumer() {
        return insights + "/delays (v1)";
    }

    @Test
    void everythingAConsumerRestsOnIsProtectedBeforeItIsReady() {
        OutputPort port = mesh.get(OutputPort.class, flights, "departures");
        assertEquals(consumer(), port.getStatus().protectedBy());
        assertEquals(Set.of("v1"), port.getStatus().protectedParts());
        assertEquals(
                "departures by " + consumer(),
                mesh.get(DataProduct.class, flights, "nyc").getStatus().protectedBy());
        assertEquals(
                Set.of("main"),
                mesh.get(DataProduct.class, flights, "nyc").getStatus().protectedParts());
        assertEquals(
                "departures by " + consumer(),
                mesh.get(Domain.class, null, flights).getStatus().protectedBy());
        String inClass = String.valueOf(
                mesh.get(StoreClass.class, null, mesh.storeClass()).getStatus().protectedBy());
        assertTrue(
                inClass.matches("(flights-\\S+/departures by insights-\\S+/\\S+ \\(v1\\)(, | and more|$))+"), inClass);
        assertEquals(
                "departures by " + consumer(),
                mesh.get(Namespace.class, null, flights)
                        .getMetadata()
                        .getAnnotations()
                        .get("roadstead.dev/protected-by"));
        assertNull(mesh.get(OutputPort.class, flights, "private").getStatus().protectedBy(), "nobody reads it");
        assertNull(mesh.get(Domain.class, null, insights).getStatus().protectedBy(), "it only reads");
    }

    @Test
    void theDeletionOfWhatIsReadIsRefusedNamingTheReader() throws SQLException {
        awaitGuard();
        assertRefused(
                OutputPort.class,
                flights,
                "departures",
                consumer() + "; wait until they have moved elsewhere, or end their access by your Policy, then");
        assertRefused(DataProduct.class, flights, "nyc", consumer());
        String theirs = "or end their access by Policies of the domains that own these ports, then delete it";
        assertRefused(Domain.class, null, flights, consumer() + "; wait until they have moved elsewhere, " + theirs);
        assertRefused(StoreClass.class, null, mesh.storeClass(), "/departures by ");
        assertRefused(StoreClass.class, null, mesh.storeClass(), theirs);
        assertRefused(Namespace.class, null, flights, consumer());
        assertReads();
    }

    @Test
    void aVersionThatIsReadCanNeitherBeRemovedNorUnservedNorItsProductRetired() throws SQLException {
        assertSays(
                "a version that consumers are granted access to can't be removed, nor served: false; in use by "
                        + consumer(),
                () -> mesh.editJson(OutputPort.class, flights, "departures", "/spec/versions", ONLY_V2));
        mesh.apply("port-v2.yaml", flights, insights);
        assertSays(
                "can't be removed, nor served: false; in use by " + consumer(),
                () -> mesh.editJson(OutputPort.class, flights, "departures", "/spec/versions/0/served", "false"));
        assertSays(
                "the product can't be retired while its ports are read (departures by " + consumer(),
                () -> mesh.edit(DataProduct.class, flights, "nyc", "/spec/lifecycle", "Retired"));
        assertSays(
                "spec.stores: a store can't be removed while a port that lies in it is read",
                () -> mesh.editJson(
                        DataProduct.class,
                        flights,
                        "nyc",
                        "/spec/stores",
                        "[{\"name\": \"other\", \"storeClassName\": \"" + mesh.storeClass() + "\"}]"));
        // What nobody reads may come and go.
        mesh.awaitReady(OutputPort.class, flights, "departures");
        mesh.editJson(OutputPort.class, flights, "departures", "/spec/versions/1/served", "false");
        assertReads();
    }

    /** Whoever names the class later can only name the one in which the data lies. */
    @Test
    void aStoreThatNamedNoClassStaysWhereItIs() throws SQLException {
        mesh.editJson(StoreClass.class, null, mesh.storeClass(), "/spec/default", "true");
        mesh.applyText(later(""));
        mesh.awaitReady(DataProduct.class, flights, "later");
        mesh.editJson(StoreClass.class, null, mesh.storeClass(), "/spec/default", "false");
        assertSays(
                "spec.stores: storeClassName: no other than the StoreClass that the data lies in",
                () -> mesh.applyText(later(", storeClassName: elsewhere")));
        mesh.applyText(later(", storeClassName: " + mesh.storeClass()));
        mesh.awaitReady(DataProduct.class, flights, "later");
    }

    /** A contradiction about where data lies, however it came about, keeps nobody from ending access. */
    @Test
    void whereDataLiesIsContradictedAndAccessStillEnds() throws SQLException {
        mesh.editJson(StoreClass.class, null, mesh.storeClass(), "/spec/default", "true");
        for (String end : List.of("policy", "guardrail")) {
            mesh.applyText(later("") + """
                    ---
                    apiVersion: roadstead.dev/v1alpha1
                    kind: OutputPort
                    metadata: {name: late, namespace: %1$s}
                    spec:
                      dataProductName: later
                      store: main
                      versions:
                      - name: v1
                        contract: {schema: [{name: late, properties: [{name: id, logicalType: integer, classification: public}]}]}
                    ---
                    apiVersion: roadstead.dev/v1alpha1
                    kind: Policy
                    metadata: {name: late, namespace: %1$s}
                    spec: {ports: {names: [late]}, consumers: [{domain: %2$s}], purposes: [look], columns: {allow: [id]}}
                    ---
                    apiVersion: roadstead.dev/v1alpha1
                    kind: AccessRequest
                    metadata: {name: late, namespace: %2$s}
                    spec: {portRef: {domain: %1$s, name: late, version: v1}, purpose: look}
                    """.formatted(flights, insights));
            mesh.awaitReady(AccessRequest.class, insights, "late");
            mesh.operator().stop();
            mesh.operator()
                    .admin()
                    .resources(DataProduct.class)
                    .inNamespace(flights)
                    .withName("later")
                    .editStatus(product -> {
                        product.setStatus(null);
                        return product;
                    });
            mesh.edit(DataProduct.class, flights, "later", "/spec/stores/0/storeClassName", "elsewhere");
            mesh.operator().start();
            mesh.awaitReason(AccessRequest.class, insights, "late", "PortNotReady");
            Secret secret = mesh.secret(insights, "access-late");
            try (Connection reader = mesh.login(secret)) {
                assertEquals(0, mesh.count(reader, "late"), "nobody has taken it away");
                if (end.equals("policy")) {
                    mesh.delete(Policy.class, flights, "late");
                    mesh.awaitReason(AccessRequest.class, insights, "late", "PurposeNotAllowed");
                } else {
                    mesh.applyText("""
                            apiVersion: roadstead.dev/v1alpha1
                            kind: Guardrail
                            metadata: {name: stop-%1$s}
                            spec: {enforcement: Enforce, match: {consumerDomainSelector: {matchLabels: {team: %1$s}}}, deny: stopped}
                            """.formatted(insights));
                    mesh.awaitReason(AccessRequest.class, insights, "late", "DeniedByGuardrail");
                    mesh.delete(Guardrail.class, null, "stop-" + insights);
                }
                assertThrows(SQLException.class, () -> mesh.count(reader, "late"));
            }
            assertThrows(SQLException.class, () -> mesh.login(secret).close());
            mesh.delete(AccessRequest.class, insights, "late");
            await("nothing protects the port any more").atMost(AccessMesh.SOON).until(() -> {
                mesh.delete(OutputPort.class, flights, "late");
                return true;
            });
            await("nor the product").atMost(AccessMesh.SOON).until(() -> {
                mesh.delete(DataProduct.class, flights, "later");
                return true;
            });
        }
        mesh.editJson(StoreClass.class, null, mesh.storeClass(), "/spec/default", "false");
    }

    private String later(String store) {
        return """
                apiVersion: roadstead.dev/v1alpha1
                kind: DataProduct
                metadata: {name: later, namespace: %s}
                spec: {stores: [{name: main%s}]}
                """.formatted(flights, store);
    }

    @Test
    void withTheOperatorDownItHoldsAllTheSame() {
        awaitGuard();
        mesh.operator().stop();
        try {
            assertRefused(OutputPort.class, flights, "departures", consumer());
            assertRefused(Namespace.class, null, flights, consumer());
            assertSays(
                    "can't be removed, nor served: false; in use by " + consumer(),
                    () -> mesh.editJson(OutputPort.class, flights, "departures", "/spec/versions", ONLY_V2));
        } finally {
            mesh.operator().start();
        }
        mesh.awaitReady(AccessRequest.class, insights, request());
        assertEquals(
                consumer(),
                mesh.get(OutputPort.class, flights, "departures").getStatus().protectedBy());
    }

    @Test
    void whatEndsAccessIsNeverHeldBackAndFreesTheRest() {
        awaitGuard();
        mesh.delete(Policy.class, flights, "allow");
        awaitFree();
        mesh.delete(OutputPort.class, flights, "departures");
        mesh.delete(OutputPort.class, flights, "private");
        mesh.delete(DataProduct.class, flights, "nyc");
        assertNull(dryRun(resource(Namespace.class, null, flights)));
        mesh.delete(Domain.class, null, flights);
        assertNull(mesh.get(Namespace.class, null, flights)
                .getMetadata()
                .getAnnotations()
                .get("roadstead.dev/protected-by"));
        assertNull(mesh.get(Namespace.class, null, flights)
                .getMetadata()
                .getLabels()
                .get("roadstead.dev/protected"));
    }

    @Test
    void aConsumerThatGoesFreesWhatItRead() {
        awaitGuard();
        mesh.delete(DataProduct.class, insights, "delays");
        awaitFree();
        mesh.editJson(OutputPort.class, flights, "departures", "/spec/versions", ONLY_V2);
        mesh.awaitReady(OutputPort.class, flights, "departures");
    }

    /** What was removed from Git is pruned by whoever applies it, on each run again, until the way is free. */
    @Test
    void whatIsPrunedIsRefusedWhileItIsReadAndGoesLater() throws IOException {
        awaitGuard();
        Path directory = Files.createTempDirectory("git");
        Files.writeString(directory.resolve("departures.yaml"), port("departures"));
        Files.writeString(directory.resolve("arrivals.yaml"), port("arrivals"));
        assertEquals("", prune(directory));
        Files.delete(directory.resolve("departures.yaml"));
        String refused = prune(directory);
        assertTrue(refused.contains(consumer()), refused);
        Command.Result foreground = kubectl(
                "delete", "-n", flights, "outputport", "departures", "--cascade=foreground", "--dry-run=server");
        assertTrue(foreground.errors().contains(consumer()), foreground.errors());
        mesh.awaitReady(OutputPort.class, flights, "departures");
        mesh.delete(DataProduct.class, insights, "delays");
        awaitFree();
        assertEquals("", prune(directory));
        await().atMost(AccessMesh.SOON).until(() -> mesh.get(OutputPort.class, flights, "departures") == null);
        mesh.awaitReady(OutputPort.class, flights, "arrivals");
    }

    private String port(String name) {
        return Departures.port(flights, name, Departures.ID, Departures.TAIL, Departures.ORIGIN)
                .replace("metadata: {", "metadata: {labels: {git: " + flights + "}, ");
    }

    /** Says what was refused; nothing if all went well. */
    private String prune(Path directory) {
        Command.Result result = kubectl(
                "apply",
                "-n",
                flights,
                "-f",
                directory.toString(),
                "--prune",
                "-l",
                "git=" + flights,
                "--prune-allowlist=roadstead.dev/v1alpha1/OutputPort");
        return result.exitCode() == 0 ? "" : result.errors();
    }

    private static Command.Result kubectl(String... command) {
        return mesh.operator().cluster().kubectl(command);
    }

    @Test
    void aGuardrailThatDeniesFreesWhatWasRead() {
        mesh.applyText("""
                apiVersion: roadstead.dev/v1alpha1
                kind: Guardrail
                metadata: {name: stop-%s}
                spec:
                  enforcement: Enforce
                  match: {domainSelector: {matchLabels: {team: %s}}}
                  deny: "an incident is under investigation"
                """.formatted(flights, flights));
        awaitFree();
        mesh.delete(Guardrail.class, null, "stop-" + flights);
        mesh.awaitReady(AccessRequest.class, insights, request());
        assertEquals(
                consumer(),
                mesh.get(OutputPort.class, flights, "departures").getStatus().protectedBy());
    }

    /** Rebuilt from Git, or by the hand of somebody who may write statuses: the words are back with the next look. */
    @Test
    void aStatusThatWasStrippedIsProtectedAgain() {
        admin.resource(mesh.get(OutputPort.class, flights, "departures"))
                .subresource("status")
                .patch(
                        new PatchContext.Builder()
                                .withPatchType(PatchType.JSON_MERGE)
                                .build(),
                        "{\"status\": {\"protectedBy\": null, \"versions\": null}}");
        mesh.wake(OutputPort.class, flights, "departures");
        await().atMost(AccessMesh.SOON)
                .until(() -> consumer()
                        .equals(mesh.get(OutputPort.class, flights, "departures")
                                .getStatus()
                                .protectedBy()));
    }

    /** In a namespace that is going nothing is held up: the moment to refuse was before. */
    @Test
    void aNamespaceThatIsGoingTakesEverythingAlong() {
        awaitGuard();
        admin.namespaces()
                .withName(flights)
                .patch(
                        new PatchContext.Builder()
                                .withPatchType(PatchType.JSON_MERGE)
                                .build(),
                        "{\"metadata\": {\"finalizers\": [\"example.com/hold\"], \"labels\": {\"roadstead.dev/protected\": null}}}");
        admin.namespaces().withName(flights).delete();
        try {
            mesh.delete(DataProduct.class, flights, "nyc");
            mesh.delete(OutputPort.class, flights, "departures");
        } finally {
            admin.namespaces()
                    .withName(flights)
                    .patch(
                            new PatchContext.Builder()
                                    .withPatchType(PatchType.JSON_MERGE)
                                    .build(),
                            "{\"metadata\": {\"finalizers\": null}}");
        }
    }

    /** Whoever is first wins, and the other is told: never is a version gone that somebody was granted. */
    @Test
    void aRaceBetweenTheGrantAndTheRemovalHasOneWinner() throws Exception {
        for (int round = 0; round < 8; round++) {
            mesh.delete(Policy.class, flights, "allow");
            awaitFree();
            mesh.apply("port-v2.yaml", flights, insights);
            mesh.awaitReady(OutputPort.class, flights, "departures");
            int pause = round * 15;
            var removal = CompletableFuture.supplyAsync(() -> {
                mesh.pause(pause);
                return refusal(() -> mesh.editJson(OutputPort.class, flights, "departures", "/spec/versions", ONLY_V2))
                        == null;
            });
            mesh.apply("policy.yaml", flights, insights);
            boolean removed = removal.get();
            mesh.settle();
            var status = mesh.get(AccessRequest.class, insights, request()).getStatus();
            assertEquals(removed, status.grant() == null, "round " + round + ": " + status);
            if (removed) {
                assertFalse(mesh.get(OutputPort.class, flights, "departures")
                        .getStatus()
                        .protectedParts()
                        .contains("v1"));
            } else {
                assertReads();
            }
        }
    }

    private void awaitFree() {
        await("nobody protects what is read no more").atMost(AccessMesh.SOON).until(() -> {
            OutputPort port = mesh.get(OutputPort.class, flights, "departures");
            return port.getStatus().protectedBy() == null
                    && port.getStatus().protectedParts().isEmpty()
                    && mesh.get(DataProduct.class, flights, "nyc").getStatus().protectedBy() == null
                    && mesh.get(Domain.class, null, flights).getStatus().protectedBy() == null
                    && !mesh.get(Namespace.class, null, flights)
                            .getMetadata()
                            .getLabels()
                            .containsKey("roadstead.dev/protected");
        });
    }

    private void assertReads() throws SQLException {
        try (Connection reader = mesh.login(mesh.secret(insights, "delays-departures"))) {
            assertEquals(0, mesh.count(reader, "departures"));
        }
    }

    /** The API server takes a new policy in within some seconds, each at a time of its own. */
    private void awaitGuard() {
        await("the API server refuses")
                .atMost(AccessMesh.SOON)
                .until(() -> dryRun(resource(OutputPort.class, flights, "departures")) != null
                        && dryRun(resource(DataProduct.class, flights, "nyc")) != null
                        && dryRun(resource(Domain.class, null, flights)) != null
                        && dryRun(resource(StoreClass.class, null, mesh.storeClass())) != null
                        && dryRun(resource(Namespace.class, null, flights)) != null);
    }

    private void assertRefused(Class<? extends HasMetadata> kind, String namespace, String name, String who) {
        String refusal = dryRun(resource(kind, namespace, name));
        assertNotNull(refusal, kind + " " + name + " may be deleted");
        assertTrue(refusal.contains(who), refusal);
    }

    private static void assertSays(String words, Runnable change) {
        String refusal = refusal(change);
        assertNotNull(refusal, "it was taken");
        assertTrue(refusal.contains(words), refusal);
    }

    private static String dryRun(Resource<?> resource) {
        return refusal(() -> resource.dryRun().delete());
    }

    private static String refusal(Runnable change) {
        try {
            change.run();
            return null;
        } catch (KubernetesClientException e) {
            return e.getMessage();
        }
    }

    private static <T extends HasMetadata> Resource<T> resource(Class<T> kind, String namespace, String name) {
        return namespace == null
                ? admin.resources(kind).withName(name)
                : admin.resources(kind).inNamespace(namespace).withName(name);
    }
}
