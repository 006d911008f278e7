package dev.roadstead.operator.reconcile.accessrequest;

import static dev.roadstead.operator.reconcile.accessrequest.Departures.ID;
import static dev.roadstead.operator.reconcile.accessrequest.Departures.ORIGIN;
import static dev.roadstead.operator.reconcile.accessrequest.Departures.TAIL;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.Condition;
import dev.roadstead.api.v1alpha1.ConditionedStatus;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.Guardrail;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.Policy;
import dev.roadstead.operator.postgres.PostgresFactory;
import dev.roadstead.testing.Command;
import dev.roadstead.testing.TestCertificate;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.time.Clock;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real API server that asks the operator before it stores anything, and one that does not get an answer. */
class AdmissionIT {

    @TempDir
    private static Path directory;

    private static TestCertificate certificate;
    private static AccessMesh mesh;

    private String flights;
    private String insights;
    private AutoCloseable asking;

    @BeforeAll
    static void start() {
        certificate = TestCertificate.make();
        mesh = AccessMesh.start(
                new PostgresFactory(Clock.systemUTC(), new SecureRandom()),
                TestCertificate.settings(certificate.write(directory)));
    }

    @AfterAll
    static void stop() throws Exception {
        mesh.close();
    }

    @BeforeEach
    void ask() {
        flights = mesh.newDomain("flights");
        insights = mesh.newDomain("insights");
        askThe(certificate.pem());
    }

    @AfterEach
    void askNoMore() throws Exception {
        asking.close();
        awaitAsked(false);
    }

    @Test
    void whatCanNotBeUnderstoodIsRefusedWithTheWordsOfTheReconcile() throws Exception {
        mesh.apply("producer.yaml", flights, insights);
        String policy = policy("maxDuraton: 1h");
        String port = port(ID, "{name: x, logicalType: integer, physicalType: texxt}");
        String refusedPolicy = refused(policy);
        String refusedPort = refused(port);
        refused("""
                apiVersion: roadstead.dev/v1alpha1
                kind: Guardrail
                metadata: {name: %s}
                spec: {enforcement: Enforce, match: {}, deny: "no", maxDuraton: 1h}
                """.formatted(mesh.newName("guard")));
        String input = "portRef: {domain: %s, name: departures, version: v1}, purpose: p}".formatted(flights);
        refused(product("delays", "  - {name: a, " + input + "\n  - {name: b, " + input));
        refused("""
                apiVersion: roadstead.dev/v1alpha1
                kind: Domain
                metadata: {name: %s}
                spec: {owners: [{kind: Group, name: makers}], namespace: %s}
                """.formatted(mesh.newName("dom"), mesh.operator().namespace()));

        asking.close();
        awaitAsked(false);
        assertEquals(0, apply(policy).exitCode());
        assertEquals(0, apply(port).exitCode());
        assertSaid(refusedPolicy, Policy.class, "typo");
        assertSaid(refusedPort, OutputPort.class, "departures");
    }

    @Test
    void aBreakingChangeIsRefusedAndNamesWhomItHitsAndTheSafeWay() {
        grant();
        String refused = refused(port(ID, ORIGIN));
        assertTrue(
                refused.contains("column departures.tail_number is removed (read by " + insights + "/delays)"),
                refused);
        assertTrue(refused.contains("- name: \"v2\""), refused);
        assertTrue(
                refused.startsWith("The OutputPort \"departures\" is invalid: spec.versions: served as before"),
                refused);
        assertEquals("", admitted(port(ID, TAIL, ORIGIN)), "what was served is not asked about");
        String more = unwrapped(admitted(port(ID, TAIL, ORIGIN, "{name: gate, logicalType: string}")));
        assertTrue(more.contains("adds to table " + flights + "/nyc/main.departures: gate text"), more);

        mesh.applyText("""
                apiVersion: roadstead.dev/v1alpha1
                kind: Domain
                metadata: {name: %s, labels: {team: %s}}
                spec:
                  owners: [{kind: Group, name: makers}]
                  exceptions: [{port: departures, rule: BreakingChange, reason: incident 42, expirationTime: "2099-01-31T00:00:00Z"}]
                """.formatted(flights, flights));
        await().atMost(AccessMesh.SOON).untilAsserted(() -> {
            Command.Result result = dryRun(port(ID, ORIGIN));
            assertEquals(0, result.exitCode(), result.errors());
            assertTrue(unwrapped(result.errors()).contains("by the exception \"incident 42\""), result.errors());
        });
    }

