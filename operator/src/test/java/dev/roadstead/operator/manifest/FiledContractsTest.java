package dev.roadstead.operator.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.Contract;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.operator.revision.ServedContracts;
import dev.roadstead.operator.schema.CrdReader;
import dev.roadstead.operator.whatif.ObjectRules;
import io.fabric8.kubernetes.client.CustomResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A contract in a ConfigMap is one of the manifests. */
class FiledContractsTest {

    private static final String PORT = """
            apiVersion: roadstead.dev/v1alpha1
            kind: OutputPort
            metadata: {name: orders, namespace: sales}
            spec:
              dataProductName: orders
              store: main
              versions:
              - name: v1
                contractFrom: {configMapKeyRef: {name: contracts, key: orders.odcs.yaml}}
            ---
            """;
    private static final String MAP = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: contracts, namespace: sales, labels: {roadstead.dev/contract: "true"}}
            data:
              orders.odcs.yaml: |
                apiVersion: v3.1.0
                kind: DataContract
                id: orders
                version: 1.0.0
                status: active
                schema:
                - name: orders
                  properties:
                  - {name: order_id, logicalType: integer, classification: public}
            """;

    @TempDir
    private Path folder;

    private List<Document> documents(String yaml) throws IOException, ManifestException {
        return new DocumentReader().read(List.of(Files.writeString(folder.resolve("sales.yaml"), yaml)));
    }

    private static OutputPort port(List<Document> documents) throws ManifestException {
        return (OutputPort) new TypedObjects(new CrdReader(), "default")
                .of(documents.getFirst())
                .orElseThrow();
    }

    private static Contract contract(CustomResource<?, ?> port) {
        return ((OutputPort) port).getSpec().versions().getFirst().contract();
    }

    @Test
    void aPortHasTheContractThatItsConfigMapHolds() throws Exception {
        List<Document> documents = documents(PORT + MAP);
        OutputPort port = port(documents);
        var filed = new FiledContracts(documents, "default");
        Contract found = contract(filed.in(List.of(port), Stream.empty(), ServedContracts.AS_WRITTEN)
                .getFirst());
        assertNotNull(found);
        assertEquals(
                "order_id", found.schema().getFirst().properties().getFirst().name());
        assertNull(contract(port), "what was read stays as it is");
        assertEquals(List.of(), filed.refusals(port));
        assertEquals(List.of(), filed.gaps(port, null));
    }

    @Test
    void aConfigMapAloneChangesThePortsThatAreThere() throws Exception {
        OutputPort known = port(documents(PORT));
        var filed = new FiledContracts(documents(MAP), "default");
        List<CustomResource<?, ?>> changed = filed.in(List.of(), Stream.of(known), ServedContracts.AS_WRITTEN);
        assertEquals(1, changed.size());
        Contract served = contract(changed.getFirst());
        assertNotNull(served);
        assertEquals(
                List.of(),
                filed.in(List.of(), Stream.of(known), (port, version) -> version.withContract(served)),
                "it is served by that very contract");
        var elsewhere = new FiledContracts(documents(MAP.replace("namespace: sales", "namespace: crm")), "default");
        assertEquals(List.of(), elsewhere.in(List.of(), Stream.of(known), ServedContracts.AS_WRITTEN));
    }

    @Test
    void whatCantBeReadIsTold() throws Exception {
        List<Document> unlabelled = documents(PORT + MAP.replace(", labels: {roadstead.dev/contract: \"true\"}", ""));
        OutputPort port = port(unlabelled);
        String refusal = new FiledContracts(unlabelled, "default")
                .refusals(port)
                .getFirst()
                .message();
        assertTrue(refusal.contains("has no label roadstead.dev/contract"), refusal);
        var missing = new FiledContracts(List.of(), "default");
        assertEquals(
                List.of(
                        "OutputPort sales/orders: the contract of v1 lies in ConfigMap contracts, which is not among the"
                                + " files"),
                missing.gaps(port, null));
        assertEquals(List.of(), missing.gaps(port, port), "it is what it was");
        assertEquals(List.of(), missing.refusals(port));
    }

    @Test
    void validationLooksIntoIt() throws Exception {
        var validation = new Validation(new ObjectRules("roadstead-system"), "default");
        Validated validated =
                validation.of(documents(PORT + MAP.replace("logicalType: integer", "logicalType: number_of_orders")));
        assertEquals(1, validated.refused().size(), validated::toString);
        assertTrue(validated.refused().toString().contains("logicalType"), validated::toString);
    }

    @Test
    void validationTellsEachFaultOfAContractByItself() throws Exception {
        String columns = IntStream.range(0, 7)
                .mapToObj(i -> "\n      - {name: c" + i + ", logicalType: nothing}")
                .collect(Collectors.joining());
        Validated validated = new Validation(new ObjectRules("roadstead-system"), "default")
                .of(documents(PORT + MAP.stripTrailing() + columns));
        assertEquals(7, validated.refused().size(), validated::toString);
        for (Finding finding : validated.refused()) {
            assertEquals("spec.versions[v1].contractFrom.configMapKeyRef", finding.field());
            assertTrue(
                    finding.message().startsWith("key orders.odcs.yaml of ConfigMap contracts: schema[0]"),
                    finding::message);
            assertEquals(1, finding.message().lines().count());
        }
    }
}
