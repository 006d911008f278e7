package dev.roadstead.operator.reconcile.accessrequest;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.Guardrail;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.Policy;
import io.fabric8.kubernetes.api.model.Secret;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A port that can't be served as it should, because of one table of it, goes on showing the others. What is decided meanwhile takes
 * effect where it gives less: otherwise whoever spoils a table could keep what nobody allows any more.
 */
class UnservedIT {
    private static AccessMesh mesh;

    private String flights;
    private String insights;
    private String request;
    private Secret secret;

    @BeforeAll
    static void start() {
        mesh = AccessMesh.start();
    }

    @AfterAll
    static void stop() throws SQLException {
        mesh.close();
    }

    @BeforeEach
    void spoilOneOfTwoTables() throws SQLException {
        flights = mesh.newDomain("flights");
        insights = mesh.newDomain("insights");
        mesh.apply("producer.yaml", flights, insights);
        mesh.editJson(OutputPort.class, flights, "departures", "/spec/versions/0/contract/schema/-", """
                {"name": "airports", "properties": [
                  {"name": "code", "logicalType": "string", "classification": "public"},
                  {"name": "operator", "logicalType": "string", "classification": "restricted"}]}
                """);
        mesh.apply("policy.yaml", flights, insights);
        mesh.apply("consumer.yaml", flights, insights);
        request = mesh.requestOf(insights, "delays");
        mesh.awaitReady(AccessRequest.class, insights, request);
        secret = mesh.secret(insights, "delays-departures");
        rowSecurity("ENABLE");
        mesh.awaitReason(OutputPort.class, flights, "departures", "UnsafeRelation");
    }

    @Test
    void aPolicyBecomesNarrower() throws SQLException {
        try (Connection reader = mesh.login(secret)) {
            assertEquals("operator", columns(reader));
            mesh.editJson(Policy.class, flights, "allow", "/spec/columns/hide", "[{\"name\": \"operator\"}]");
            awaitHidden(reader);
            mesh.awaitReason(AccessRequest.class, insights, request, "PortNotReady");
            mesh.editJson(Policy.class, flights, "allow", "/spec/columns/hide", "[]");
            mesh.pause(1500);
            assertEquals("", columns(reader), "and no more, before it is served");
            rowSecurity("DISABLE");
            mesh.awaitReady(AccessRequest.class, insights, request);
            assertEquals("operator", columns(reader));
        }
    }

    @Test
    void aGuardrailMasks() throws SQLException {
        try (Connection reader = mesh.login(secret)) {
            String view = "SELECT pg_get_viewdef('" + AccessMesh.value(secret, "schema") + ".airports'::regclass)";
            String before = mesh.text(reader, view);
            mesh.applyText("""
                    apiVersion: roadstead.dev/v1alpha1
                    kind: Guardrail
                    metadata: {name: mask-%1$s}
                    spec:
                      enforcement: Enforce
                      match: {consumerDomainSelector: {matchLabels: {team: %1$s}}, columns: {classifications: [restricted]}}
                      mask: Redact
                    """.formatted(insights));
            await("the next statement sees less")
                    .atMost(AccessMesh.SOON)
                    .until(() -> mesh.text(reader, view).contains("***"));
            assertFalse(before.contains("***"), before);
        } finally {
            mesh.delete(Guardrail.class, null, "mask-" + insights);
            rowSecurity("DISABLE");
        }
    }

    @Test
    void anOperatorThatHasJustStartedKnowsIt() throws SQLException {
        mesh.operator().restart();
        mesh.awaitReason(AccessRequest.class, insights, request, "PortNotReady");
        try (Connection reader = mesh.login(secret)) {
            assertEquals("operator", columns(reader));
            mesh.editJson(Policy.class, flights, "allow", "/spec/columns/hide", "[{\"name\": \"operator\"}]");
            awaitHidden(reader);
            rowSecurity("DISABLE");
            mesh.awaitReady(AccessRequest.class, insights, request);
            assertEquals("", columns(reader));
        }
    }

    private void awaitHidden(Connection reader) {
        await("the next statement sees less")
                .atMost(AccessMesh.SOON)
                .until(() -> columns(reader).isEmpty());
    }

    private String columns(Connection reader) throws SQLException {
        return String.valueOf(mesh.text(
                reader,
                "SELECT coalesce(string_agg(column_name, ''), '') FROM information_schema.columns WHERE table_schema = '"
                        + AccessMesh.value(secret, "schema") + "' AND column_name = 'operator'"));
    }

    private void rowSecurity(String how) throws SQLException {
        try (Connection dba = mesh.superuser()) {
            String data = mesh.text(
                    dba, "SELECT name FROM roadstead_meta.ledger WHERE part = 'DATA' AND domain = '" + flights + "'");
            mesh.execute(dba, "ALTER TABLE \"" + data + "\".departures " + how + " ROW LEVEL SECURITY");
        }
    }
}