    /** Another ConfigMap is another contract; what can't be read now is told, and is nobody's fault yet. */
    @Test
    void aContractThatIsTakenFromElsewhereIsJudgedWhereItLies() {
        grant();
        String warned = unwrapped(replaced(0, "none"));
        assertTrue(
                warned.contains(
                        "spec.versions[v1].contractFrom.configMapKeyRef: this namespace has no ConfigMap none;"),
                warned);
        assertTrue(
                warned.contains(
                        "So its contract is not judged now. The port's condition ResolvedRefs tells what becomes of"
                                + " it; until then, what was served is served as it was."),
                warned);
        contractFile("unlabelled", "false", ID, ORIGIN);
        warned = unwrapped(replaced(0, "unlabelled"));
        assertTrue(warned.contains("ConfigMap unlabelled has no label"), warned);
        contractFile("narrow", "true", ID, ORIGIN);
        String narrow = replaced(1, "narrow");
        assertTrue(
                narrow.contains("column departures.tail_number is removed (read by " + insights + "/delays)"), narrow);
        assertTrue(narrow.contains("put yours into another ConfigMap, which v2 names"), narrow);
        contractFile("same", "true", ID, TAIL, ORIGIN);
        assertEquals("", replaced(0, "same"));

        mesh.editJson(
                OutputPort.class,
                flights,
                "departures",
                "/spec/versions",
                "[{\"name\": \"v1\", \"contractFrom\": {\"configMapKeyRef\": {\"name\": \"same\", \"key\": \"odcs.yaml\"}}}]");
        mesh.awaitReady(OutputPort.class, flights, "departures");
        assertTrue(replaced(1, "narrow").contains("column departures.tail_number is removed"));
        contractFile("same", "true", ID, ORIGIN);
        assertEquals("", replaced(0, "same"), "what comes past the webhook keeps nothing from being changed");
    }

    @Test
    void whatGuardrailsDemandIsDemandedOfAContractThatLiesElsewhere() {
        grant();
        contractFile("plain", "true", ID, TAIL, ORIGIN, "{name: gate, logicalType: string}");
        mesh.applyText("""
                apiVersion: roadstead.dev/v1alpha1
                kind: Guardrail
                metadata: {name: words-%1$s}
                spec:
                  enforcement: Enforce
                  match: {domainSelector: {matchLabels: {team: %1$s}}}
                  require: [Classification]
                """.formatted(flights));
        try {
            await().atMost(AccessMesh.SOON).untilAsserted(() -> {
                Command.Result result = kubectl(portFrom("plain"), "replace", "--dry-run=server", "-f");
                assertEquals(1, result.exitCode(), result.errors());
                assertTrue(
                        result.errors()
                                .contains(
                                        "Guardrail words-" + flights + ": spec.versions[v1].contract.schema[departures]"
                                                + ".properties[gate].classification: column gate has no classification"),
                        result.errors());
            });
        } finally {
            mesh.delete(Guardrail.class, null, "words-" + flights);
        }
    }

    /** What is said when the contract of the port is taken from this ConfigMap, and nothing else stays in its version. */
    private String replaced(int exitCode, String file) {
        Command.Result result = kubectl(portFrom(file), "replace", "--dry-run=server", "-f");
        assertEquals(exitCode, result.exitCode(), result.errors());
        return result.errors();
    }

    private String portFrom(String file) {
        return port(ID).replaceFirst(
                        "(?s)    contract:\n.*",
                        "    contractFrom: {configMapKeyRef: {name: " + file + ", key: odcs.yaml}}\n");
    }

