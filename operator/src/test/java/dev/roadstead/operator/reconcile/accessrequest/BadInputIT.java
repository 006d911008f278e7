package dev.roadstead.operator.reconcile.accessrequest;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.Condition;
import dev.roadstead.api.v1alpha1.ConditionedStatus;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.Policy;
import dev.roadstead.api.v1alpha1.StoreClass;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the CRDs can't refuse ends in a condition that names the field, the cause and the remedy. Nothing is half-granted,
 * and a later correction of the object heals it without help.
 */
class BadInputIT {

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
    void makeDomains() {
        flights = mesh.newDomain("flights");
        insights = mesh.newDomain("insights");
    }

    private static <S extends ConditionedStatus> void assertSays(
            CustomResource<?, S> object, String type, String... parts) {
        Condition condition = AccessMesh.condition(object, type);
        for (String part : parts) {
            assertTrue(condition.message().contains(part), condition.message());
        }
    }

    @Test
    void aMisspeltFieldInAPolicyGrantsNothing() {
        mesh.apply("producer.yaml", flights, insights);
        mesh.apply("consumer.yaml", flights, insights);
        mesh.applyText("""
                apiVersion: roadstead.dev/v1alpha1
                kind: Policy
                metadata: {name: allow, namespace: %s}
                spec:
                  ports: {names: ["*"]}
                  consumers: [{domain: "%s"}]
                  purposes: [delay-analysis]
                  columns: {allow: ["*"], maks: [{classification: restricted, with: Hash}]}
                """.formatted(flights, insights));
        assertSays(
                mesh.awaitReason(Policy.class, flights, "allow", "UnknownField"),
                "Accepted",
                "spec.columns.maks",
                "mask");
        String request = mesh.requestOf(insights, "delays");
        mesh.awaitReason(AccessRequest.class, insights, request, "InvalidPolicy");
        assertNull(mesh.get(AccessRequest.class, insights, request).getStatus().grant());

        mesh.delete(Policy.class, flights, "allow");
        mesh.apply("policy.yaml", flights, insights);
        mesh.awaitReady(AccessRequest.class, insights, request);
    }

    @Test
    void aPurposeThatIsNotAllowedIsNamed() {
        mesh.apply("producer.yaml", flights, insights);
        mesh.apply("policy.yaml", flights, insights);
        mesh.applyText("""
                apiVersion: roadstead.dev/v1alpha1
                kind: AccessRequest
                metadata: {name: campaign, namespace: %s}
                spec:
                  portRef: {domain: "%s", name: departures, version: v1}
                  purpose: campaign
                """.formatted(insights, flights));
        assertSays(
                mesh.awaitReason(AccessRequest.class, insights, "campaign", "PurposeNotAllowed"),
                "Approved",
                "campaign");
        assertNull(mesh.secret(insights, "access-campaign"));
        mesh.applyText(
                mesh.get(AccessRequest.class, insights, "campaign").getStatus().suggestedPolicy());
        mesh.awaitReady(AccessRequest.class, insights, "campaign");
    }

    @Test
    void aColumnThatTheContractLacksIsNamed() {
        mesh.apply("producer.yaml", flights, insights);
        mesh.applyText("""
                apiVersion: roadstead.dev/v1alpha1
                kind: Policy
                metadata: {name: allow, namespace: %s}
                spec:
                  ports: {names: [departures]}
                  consumers: [{domain: "%s"}]
                  purposes: [delay-analysis]
                  columns: {allow: ["*"], mask: [{name: tail_numbr, with: Hash}]}
                """.formatted(flights, insights));
        await().atMost(AccessMesh.SOON).untilAsserted(() -> {
            Policy policy = mesh.get(Policy.class, flights, "allow");
            Condition resolved = AccessMesh.condition(policy, "ResolvedRefs");
            assertNotNull(resolved);
            assertEquals("UnmatchedColumns", resolved.reason());
            assertTrue(resolved.message().contains("tail_numbr"), resolved.message());
            assertEquals(1, policy.getStatus().unmatchedColumns().size());
        });
    }

    @Test
    void aContractThatTheTableContradictsIsRefusedAndHeals() {
        mesh.apply("producer.yaml", flights, insights);
        mesh.awaitReady(OutputPort.class, flights, "departures");
        String port = """
                apiVersion: roadstead.dev/v1alpha1
                kind: OutputPort
                metadata: {name: other, namespace: %s}
                spec:
                  dataProductName: nyc
                  store: main
                  versions:
                  - name: v1
                    contract: {schema: [{name: departures, properties: [{name: id, logicalType: %s}]}]}
                """;
        mesh.applyText(port.formatted(flights, "date"));
        assertSays(
                mesh.awaitReason(OutputPort.class, flights, "other", "SchemaMismatch"),
                "Ready",
                "properties[id]",
                "date",
                "bigint");
        mesh.awaitReady(OutputPort.class, flights, "departures");
        mesh.applyText(port.formatted(flights, "integer"));
        mesh.awaitReady(OutputPort.class, flights, "other");
    }

