package dev.roadstead.crds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.GoDuration;
import dev.roadstead.api.v1alpha1.Guardrail;
import dev.roadstead.api.v1alpha1.NamespacePolicy;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.Policy;
import dev.roadstead.api.v1alpha1.StoreClass;
import dev.roadstead.api.v1alpha1.TlsMode;
import dev.roadstead.api.v1alpha1.Visibility;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The Java types hold what the API server stores, no less and no more. */
class ApiTypesTest {

    private final ObjectMapper json = new ObjectMapper();
    private final KubernetesSerialization serialization = new KubernetesSerialization(json, true);

    @TestFactory
    Stream<DynamicTest> everyValidObjectIsReadAndWrittenUnchanged() {
        return Fixtures.in("valid", ".yaml").stream()
                .map(file -> DynamicTest.dynamicTest(
                        file.getFileName().toString(), file.toUri(), () -> assertRoundTrip(file)));
    }

    private void assertRoundTrip(Path file) throws Exception {
        HasMetadata object = serialization.unmarshal(Fixtures.text(file));
        assertTrue(Kinds.ALL.contains(object.getClass()), object.getClass().getName());
        JsonNode given =
                json.readTree(serialization.asJson(Fixtures.read(file))).get("spec");
        JsonNode written = json.readTree(serialization.asJson(object)).get("spec");
        assertTrue(
                withoutEmpty(given).equals(ApiTypesTest::compare, withoutEmpty(written)), () -> given + "\n" + written);
        assertEquals(object, serialization.clone(object));
    }

    /** 5 and 5.0 are the same number. */
    private static int compare(JsonNode first, JsonNode second) {
        if (first.isNumber() && second.isNumber()) {
            return first.decimalValue().compareTo(second.decimalValue());
        }
        return first.equals(second) ? 0 : 1;
    }

    /** An empty list or text is as good as an absent one, and is not written. */
    private static JsonNode withoutEmpty(JsonNode node) {
        node.forEach(ApiTypesTest::withoutEmpty);
        if (node instanceof com.fasterxml.jackson.databind.node.ObjectNode object) {
            object.properties()
                    .removeIf(field -> field.getValue().isTextual()
                            ? field.getValue().asText().isEmpty()
                            : field.getValue().isContainerNode()
                                    && field.getValue().isEmpty());
        }
        return node;
    }

    @Test
    void unknownFieldsOfAPolicyAreKeptOnEveryLevel() {
        Policy policy = read(Policy.class, "valid/policy-unknown-fields-are-kept.yaml");
        var spec = policy.getSpec();
        assertEquals(java.util.Set.of("colums", "row"), spec.unknown().keySet());
        assertEquals(Map.of("selectr", Map.of("tier", "gold")), spec.ports().unknown());
        assertEquals(Map.of("group", "analysts"), spec.consumers().getFirst().unknown());
        assertEquals(java.util.Set.of("hid"), spec.columns().unknown().keySet());
        assertEquals(Map.of("salt", "pepper"), spec.columns().mask().getFirst().unknown());
        assertEquals(Map.of("reason", "gdpr"), spec.columns().hide().getFirst().unknown());
        assertEquals(Map.of("negate", true), spec.rows().getFirst().unknown());
        assertEquals(Map.of("since", "yesterday"), spec.declines().getFirst().unknown());
        // JOSDK hands out clones: what a clone loses, the validator never sees.
        assertEquals(spec, serialization.clone(policy).getSpec());
    }

    @Test
    void unknownFieldsOfAGuardrailAreKeptOnEveryLevel() {
        Guardrail guardrail = read(Guardrail.class, "valid/guardrail-unknown-fields-are-kept.yaml");
        var spec = guardrail.getSpec();
        assertEquals(Map.of("maks", "Hash"), spec.unknown());
        assertEquals(java.util.Set.of("ports"), spec.match().unknown().keySet());
        assertEquals(
                java.util.Set.of("matchLabel"),
                spec.match().domainSelector().unknown().keySet());
        assertEquals(
                Map.of("value", "x"),
                spec.match()
                        .consumerDomainSelector()
                        .matchExpressions()
                        .getFirst()
                        .unknown());
        assertEquals(Map.of("classification", "pii"), spec.match().columns().unknown());
        assertEquals(Map.of("negate", true), spec.rows().getFirst().unknown());
        var waiver = spec.exceptions().getFirst();
        assertEquals(Map.of("approvedBy", "dpo"), waiver.unknown());
        assertEquals(Map.of("group", "ring"), waiver.consumers().getFirst().unknown());
        assertEquals(Map.of("version", "v1"), waiver.ports().getFirst().unknown());
        assertEquals(spec, serialization.clone(guardrail).getSpec());
    }