    private void contractFile(String name, String label, String... columns) {
        assertEquals(
                0,
                apply("""
                        apiVersion: v1
                        kind: ConfigMap
                        metadata: {name: %s, namespace: %s, labels: {roadstead.dev/contract: "%s"}}
                        data:
                          odcs.yaml: |
                            apiVersion: v3.1.0
                            kind: DataContract
                            id: departures
                            version: 1.0.0
                            status: active
                            schema:
                            - name: departures
                              properties: [%s]
                        """.formatted(name, flights, label, String.join(", ", columns)))
                        .exitCode());
    }

    @Test
    void whatReadsInACircleIsRefusedAndIsJudgedAgain() throws Exception {
        mesh.apply("producer.yaml", flights, insights);
        mesh.applyText(product(insights, "delays", "outcome", "departures", flights));
        mesh.applyText(outcome(insights, "delays"));
        mesh.awaitReady(OutputPort.class, insights, "outcome");
        String circle = "%s/nyc reads %s/delays reads %s/nyc".formatted(flights, insights, flights);
        String closing = product(flights, "nyc", "main", "outcome", insights);
        String refused = refused(closing);
        assertTrue(refused.contains(circle), refused);

        asking.close();
        awaitAsked(false);
        assertEquals(0, apply(closing).exitCode());
        await().atMost(AccessMesh.SOON).untilAsserted(() -> {
            Condition granted = AccessMesh.condition(mesh.get(DataProduct.class, flights, "nyc"), "InputsGranted");
            assertNotNull(granted);
            assertTrue(
                    granted.message().contains("CyclicInputs")
                            && granted.message().contains(circle),
                    granted::message);
        });
        assertEquals(0, requests(flights), "the one who came first goes on, the other one does not ask");
        assertEquals(1, requests(insights));

        mesh.applyText(product(insights, "delays", "outcome", null, null));
        await().atMost(AccessMesh.SOON).until(() -> requests(flights) == 1);
    }

    @Test
    void aPortThatClosesACircleIsPublishedAndItsOwnerTold() {
        mesh.apply("producer.yaml", flights, insights);
        mesh.applyText(product(insights, "delays", "outcome", "departures", flights));
        mesh.applyText(product(flights, "nyc", "main", "outcome", insights));
        String circle = "%s/delays reads %s/nyc reads %s/delays".formatted(insights, flights, insights);
        await().atMost(AccessMesh.SOON)
                .untilAsserted(() -> assertTrue(
                        unwrapped(admitted(outcome(insights, "delays"))).contains(circle)));
        assertEquals(0, apply(outcome(insights, "delays")).exitCode());
        mesh.awaitReady(OutputPort.class, insights, "outcome");
    }

    @Test
    void whoAsksForWhatWillGoIsTold() {
        mesh.apply("producer.yaml", flights, insights);
        mesh.editJson(OutputPort.class, flights, "departures", "/spec/versions/0/deprecated", "true");
        mesh.edit(OutputPort.class, flights, "departures", "/spec/versions/0/deprecationMessage", "read v2");
        mesh.edit(OutputPort.class, flights, "departures", "/spec/versions/0/sunsetTime", "2099-06-30T00:00:00Z");
        String notice =
                flights + "/departures (v1) is deprecated: read v2. From 2099-06-30T00:00:00Z on it may be removed";
        await().atMost(AccessMesh.SOON)
                .untilAsserted(() -> assertTrue(
                        unwrapped(admitted(request("board", "departures"))).contains(notice)));
        assertTrue(unwrapped(admitted(product(insights, "delays", "main", "departures", flights)))
                .contains(notice));
        String early = unwrapped(admitted(request("board", "not-there-yet")));
        assertTrue(early.contains("waits to read " + flights + "/not-there-yet.v1 for dashboard"), early);
    }

    @Test
    void whoMovesADatabaseIsToldWhoseAddressChanges() {
        grant();
        String className = mesh.storeClass();
        String said = patch(className, "{\"spec\": {\"postgres\": {\"host\": \"db.example\"}}}");
        // It names some of those who read, not each as soon as he does.
        assertTrue(
                said.matches(
                        "(?s)Warning: spec.postgres: the Secrets of who reads here \\(flights-\\S+/departures by insights-.*"
                                + "\\) get the address db.example:.*"),
                said);
        assertEquals("", patch(className, "{\"metadata\": {\"labels\": {\"a\": \"b\"}}}"));
    }

