package dev.roadstead.crds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.roadstead.testing.DevelopmentCluster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people do with the installed CRDs: apply, apply again, list, and ask what a field means. */
class CrdsInUseIT {

    private static final String VALID = Fixtures.folder("valid").toString();

    private static DevelopmentCluster cluster;

    private String namespace;

    @BeforeAll
    static void install() {
        cluster = DevelopmentCluster.get();
        cluster.installCrds();
    }

    @BeforeEach
    void makeNamespace() {
        namespace = cluster.newNamespace("in-use");
    }

    @AfterEach
    void deleteClusterScoped() {
        cluster.kubectl("delete", "-n", namespace, "--ignore-not-found", "-f", VALID)
                .orFail();
    }

    @Test
    void applyingAgainChangesNothing() {
        cluster.kubectl("apply", "-n", namespace, "-f", VALID).orFail();
        List<String> second = cluster.kubectl("apply", "-n", namespace, "-f", VALID)
                .orFail()
                .lines()
                .toList();
        assertFalse(second.isEmpty());
        assertEquals(
                List.of(),
                second.stream().filter(line -> !line.endsWith(" unchanged")).toList());
    }

    @Test
    void applyingAgainOnTheServerChangesNothing() {
        Map<String, String> first = serverSideApply();
        assertFalse(first.isEmpty());
        assertEquals(first, serverSideApply());
    }

    private Map<String, String> serverSideApply() {
        String versions = cluster.kubectl(
                        "apply",
                        "-n",
                        namespace,
                        "--server-side",
                        "-f",
                        VALID,
                        "-o",
                        "jsonpath={range .items[*]}{.kind}/{.metadata.name}={.metadata.resourceVersion}{\"\\n\"}{end}")
                .orFail();
        var found = new TreeMap<String, String>();
        versions.lines().map(line -> line.split("=", 2)).forEach(pair -> found.put(pair[0], pair[1]));
        return found;
    }

    /** Without a status the operator has not looked yet; tools that wait must not take that for done. */
    @Test
    void aNewObjectIsNotUpToDate() {
        cluster.kubectl("apply", "-n", namespace, "-f", VALID + "/dataproduct-full.yaml")
                .orFail();
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
        cluster.kubectl("apply", "-n", namespace, "-f", VALID).orFail();
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
        "dom, domain-minimal, NAME NAMESPACE PRODUCTS PORTS WAITING READY REASON AGE",
        "storec, storeclass-minimal, NAME PROVIDER VERSION DEFAULT READY REASON AGE",
        "dprod, dataproduct-full, NAME LIFECYCLE PORTS INPUTS READY REASON AGE",
        "oport, outputport-minimal, NAME PRODUCT SERVING CONSUMERS WAITING READY REASON AGE",
        "rpol, policy-minimal, NAME GRANTS UNTIL READY REASON AGE",
        "areq, accessrequest-minimal, NAME PORT DOMAIN VERSION UNTIL READY REASON AGE",
    })
    void listsAnswerTheNextQuestion(String shortName, String fixture, String header) {
        cluster.kubectl("apply", "-n", namespace, "-f", VALID + "/" + fixture + ".yaml")
                .orFail();
        String list = cluster.kubectl("get", shortName, "-n", namespace).orFail();
        assertEquals(header, list.lines().findFirst().orElse("").strip().replaceAll("\\s+", " "));
        assertFalse(list.contains("<invalid>"), list);
    }

    @Test
    void oneCategoryListsAllKinds() {
        cluster.kubectl("apply", "-n", namespace, "-f", VALID).orFail();
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
