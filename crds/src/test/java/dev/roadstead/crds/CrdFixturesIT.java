package dev.roadstead.crds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.testing.DevelopmentCluster;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A real API server takes what is right and refuses what is wrong, with a message that helps. */
class CrdFixturesIT {

    private static final List<GenericKubernetesResource> made = new ArrayList<>();
    private static KubernetesClient client;
    private static String namespace;

    @BeforeAll
    static void install() {
        DevelopmentCluster cluster = DevelopmentCluster.get();
        cluster.installCrds();
        client = cluster.newClient();
        namespace = cluster.newNamespace("fixtures");
    }

    /** The operators of later tests would see what is left, and speak of it. */
    @AfterAll
    static void deleteEverything() {
        made.forEach(object -> client.resource(object).delete());
        client.close();
    }

    @TestFactory
    Stream<DynamicTest> validObjectsAreTaken() {
        return tests("valid", ".yaml", file -> strict(placed(file), true).create());
    }

    @TestFactory
    Stream<DynamicTest> invalidObjectsAreRefused() {
        return tests("invalid", ".yaml", file -> {
            GenericKubernetesResource object = placed(file);
            var refusal = assertThrows(
                    KubernetesClientException.class, () -> strict(object, true).create());
            assertSays(Fixtures.expectedRefusal(file), refusal);
        });
    }

    @TestFactory
    Stream<DynamicTest> validChangesAreTaken() {
        return tests("valid-update", "-old.yaml", file -> {
            made.add(strict(placed(file), false).create());
            strict(next(file), false).update();
        });
    }

    @TestFactory
    Stream<DynamicTest> invalidChangesAreRefused() {
        return tests("invalid-update", "-old.yaml", file -> {
            made.add(strict(placed(file), false).create());
            var refusal = assertThrows(
                    KubernetesClientException.class,
                    () -> strict(next(file), false).update());
            assertSays(Fixtures.expectedRefusal(newer(file)), refusal);
        });
    }

    /** The request as kubectl sends it: unknown fields are refused, not dropped. */
    private static NonDeletingOperation<GenericKubernetesResource> strict(
            GenericKubernetesResource object, boolean dryRun) {
        var resource = client.resource(object);
        return (dryRun ? resource.dryRun() : resource).fieldValidation(FieldValidateable.Validation.STRICT);
    }

    private static void assertSays(String expected, KubernetesClientException refusal) {
        String message = String.valueOf(refusal.getMessage());
        assertTrue(message.contains(expected), () -> "expected \"" + expected + "\" in: " + message);
    }

    private interface Check {
        void on(Path file);
    }

    private static Stream<DynamicTest> tests(String folder, String ending, Check check) {
        return Fixtures.in(folder, ending).stream().map(file -> {
            String name = file.getFileName().toString();
            return DynamicTest.dynamicTest(
                    name.substring(0, name.length() - ending.length()), file.toUri(), () -> check.on(file));
        });
    }

    private static GenericKubernetesResource placed(Path file) {
        GenericKubernetesResource object = Fixtures.read(file);
        if (Fixtures.isNamespaced(object)) {
            object.getMetadata().setNamespace(namespace);
        }
        return object;
    }

    private static Path newer(Path old) {
        return old.resolveSibling(old.getFileName().toString().replace("-old.yaml", "-new.yaml"));
    }

    private static GenericKubernetesResource next(Path old) {
        GenericKubernetesResource object = placed(newer(old));
        assertEquals(placed(old).getMetadata().getName(), object.getMetadata().getName());
        return object;
    }
}