    @Test
    void aSchemaThatIsSomebodyElsesIsAConflictAndHeals() throws SQLException {
        String theirs = flights.replace('-', '_') + "__nyc__main__data";
        try (Connection dba = mesh.superuser()) {
            mesh.execute(dba, "CREATE SCHEMA " + theirs);
            mesh.apply("producer.yaml", flights, insights);
            assertSays(
                    mesh.awaitReason(DataProduct.class, flights, "nyc", "Conflict"),
                    "Ready",
                    "schema " + theirs,
                    "DBA");
            mesh.execute(dba, "DROP SCHEMA " + theirs);
        }
        mesh.wake(DataProduct.class, flights, "nyc");
        mesh.awaitReady(DataProduct.class, flights, "nyc");
        mesh.awaitReady(OutputPort.class, flights, "departures");
    }

    @Test
    void aStoreClassTellsAWrongPasswordFromAnUnreachableHostAndHeals() throws SQLException {
        String name = mesh.brokenStoreClass("wrong-password");
        assertSays(
                mesh.awaitReason(StoreClass.class, null, name, "WrongPassword"),
                "Reachable",
                "credentialsSecretRef",
                "Secret");
        mesh.edit(StoreClass.class, null, name, "/spec/postgres/host", "nowhere.invalid");
        assertSays(
                mesh.awaitReason(StoreClass.class, null, name, "Unreachable"), "Reachable", "nowhere.invalid", "host");
        mesh.repairStoreClass(name);
        mesh.awaitReady(StoreClass.class, null, name);
        assertEquals(1, Set.copyOf(mesh.maskKeys()).size(), "equal values hash alike in all stores of a mesh");
        mesh.delete(StoreClass.class, null, name);
    }

    @Test
    void aNamespaceOfNoDomainOwnsNothingWhateverItsLabelSays() {
        String stray = "stray-" + flights;
        mesh.operator()
                .admin()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(stray)
                        .addToLabels("roadstead.dev/domain", flights)
                        .addToAnnotations("roadstead.dev/domain", flights)
                        .endMetadata()
                        .build())
                .create();
        mesh.apply("producer.yaml", flights, insights);
        mesh.apply("policy.yaml", flights, insights);
        mesh.apply("producer.yaml", stray, insights);
        assertSays(mesh.awaitReason(DataProduct.class, stray, "nyc", "NamespaceNotOwned"), "Accepted", stray, "Domain");
        mesh.applyText("""
                apiVersion: roadstead.dev/v1alpha1
                kind: AccessRequest
                metadata: {name: mine, namespace: %s}
                spec:
                  portRef: {domain: "%s", name: private, version: v1}
                  purpose: delay-analysis
                """.formatted(stray, flights));
        mesh.awaitReason(AccessRequest.class, stray, "mine", "NamespaceNotOwned");
        assertNull(mesh.secret(stray, "access-mine"));

        mesh.applyText("""
                apiVersion: roadstead.dev/v1alpha1
                kind: Domain
                metadata: {name: stray%1$s}
                spec: {namespace: "%2$s", namespacePolicy: Adopt, owners: [{kind: Group, name: makers}]}
                """.formatted(flights.replaceAll("[^0-9]", ""), stray));
        mesh.awaitReady(DataProduct.class, stray, "nyc");
        mesh.awaitReason(AccessRequest.class, stray, "mine", "PortNotFound");
    }

    @Test
    void anyTextMayStandInATextAndTheLongestNamesWork() {
        String text = "it's \\\"quoted\\\"; DROP SCHEMA x; -- ü€𝄞 $$";
        String longest = ("d" + flights.replaceAll("[^0-9]", "") + "x".repeat(40)).substring(0, 40);
        mesh.applyText("""
                apiVersion: roadstead.dev/v1alpha1
                kind: Domain
                metadata: {name: %s}
                spec: {displayName: "%s", owners: [{kind: Group, name: "%s"}]}
                """.formatted(longest, text, text));
        mesh.awaitReady(Domain.class, null, longest);
        String product = "p".repeat(40);
        mesh.applyText("""
                apiVersion: roadstead.dev/v1alpha1
                kind: DataProduct
                metadata: {name: %2$s, namespace: %1$s}
                spec:
                  title: "%3$s"
                  description: "%3$s"
                  owner: {team: "%3$s", contact: "%3$s"}
                  stores: [{name: main, storeClassName: "%4$s"}]
                ---
                apiVersion: roadstead.dev/v1alpha1
                kind: OutputPort
                metadata: {name: %2$s, namespace: %1$s}
                spec:
                  dataProductName: %2$s
                  store: main
                  versions:
                  - name: v1
                    contract: {schema: [{name: r, description: "%3$s", properties: [
                      {name: c, logicalType: string, description: "%3$s", classification: public}]}]}
                ---
                apiVersion: roadstead.dev/v1alpha1
                kind: Policy
                metadata: {name: allow, namespace: %1$s}
                spec:
                  ports: {names: [%2$s]}
                  consumers: [{domain: "%5$s"}]
                  purposes: [any]
                  columns: {allow: ["*"]}
                  rows: [{column: c, operator: NotIn, values: ["%3$s"]}]
                ---
                apiVersion: roadstead.dev/v1alpha1
                kind: AccessRequest
                metadata: {name: reader, namespace: %5$s}
                spec:
                  portRef: {domain: %1$s, name: %2$s, version: v1}
                  purpose: any
                  justification: "%3$s"
                """.formatted(longest, product, text, mesh.storeClass(), insights));
        AccessRequest ready = mesh.awaitReady(AccessRequest.class, insights, "reader");
        assertTrue(ready.getStatus().grant().schema().length() <= 63);
        assertTrue(List.of("r").contains(AccessMesh.value(mesh.secret(insights, "access-reader"), "relations")));
    }
}