    private String patch(String storeClass, String json) {
        return unwrapped(mesh.operator()
                .cluster()
                .kubectl("patch", "--dry-run=server", "--type=merge", "storeclass", storeClass, "-p", json)
                .errors());
    }

    @Test
    void whileTheOperatorIsDownNothingIsHeldUp() {
        grant();
        mesh.operator().stop();
        try {
            assertEquals(0, apply(policy("maxDuraton: 1h")).exitCode());
            assertEquals(0, apply(port(ID, ORIGIN)).exitCode());
            mesh.operator()
                    .admin()
                    .resources(Policy.class)
                    .inNamespace(flights)
                    .withName("allow")
                    .delete();
            mesh.operator()
                    .admin()
                    .resources(AccessRequest.class)
                    .inNamespace(insights)
                    .delete();
            mesh.operator().admin().configMaps().inNamespace("default").list();
        } finally {
            mesh.operator().start();
        }
        mesh.awaitReason(Policy.class, flights, "typo", "UnknownField");
        await().atMost(AccessMesh.SOON).until(() -> mesh.operator().runtime().ready());
        refused(policy("maxDuraton: 2h"));
    }

    @Test
    void aCertificateIsExchangedWithoutARestart() throws Exception {
        TestCertificate next = TestCertificate.make();
        askThe(certificate.pem() + next.pem());
        next.write(directory);
        try {
            asking.close();
            awaitAsked(false);
            askThe(next.pem());
            refused(policy("maxDuraton: 1h"));
        } finally {
            certificate.write(directory);
        }
    }

    @Test
    void whatIsTooMuchIsRefusedAndWhatIsMuchIsNot() {
        mesh.apply("producer.yaml", flights, insights);
        assertTrue(admitted(port(columns(1000))).contains("adds to table "));
        assertTrue(dryRun(port(columns(1001))).exitCode() != 0);
        refused("""
                apiVersion: roadstead.dev/v1alpha1
                kind: Guardrail
                metadata: {name: %s}
                spec:
                  enforcement: DryRun
                  match: {columns: {namePattern: "((a{50}){50}){50}"}}
                  deny: "no"
                """.formatted(mesh.newName("guard")));
    }

    @Test
    void whoAskedAndWhoDecidedIsKnown() throws Exception {
        mesh.apply("producer.yaml", flights, insights);
        mesh.applyText(request("before", "departures"));
        try (var _ = mesh.operator().guard()) {
            await().atMost(AccessMesh.SOON)
                    .untilAsserted(() ->
                            assertNotYours("bob", dryRun("alice", by("bob", request("board", "departures")))));
            assertEquals(
                    0,
                    apply("alice", by("alice", request("board", "departures"))).exitCode());
            // Each of them is taken in at a time of its own.
            await().atMost(AccessMesh.SOON)
                    .untilAsserted(() -> assertNotYours("bob", dryRun("alice", decidedBy("bob", policy("")))));
            assertEquals(0, apply("carol", decidedBy("carol", policy(""))).exitCode());
            assertNotYours("carol", apply("alice", decidedBy("carol", policy("maxDuration: 1h"))));
            assertTrue(
                    apply("alice", decidedBy("alice", policy(""))).errors().contains("it changes with the spec only"));
            String consumer = product(
                    "delays",
                    "  - {name: in, portRef: {domain: %s, name: departures, version: v1}, purpose: p}"
                            .formatted(flights));
            await().atMost(AccessMesh.SOON)
                    .untilAsserted(() -> assertNotYours("bob", dryRun("alice", by("bob", consumer))));
            assertEquals(0, apply("alice", by("alice", consumer)).exitCode());

            assertTrue(apply("bob", by("bob", request("board", "departures")))
                    .errors()
                    .contains("it can't be changed"));
            assertTrue(apply("bob", by("bob", request("before", "departures")))
                    .errors()
                    .contains("it can't be changed"));
            // Who changes something else, and who deletes, is asked for nothing.
            assertEquals(
                    0,
                    mesh.operator()
                            .cluster()
                            .kubectl(
                                    "label",
                                    "-n",
                                    insights,
                                    "--as=bob",
                                    "--as-group=makers",
                                    "accessrequests.roadstead.dev",
                                    "board",
                                    "a=b")
                            .exitCode());
            String input = mesh.requestOf(insights, "delays");
            AccessRequest granted = mesh.awaitReady(AccessRequest.class, insights, input);
            assertEquals("alice", granted.getStatus().requestedBy());
            assertEquals("carol", granted.getStatus().policies().getFirst().decidedBy());
            await().atMost(AccessMesh.SOON)
                    .until(() -> "alice"
                            .equals(mesh.get(AccessRequest.class, insights, "board")
                                    .getStatus()
                                    .requestedBy()));
            assertNull(mesh.get(AccessRequest.class, insights, "before")
                    .getStatus()
                    .requestedBy());
            try (Connection dba = mesh.superuser()) {
                assertEquals("AccessRequest alice,Policy carol", mesh.text(dba, """
                                SELECT string_agg(o->>'kind' || ' ' || (o->>'person'), ',' ORDER BY o->>'kind')
                                FROM roadstead_history.entry, jsonb_array_elements(body->'appliedBy') o
                                WHERE body->>'request' LIKE '%s/%%'
                                """.formatted(insights)));
            }
        }
        await("the API server forgets the policies")
                .atMost(AccessMesh.SOON)
                .until(() -> mesh.operator()
                                .cluster()
                                .kubectl("delete", "--dry-run=server", "-n", flights, "dataproduct", "nyc")
                                .exitCode()
                        == 0);
    }