    @Test
    void anUnknownMaskIsNotReadAsNone() {
        Policy policy = read(Policy.class, "invalid/policy-unknown-mask.yaml");
        assertEquals("Tokenize", policy.getSpec().columns().mask().getFirst().with());
    }

    @Test
    void aPolicyWithoutPartsAllowsNothing() {
        Policy policy = serialization.unmarshal(
                "apiVersion: roadstead.dev/v1alpha1\nkind: Policy\nmetadata: {name: p}\nspec: {}", Policy.class);
        assertEquals(List.of(), policy.getSpec().ports().names());
        assertEquals(List.of(), policy.getSpec().consumers());
        assertEquals(List.of(), policy.getSpec().purposes());
        assertEquals(List.of(), policy.getSpec().columns().allow());
        assertEquals("Hidden", policy.getSpec().columns().unclassifiedOrDefault());
    }

    @Test
    void whatAPolicyThatMerelyDeclinesDoesNotSayIsNotWritten() throws Exception {
        Policy policy = read(Policy.class, "valid/policy-merely-declines.yaml");
        JsonNode written = json.readTree(serialization.asJson(policy)).get("spec");
        assertEquals(
                List.of("declines", "ports"),
                written.propertyStream().map(Map.Entry::getKey).sorted().toList());
    }

    @Test
    void aValueOfANewerVersionIsNeitherAbsentNorFatal() {
        assertEquals(
                NamespacePolicy.UNKNOWN,
                read(Domain.class, "invalid/domain-unknown-policy.yaml")
                        .getSpec()
                        .namespacePolicyOrDefault());
        assertEquals(
                Visibility.UNKNOWN,
                read(OutputPort.class, "invalid/outputport-unknown-visibility.yaml")
                        .getSpec()
                        .visibilityOrDefault());
        assertEquals(
                TlsMode.UNKNOWN,
                read(StoreClass.class, "invalid/storeclass-unknown-tls.yaml")
                        .getSpec()
                        .postgres()
                        .tlsModeOrDefault());
    }

    @Test
    void defaultsAreTheSafeOnes() {
        StoreClass store = read(StoreClass.class, "valid/storeclass-minimal.yaml");
        assertEquals(TlsMode.VERIFY_FULL, store.getSpec().postgres().tlsModeOrDefault());
        assertEquals(5432, store.getSpec().postgres().portOrDefault());
        assertFalse(store.getSpec().defaultClassOrDefault());
        OutputPort port = read(OutputPort.class, "valid/outputport-minimal.yaml");
        assertTrue(port.getSpec().versions().getFirst().servedOrDefault());
        Domain domain = read(Domain.class, "valid/domain-minimal.yaml");
        assertEquals(domain.getSpec().owners(), domain.getSpec().stewardsOrDefault());
    }

    @Test
    void secretNamesFollowTheObjects() {
        DataProduct product = read(DataProduct.class, "valid/dataproduct-full.yaml");
        var inputs = product.getSpec().inputs();
        assertEquals("orders-customers", inputs.getFirst().secretNameOrDefault("orders"));
        assertEquals("orders-customers-next", inputs.getLast().secretNameOrDefault("orders"));
        var store = product.getSpec().stores().getFirst();
        assertEquals("orders-main-airflow", store.writers().getFirst().secretNameOrDefault("orders", store.name()));
        AccessRequest request = read(AccessRequest.class, "valid/accessrequest-minimal.yaml");
        assertEquals("access-departures", request.getSpec().secretNameOrDefault("departures"));
    }

    @Test
    void aNewObjectIsEmpty() throws ReflectiveOperationException {
        for (var kind : Kinds.ALL) {
            var object = kind.getDeclaredConstructor().newInstance();
            assertNull(object.getSpec(), kind.getName());
            assertNull(object.getStatus(), kind.getName());
        }
    }

    @Test
    void durations() {
        assertEquals(Duration.ofDays(30), GoDuration.parse("720h"));
        assertEquals(Duration.ofHours(1).plusMinutes(30).plusSeconds(5).plusMillis(7), GoDuration.parse("1h30m5s7ms"));
        assertEquals(Duration.ZERO, GoDuration.parse("0s"));
        for (String wrong : List.of("", "1", "h", "1d", "1.5h", "-1h", "1h 1m", "123456h", "1h1h1h1h1h")) {
            assertThrows(IllegalArgumentException.class, () -> GoDuration.parse(wrong), wrong);
        }
    }

    private <T extends HasMetadata> T read(Class<T> type, String fixture) {
        return serialization.unmarshal(Fixtures.text(Fixtures.folder(fixture)), type);
    }
}
