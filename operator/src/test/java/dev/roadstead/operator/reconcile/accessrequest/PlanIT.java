package dev.roadstead.operator.reconcile.accessrequest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.Policy;
import dev.roadstead.testing.CommandLineUnderTest;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a plan foretells, by an account that may only read, against a real mesh in which it then happens or does not. */
class PlanIT {

    private static final String PORT = """
            apiVersion: roadstead.dev/v1alpha1
            kind: OutputPort
            metadata: {name: departures, namespace: ${flights}}
            spec:
              dataProductName: nyc
              store: main
              versions:
              - name: v1
                contract:
                  schema:
                  - name: departures
                    properties:
                    - {name: id, logicalType: integer, primaryKey: true, required: true, classification: public}
                    - {name: tail_number, logicalType: string, classification: restricted}
                    - {name: origin, logicalType: string, classification: public}
            """;

    private static AccessMesh mesh;
    private static String flights;
    private static String insights;
    private static String request;

    @TempDir
    private static Path files;

    private static CommandLineUnderTest planner;

    @BeforeAll
    static void grant() throws IOException {
        mesh = AccessMesh.start();
        flights = mesh.newDomain("flights");
        insights = mesh.newDomain("insights");
        mesh.apply("producer.yaml", flights, insights);
        mesh.awaitReady(OutputPort.class, flights, "departures");
        mesh.apply("policy-narrow.yaml", flights, insights);
        mesh.applyText("""
                apiVersion: roadstead.dev/v1alpha1
                kind: DataProduct
                metadata: {name: delays, namespace: %1$s}
                spec:
                  inputs:
                  - name: departures
                    portRef: {domain: %2$s, name: departures, version: v1}
                    purpose: delay-analysis
                """.formatted(insights, flights));
        request = mesh.requestOf(insights, "delays");
        mesh.awaitReady(AccessRequest.class, insights, request);
        String account = mesh.newName("planner");
        planner = CommandLineUnderTest.as(mesh.operator(), mesh.operator().namespace(), account, files);
        mesh.operator()
                .admin()
                .resource(new ClusterRoleBindingBuilder()
                        .withNewMetadata()
                        .withName(account)
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "roadstead-planner")
                        .addNewSubject(
                                "", "ServiceAccount", account, mesh.operator().namespace())
                        .build())
                .create();
    }

    @AfterAll
    static void stop() throws SQLException {
        mesh.close();
    }

    private static String policy() throws IOException {
        return text("policy-narrow.yaml");
    }

    private static String text(String resource) throws IOException {
        try (var in = Objects.requireNonNull(PlanIT.class.getResourceAsStream(resource))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Path file(String yaml) throws IOException {
        return Files.writeString(
                Files.createTempFile(files, "change", ".yaml"),
                yaml.replace("${flights}", flights)
                        .replace("${insights}", insights)
                        .replace("${class}", mesh.storeClass()));
    }

    private static int plan(String yaml) throws IOException {
        return planner.run("plan", "-f", file(yaml).toString());
    }

    private static void assertSays(String line) {
        assertTrue(planner.out().lines().anyMatch(line::equals), () -> line + "\nis no line of\n" + planner.out());
    }

    @Test
    void whatIsThereChangesNothing() throws IOException {
        assertEquals(0, plan(PORT + "---\n" + policy()), planner.err() + planner.out());
        assertSays("Nothing would change.");
        // Of a product, the API server stores what its file leaves out.
        assertEquals(0, plan(text("producer.yaml")), planner.err() + planner.out());
    }

    /** A contract in a ConfigMap is planned by the ConfigMap among the files, with or without its port. */
    @Test
    void aConfigMapIsTheContractOfThePortsThatNameIt() throws IOException {
        String map = """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: filed, namespace: ${flights}, labels: {roadstead.dev/contract: "true"}}
                data:
                  filed.odcs.yaml: |
                    apiVersion: v3.1.0
                    kind: DataContract
                    id: filed
                    version: 1.0.0
                    status: active
                    schema:
                    - name: filed
                      properties:
                      - {name: id, logicalType: integer, classification: public}
                """;
        String port = """
                apiVersion: roadstead.dev/v1alpha1
                kind: OutputPort
                metadata: {name: filed, namespace: ${flights}}
                spec:
                  dataProductName: nyc
                  store: main
                  versions:
                  - name: v1
                    contractFrom: {configMapKeyRef: {name: filed, key: filed.odcs.yaml}}
                """;
        mesh.applyText((map + "---\n" + port).replace("${flights}", flights));
        mesh.awaitReady(OutputPort.class, flights, "filed");
        assertEquals(0, plan(map + "---\n" + port), planner.err() + planner.out());
        assertEquals(0, plan(map), planner.err() + planner.out());
        String wider = map + "      - {name: gate, logicalType: string, classification: public}\n";
        assertEquals(2, plan(wider), planner.err() + planner.out());
        assertSays("~ OutputPort " + flights + "/filed");
        for (String unreadable : List.of(wider, port + "---\n" + wider)) {
            assertEquals(3, plan(unreadable.replace("string", "text")), planner.err() + planner.out());
            assertTrue(planner.out().contains("logicalType"), planner.out());
        }
    }

    @Test
    void oneMoreColumnIsAdditive() throws IOException {
        assertEquals(
                2,
                plan(PORT + "        - {name: gate, logicalType: string, classification: public}\n"),
                planner.err() + planner.out());
        assertSays("~ OutputPort " + flights + "/departures");
        assertSays("~ " + flights + "/nyc/main.departures");
        assertSays("+   gate text");
        assertSays("+   departures.gate Clear");
        assertTrue(planner.out().contains("? the API server's own checks"), planner.out());
        assertTrue(planner.out().contains("your account may not write it"), planner.out());
    }

    /** The words are those that the operator then writes into the status. */
    @Test
    void whatWouldBreakAReaderIsRefusedInTheOperatorsWords() throws IOException {
        String breaking = PORT.replace("name: origin", "name: from");
        assertEquals(3, plan(breaking), planner.err() + planner.out());
        assertSays("! OutputPort " + flights + "/departures: BreakingChange");
        String foretold = planner.out();
        mesh.applyText(breaking.replace("${flights}", flights));
        try {
            OutputPort held = mesh.awaitReason(OutputPort.class, flights, "departures", "BreakingChange");
            String said = AccessMesh.condition(held, "Accepted").message();
            said.lines()
                    .forEach(line ->
                            assertTrue(foretold.contains("!   " + line), () -> line + " is not in " + foretold));
            assertEquals(0, plan(breaking), planner.out());
        } finally {
            mesh.applyText(PORT.replace("${flights}", flights));
            mesh.awaitReady(OutputPort.class, flights, "departures");
        }
    }

    @Test
    void aNarrowerPolicyTellsWhoLosesWhat() throws IOException {
        String narrower = policy().replace("with: Hash", "with: Redact").replace("[\"JFK\"]", "[\"EWR\"]")
                + "  notAfter: \"2099-01-01T00:00:00Z\"\n";
        assertEquals(2, plan(narrower), planner.err() + planner.out());
        assertSays("~ product " + insights + "/delays still reads " + flights + "/departures.v1 for delay-analysis");
        assertSays("~   departures.tail_number Hash -> Redact");
        assertSays("~   rows of departures: origin In (JFK) -> origin In (EWR)");
        assertSays("~   until no end -> 2099-01-01T00:00:00Z");
    }

    @Test
    void aGuardrailTellsWhomItHits() throws IOException {
        String guardrail = """
                apiVersion: roadstead.dev/v1alpha1
                kind: Guardrail
                metadata: {name: %s}
                spec:
                  enforcement: DryRun
                  match:
                    domainSelector: {matchLabels: {team: %s}}
                    columns: {classifications: [restricted]}
                  mask: Redact
                """.formatted(mesh.newName("plates"), flights);
        assertEquals(2, plan(guardrail), planner.err() + planner.out());
        assertTrue(planner.out().contains("(DryRun): product " + insights + "/delays"), planner.out());
        assertTrue(planner.out().contains("column departures.tail_number becomes Redact"), planner.out());
        assertEquals(2, plan(guardrail.replace("DryRun", "Enforce")), planner.err());
        assertSays("~   departures.tail_number Hash -> Redact");
    }

    @Test
    void aNewConsumerWaitsOrReads() throws IOException {
        String asks = """
                apiVersion: roadstead.dev/v1alpha1
                kind: AccessRequest
                metadata: {name: dashboard, namespace: ${insights}}
                spec: {portRef: {domain: ${flights}, name: departures, version: v1}, purpose: %s}
                """;
        assertEquals(2, plan(asks.formatted("dashboard")), planner.err() + planner.out());
        assertSays("~ request " + insights + "/dashboard waits to read " + flights + "/departures.v1 for dashboard");
        assertEquals(2, plan(asks.formatted("delay-analysis")), planner.err() + planner.out());
        assertSays("+ request " + insights + "/dashboard reads " + flights + "/departures.v1 for delay-analysis");
        assertEquals(
                2,
                planner.run(
                        "plan",
                        "-o",
                        "json",
                        "-f",
                        file(asks.formatted("delay-analysis")).toString()));
        JsonNode access = new ObjectMapper()
                .readTree(planner.out())
                .get("consequences")
                .get("access")
                .get(0);
        assertEquals("GAINED", access.get("effect").asText());
        assertEquals("Hash", access.get("columns").get(1).get("after").asText());
    }

    @Test
    void aDeletionTellsWhoLosesAccess() throws IOException {
        assertEquals(2, planner.run("plan", "--delete", "Policy/" + flights + "/allow"), planner.err());
        assertSays("- Policy " + flights + "/allow");
        assertSays(
                "- product " + insights + "/delays no longer reads " + flights + "/departures.v1 for delay-analysis");
        assertEquals(3, planner.run("plan", "--delete", "OutputPort/" + flights + "/departures"), planner.out());
        assertTrue(planner.out().contains("departures is in use: " + insights + "/delays (v1)"), planner.out());
        assertFalse(mesh.get(Policy.class, flights, "allow").isMarkedForDeletion(), "a plan deletes nothing");
    }

    /** Who may write gets the API server's own answer too; neither changes anything. */
    @Test
    void theApiServerIsAskedWhereTheAccountMayWrite() throws IOException {
        var admin = CommandLineUnderTest.asAdmin(mesh.operator());
        Policy before = mesh.get(Policy.class, flights, "allow");
        String wrong = policy().replace("purposes: [delay-analysis]", "purposes: [\"*\", delay-analysis]");
        assertEquals(3, admin.run("plan", "-f", file(wrong).toString()), admin.err() + admin.out());
        assertTrue(admin.out().contains("! Policy " + flights + "/allow: Invalid"), admin.out());
        assertTrue(admin.out().contains("spec.purposes"), admin.out());
        String fine = policy().replace("with: Hash", "with: Redact");
        assertEquals(2, admin.run("plan", "-f", file(fine).toString()), admin.err() + admin.out());
        assertFalse(admin.out().contains("Not checked"), admin.out());
        Policy after = mesh.get(Policy.class, flights, "allow");
        assertEquals(before.getMetadata().getGeneration(), after.getMetadata().getGeneration());
        assertEquals(before.getSpec(), after.getSpec());
    }

    /** The CRDs' rules about changes and about what is in use are checked without any right to write. */
    @Test
    void whatTheCrdsRefuseIsToldToWhoMayOnlyRead() throws IOException {
        assertEquals(3, plan(PORT.replace("store: main", "store: other")), planner.err() + planner.out());
        assertTrue(planner.out().contains("spec.store: can't be changed"), planner.out());
        assertEquals(3, plan(PORT.replace("name: v1", "name: v2")), planner.err() + planner.out());
        assertTrue(
                planner.out().contains("a version that consumers are granted access to can't be removed"),
                planner.out());
        assertTrue(planner.out().contains("in use by " + insights + "/delays (v1)"), planner.out());
        assertEquals(3, plan(policy().replace("purposes: [delay-analysis]", "purposes: [\"*\", delay-analysis]")));
        assertTrue(planner.out().contains("spec.purposes"), planner.out());
    }

    /** With less than the planner's rights nothing is guessed. */
    @Test
    void whatTheAccountCantSeeIsToldAsNotChecked() throws IOException {
        mesh.operator()
                .admin()
                .resource(new RoleBindingBuilder()
                        .withNewMetadata()
                        .withName("plans")
                        .withNamespace(insights)
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "roadstead-consumer")
                        .addNewSubject("", "ServiceAccount", "default", insights)
                        .build())
                .create();
        var consumer = CommandLineUnderTest.as(mesh.operator(), insights, "default", files);
        Path asks = file("""
                apiVersion: roadstead.dev/v1alpha1
                kind: AccessRequest
                metadata: {name: dashboard, namespace: ${insights}}
                spec: {portRef: {domain: ${flights}, name: departures, version: v1}, purpose: delay-analysis}
                """);
        assertEquals(2, consumer.run("plan", "-f", asks.toString()), consumer.err() + consumer.out());
        assertFalse(consumer.out().contains("dashboard waits"), consumer.out());
        assertFalse(consumer.out().contains("dashboard reads"), consumer.out());
        assertTrue(
                consumer.out().contains("? whether AccessRequest " + insights + "/dashboard is allowed"),
                consumer.out());
    }

    @Test
    void aPlanThatCantBeMadeIsNoPlan() throws IOException {
        assertEquals(1, planner.run("plan"));
        assertEquals(1, planner.run("plan", "-f", "no-such-file"));
        assertEquals(1, planner.run("plan", "--delete", "Policy/allow"));
        assertEquals(1, planner.run("plan", "-o", "xml", "--delete", "Domain/" + flights));
        assertEquals(1, plan("kind: ["), planner.out());
        assertTrue(planner.err().contains("document 1, line 1"), planner.err());
        assertEquals(
                1, planner.run("plan", "-f", files.resolve("kubeconfig-none").toString()));
    }
}
