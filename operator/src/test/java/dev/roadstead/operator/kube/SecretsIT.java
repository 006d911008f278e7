package dev.roadstead.operator.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.kube.Secrets.Content;
import dev.roadstead.testing.DevelopmentCluster;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Secrets and the mesh's identity, against a real API server. */
class SecretsIT {

    private static KubernetesClient client;
    private static String namespace;
    private static Secrets secrets;

    @BeforeAll
    static void start() {
        client = DevelopmentCluster.get().newClient();
        namespace = DevelopmentCluster.get().newNamespace("secrets");
        secrets = new Secrets(client);
    }

    @AfterAll
    static void stop() {
        client.close();
    }

    @Test
    void makesASecretOnceAndWritesOnlyDifferences() {
        ConfigMap owner = owner("one");
        assertTrue(secrets.ensure(owner, "one", content("a", "x")));
        assertFalse(secrets.ensure(owner, "one", content("a", "x")));
        Secret made = secrets.getOwned(owner, "one").orElseThrow();
        assertEquals("x", Secrets.value(made, "key").orElseThrow());
        assertEquals("a", made.getType());

        client.resource(made).edit(secret -> {
            secret.getMetadata().getLabels().put("theirs", "kept");
            return secret;
        });
        assertTrue(secrets.ensure(owner, "one", content("a", "y")));
        Secret changed = secrets.getOwned(owner, "one").orElseThrow();
        assertEquals("y", Secrets.value(changed, "key").orElseThrow());
        assertEquals("kept", changed.getMetadata().getLabels().get("theirs"));
        assertFalse(secrets.ensure(owner, "one", content("a", "y")));
    }

    @Test
    void anotherTypeMakesItAnew() {
        ConfigMap owner = owner("type");
        secrets.ensure(owner, "type", content("a", "x"));
        String before =
                secrets.get(namespace, "type").orElseThrow().getMetadata().getUid();
        assertTrue(secrets.ensure(owner, "type", content("b", "x")));
        assertNotEquals(
                before,
                secrets.get(namespace, "type").orElseThrow().getMetadata().getUid());
    }

    @Test
    void aSecretOfSomebodyElseIsNeverTouched() {
        ConfigMap owner = owner("theirs");
        Secret theirs = client.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("db-admin")
                        .withNamespace(namespace)
                        .addToLabels(Secrets.MANAGED_BY, Secrets.MANAGED_BY_US)
                        .endMetadata()
                        .addToStringData("password", "secret")
                        .build())
                .create();
        assertThrows(SecretNameTakenException.class, () -> secrets.ensure(owner, "db-admin", content("a", "x")));
        assertFalse(secrets.delete(owner, "db-admin"));
        assertEquals(
                theirs.getMetadata().getResourceVersion(),
                secrets.get(namespace, "db-admin").orElseThrow().getMetadata().getResourceVersion());
    }

    @Test
    void aSecretOfAnotherOwnerOrOfAnEarlierOneOfThatNameIsNotOurs() {
        ConfigMap first = owner("again");
        secrets.ensure(first, "again", content("a", "x"));
        client.resource(first).delete();
        ConfigMap second = owner("again");
        assertNotEquals(first.getMetadata().getUid(), second.getMetadata().getUid());
        // Garbage collection may take the first one's Secret at any moment; until then it is not the second one's.
        if (secrets.get(namespace, "again").isPresent()) {
            assertTrue(secrets.getOwned(second, "again").isEmpty());
            assertFalse(secrets.delete(second, "again"));
        }
    }

    @Test
    void deletesItsOwn() {
        ConfigMap owner = owner("gone");
        secrets.ensure(owner, "gone", content("a", "x"));
        assertTrue(secrets.delete(owner, "gone"));
        assertTrue(secrets.get(namespace, "gone").isEmpty());
        assertFalse(secrets.delete(owner, "gone"));
    }

    @Test
    void contentNeverShowsItsValues() {
        assertFalse(content("a", "hunter2").toString().contains("hunter2"));
    }

    @Test
    void manyOperatorsAgreeOnOneMeshId() {
        String home = DevelopmentCluster.get().newNamespace("mesh");
        List<String> ids = IntStream.range(0, 8)
                .parallel()
                .mapToObj(i -> MeshId.resolve(null, client, home, () -> "fresh-" + i))
                .distinct()
                .toList();
        assertEquals(1, ids.size(), ids.toString());
        assertEquals(ids.getFirst(), MeshId.resolve(null, client, home, () -> "other"));
        assertEquals("mine", MeshId.resolve("mine", client, home, () -> "other"));
    }

    @Test
    void anAlteredMeshIdStopsTheOperator() {
        String home = DevelopmentCluster.get().newNamespace("mesh");
        client.resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName(MeshId.CONFIG_MAP)
                        .withNamespace(home)
                        .endMetadata()
                        .addToData(MeshId.KEY, "Not an id")
                        .build())
                .create();
        assertThrows(IllegalStateException.class, () -> MeshId.resolve(null, client, home, () -> "other"));
    }

    private static Content content(String type, String value) {
        return new Content(type, Map.of("key", value), Map.of("label", "l"), Map.of());
    }

    /** Anything can own a Secret. */
    private static ConfigMap owner(String name) {
        return client.resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("owner-" + name)
                        .withNamespace(namespace)
                        .endMetadata()
                        .build())
                .create();
    }
}