    @Test
    void anAnswerTakesFewMilliseconds() throws Exception {
        grant();
        HttpRequest request =
                Departures.review(mesh, flights, mesh.operator().runtime().webhookPort(), ID, ORIGIN);
        long[] nanos = new long[500];
        try (HttpClient client = certificate.client()) {
            for (int i = 0; i < nanos.length; i++) {
                long begin = System.nanoTime();
                String answer = client.send(request, HttpResponse.BodyHandlers.ofString())
                        .body();
                nanos[i] = System.nanoTime() - begin;
                assertTrue(answer.contains("departures.tail_number is removed"), answer);
            }
        }
        Arrays.sort(nanos);
        System.out.printf(
                "admission: 500 reviews of a breaking change, p50 %.1f ms, p99 %.1f ms%n",
                nanos[250] / 1e6, nanos[495] / 1e6);
    }

    private void grant() {
        mesh.apply("producer.yaml", flights, insights);
        mesh.apply("policy.yaml", flights, insights);
        mesh.apply("consumer.yaml", flights, insights);
        mesh.awaitReady(AccessRequest.class, insights, mesh.requestOf(insights, "delays"));
    }

    private void askThe(String trusted) {
        asking = mesh.operator().ask(trusted);
        awaitAsked(true);
    }

    /** The API server learns of the configuration by and by. */
    private void awaitAsked(boolean asked) {
        await("asked: " + asked)
                .atMost(AccessMesh.SOON)
                .until(() -> dryRun(policy("maxDuraton: 1h")).exitCode() != 0, is -> is == asked);
    }

    private <S extends ConditionedStatus, T extends CustomResource<?, S>> void assertSaid(
            String refused, Class<T> kind, String name) {
        await().atMost(AccessMesh.SOON).untilAsserted(() -> {
            Condition accepted = AccessMesh.condition(mesh.get(kind, flights, name), "Accepted");
            assertNotNull(accepted);
            assertEquals("False", accepted.status());
            assertTrue(refused.contains(accepted.message()), accepted.message() + "\nbut\n" + refused);
        });
    }

    private static String refused(String yaml) {
        Command.Result result = dryRun(yaml);
        assertTrue(result.exitCode() != 0, "it was admitted: " + yaml);
        assertTrue(
                result.errors().contains("denied the request")
                        || result.errors().contains(" is invalid: "),
                result.errors());
        return result.errors();
    }

    /** What was warned of. */
    private static String admitted(String yaml) {
        Command.Result result = dryRun(yaml);
        assertEquals(0, result.exitCode(), result.errors());
        return result.errors();
    }

