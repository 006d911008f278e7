package dev.roadstead.crds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.roadstead.testing.DevelopmentCluster;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people do with the installed CRDs: apply, apply again, list, and ask what a field means. */
class CrdsInUseIT {

    private static final String VALID = Fixtures.folder("valid").toString();

    private static DevelopmentCluster cluster;
    private static String namespace;

    @BeforeAll
    static void applyEverything() {
        cluster = DevelopmentCluster.get();
        cluster.installCrds();
        namespace = cluster.newNamespace("in-use");
        cluster.kubectl("apply", "-n", namespace, "-f", VALID).orFail();
    }

    @AfterAll
    static void deleteEverything() {
        cluster.kubectl("delete", "-n", namespace, "--ignore-not-found", "-f", VALID)
                .orFail();
    }

    @Test
    void applyingAgainChangesNothing() {
        List<String> again = cluster.kubectl("apply", "-n", namespace, "-f", VALID)
                .orFail()
                .lines()
                .toList();
        assertFalse(again.isEmpty());
        assertEquals(
                List.of(),
                again.stream().filter(line -> !line.endsWith(" unchanged")).toList());
    }

    /**
     * The first write after the creation also stores the default of the status, which until then is only added when the
     * object is read. From then on nothing changes, and the generation never does.
     */
    @Test
    void applyingAgainOnTheServerChangesNothing() {
        String ownNamespace = cluster.newNamespace("again");
        int number = 0;
        try (KubernetesClient client = cluster.newClient()) {
            for (Path file : Fixtures.in("valid", ".yaml")) {
                GenericKubernetesResource object = Fixtures.read(file);
                if (Fixtures.isNamespaced(object)) {
                    object.getMetadata().setNamespace(ownNamespace);
                } else {
                    object.getMetadata().setName("again-" + ++number);
                }
                var resource = client.resource(object);
                resource.serverSideApply();
                ObjectMeta second = resource.serverSideApply().getMetadata();
                ObjectMeta third = resource.serverSideApply().getMetadata();
                assertEquals(second.getResourceVersion(), third.getResourceVersion(), file.toString());
                assertEquals(1, third.getGeneration(), file.toString());
                resource.delete();
            }
        }
    }

    /** Without a status the operator has not looked yet; tools that wait must not take that for done. */
    @Test
    void aNewObjectIsNotUpToDate() {
        assertEquals(
                "-1",
                cluster.kubectl(
                                "get",
                                "dprod",
                                "-n",
                                namespace,
                                "orders",
                                "-o",
                                "jsonpath={.status.observedGeneration}")
                        .orFail());
    }

    @Test
    void objectsCanBeSelectedByTheirReferences() {
        assertEquals(
                2,
                cluster.kubectl(
                                "get",
                                "areq",
                                "-n",
                                namespace,
                                "-o",
                                "name",
                                "--field-selector",
                                "spec.portRef.domain=flights,spec.portRef.name=departures,spec.portRef.version=v1")
                        .orFail()
                        .lines()
                        .count());
        assertEquals(
                "",
                cluster.kubectl(
                                "get",
                                "oport",
                                "-n",
                                namespace,
                                "-o",
                                "name",
                                "--field-selector",
                                "spec.dataProductName=nobody")
                        .orFail());
    }

    @ParameterizedTest
    @CsvSource({
        "dom, NAME NAMESPACE PRODUCTS PORTS WAITING READY REASON AGE",
        "storec, NAME PROVIDER VERSION DEFAULT READY REASON AGE",
        "dprod, NAME LIFECYCLE PORTS INPUTS READY REASON AGE",
        "oport, NAME PRODUCT SERVING CONSUMERS WAITING READY REASON AGE",
        "rpol, NAME GRANTS UNTIL READY REASON AGE",
        "areq, NAME PORT DOMAIN VERSION UNTIL READY REASON AGE",
    })
    void listsAnswerTheNextQuestion(String shortName, String header) {
        String list = cluster.kubectl("get", shortName, "-n", namespace).orFail();
        assertEquals(header, list.lines().findFirst().orElse("").strip().replaceAll("\\s+", " "));
        assertFalse(list.contains("<invalid>"), list);
    }

    @Test
    void oneCategoryListsAllKinds() {
        String names = cluster.kubectl("get", "roadstead", "-A", "-o", "name").orFail();
        for (String plural :
                List.of("accessrequests", "dataproducts", "domains", "outputports", "policies", "storeclasses")) {
            String kind = plural.equals("policies") ? "policy" : plural.replaceAll("(?<=class)es$|s$", "");
            assertTrue(names.contains(kind + ".roadstead.dev/"), kind + " in " + names);
        }
    }

    @Test
    void explainSaysWhatAFieldMeans() {
        String text = cluster.kubectl("explain", "policies.roadstead.dev.spec.columns.mask.with")
                .orFail();
        assertTrue(text.contains("pseudonym"), text);
    }

    @Test
    void everyFieldIsExplained() throws IOException {
        JsonNode schemas = new ObjectMapper()
                .readTree(cluster.kubectl("get", "--raw", "/openapi/v3/apis/roadstead.dev/v1alpha1")
                        .orFail())
                .path("components")
                .path("schemas");
        var missing = new ArrayList<String>();
        var kinds = new ArrayList<String>();
        schemas.properties().forEach(schema -> {
            if (schema.getKey().startsWith("dev.roadstead.")
                    && schema.getValue().has("x-kubernetes-group-version-kind")
                    && !schema.getKey().endsWith("List")) {
                kinds.add(schema.getKey());
                collectUndescribed(schema.getValue(), schema.getKey(), missing);
            }
        });
        assertEquals(Kinds.ALL.size(), kinds.size(), kinds.toString());
        assertEquals(List.of(), missing);
    }

    private static void collectUndescribed(JsonNode schema, String path, List<String> missing) {
        if (schema.path("description").asText().isBlank() && !path.endsWith("[]") && !path.endsWith("{}")) {
            missing.add(path);
        }
        schema.path("properties").properties().forEach(property -> {
            if (!property.getKey().equals("metadata")) {
                collectUndescribed(property.getValue(), path + "." + property.getKey(), missing);
            }
        });
        if (schema.has("items")) {
            collectUndescribed(schema.get("items"), path + "[]", missing);
        }
        if (schema.path("additionalProperties").isObject()) {
            collectUndescribed(schema.get("additionalProperties"), path + "{}", missing);
        }
    }
}