    private static String unwrapped(String warnings) {
        return warnings.replace("\nWarning:   ", " ");
    }

    private static Command.Result apply(String yaml) {
        return kubectl(yaml, "apply", "--server-side", "--force-conflicts", "-f");
    }

    private static Command.Result dryRun(String yaml) {
        return kubectl(yaml, "apply", "--server-side", "--force-conflicts", "--dry-run=server", "-f");
    }

    private static Command.Result kubectl(String yaml, String... command) {
        try {
            Path file = Files.writeString(Files.createTempFile("admission", ".yaml"), yaml);
            String[] all = Arrays.copyOf(command, command.length + 1);
            all[command.length] = file.toString();
            Command.Result result = mesh.operator().cluster().kubectl(all);
            Files.delete(file);
            return result;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Command.Result apply(String user, String yaml) {
        return kubectl(yaml, "apply", "--server-side", "--force-conflicts", "--as=" + user, "--as-group=makers", "-f");
    }

    private static Command.Result dryRun(String user, String yaml) {
        return kubectl(yaml, "apply", "--server-side", "--dry-run=server", "--as=" + user, "--as-group=makers", "-f");
    }

    private static void assertNotYours(String named, Command.Result result) {
        assertTrue(result.errors().contains("it names " + named + ", but you are alice"), result.errors());
    }

    private static String by(String user, String yaml) {
        return yaml.replace("metadata: {", "metadata: {annotations: {roadstead.dev/requested-by: " + user + "}, ");
    }

    private static String decidedBy(String user, String yaml) {
        return yaml.replace("metadata: {", "metadata: {annotations: {roadstead.dev/decided-by: " + user + "}, ");
    }

    private static long requests(String namespace) {
        return mesh.operator().admin().resources(AccessRequest.class).inNamespace(namespace).list().getItems().stream()
                .filter(request -> !((HasMetadata) request).isMarkedForDeletion())
                .count();
    }

    private String policy(String more) {
        return """
                apiVersion: roadstead.dev/v1alpha1
                kind: Policy
                metadata: {name: typo, namespace: %s}
                spec:
                  ports: {names: [departures]}
                  consumers: [{domain: %s, product: delays}]
                  purposes: ["*"]
                  columns: {allow: ["*"]}
                  %s
                """.formatted(flights, insights, more);
    }

    private String port(String... columns) {
        return Departures.port(flights, "departures", columns);
    }

    private static String[] columns(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{name: c" + i + ", logicalType: string, classification: public}")
                .toArray(String[]::new);
    }

    private String product(String name, String inputs) {
        return """
                apiVersion: roadstead.dev/v1alpha1
                kind: DataProduct
                metadata: {name: %s, namespace: %s}
                spec:
                  inputs:
                %s
                """.formatted(name, insights, inputs);
    }

    private static String product(String namespace, String name, String store, String port, String domain) {
        return """
                apiVersion: roadstead.dev/v1alpha1
                kind: DataProduct
                metadata: {name: %s, namespace: %s}
                spec:
                  stores: [{name: %s, storeClassName: %s}]
                  inputs: [%s]
                """.formatted(
                        name,
                        namespace,
                        store,
                        mesh.storeClass(),
                        port == null
                                ? ""
                                : "{name: in, portRef: {domain: %s, name: %s, version: v1}, purpose: p}"
                                        .formatted(domain, port));
    }

    private static String outcome(String namespace, String product) {
        return """
                apiVersion: roadstead.dev/v1alpha1
                kind: OutputPort
                metadata: {name: outcome, namespace: %s}
                spec:
                  dataProductName: %s
                  store: outcome
                  versions:
                  - name: v1
                    contract: {schema: [{name: result, properties: [%s]}]}
                """.formatted(namespace, product, ID);
    }

    private String request(String name, String port) {
        return """
                apiVersion: roadstead.dev/v1alpha1
                kind: AccessRequest
                metadata: {name: %s, namespace: %s}
                spec:
                  portRef: {domain: %s, name: %s, version: v1}
                  purpose: dashboard
                """.formatted(name, insights, flights, port);
    }
}
