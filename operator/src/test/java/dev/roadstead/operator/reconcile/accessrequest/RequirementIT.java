package dev.roadstead.operator.reconcile.accessrequest;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.ConditionedStatus;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.Guardrail;
import dev.roadstead.api.v1alpha1.GuardrailStatus;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.operator.postgres.PostgresFactory;
import dev.roadstead.testing.TestCertificate;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Guardrails demand of whoever publishes, without any webhook: what is new waits, and what is served goes on. */
class RequirementIT {

    private static final String ID =
            "{\"name\": \"id\", \"logicalType\": \"integer\", \"primaryKey\": true, \"required\": true, \"classification\": \"public\"}";
    private static final String TAIL =
            "{\"name\": \"tail_number\", \"logicalType\": \"string\", \"classification\": \"restricted\"}";
    private static final String ORIGIN =
            "{\"name\": \"origin\", \"logicalType\": \"string\", \"classification\": \"public\"}";
    private static final String GATE = "{\"name\": \"gate\", \"logicalType\": \"string\"}";

    @TempDir
    static Path directory;

    private static TestCertificate certificate;
    private static AccessMesh mesh;

    private String flights;
    private String insights;

    @BeforeAll
    static void start() {
        certificate = TestCertificate.make();
        mesh = AccessMesh.start(
                new PostgresFactory(Clock.systemUTC(), new SecureRandom()),
                TestCertificate.settings(certificate.write(directory)));
    }

    @AfterAll
    static void stop() throws SQLException {
        mesh.close();
    }

    @BeforeEach
    void grant() {
        flights = mesh.newDomain("flights");
        insights = mesh.newDomain("insights");
        mesh.apply("producer.yaml", flights, insights);
        mesh.apply("policy.yaml", flights, insights);
        mesh.apply("consumer.yaml", flights, insights);
        mesh.awaitReady(AccessRequest.class, insights, request());
    }

    @AfterEach
    void lift() {
        mesh.operator().admin().resources(Guardrail.class).delete();
    }

    @Test
    void whatIsServedIsReportedAndWhatIsNewWaits() throws Exception {
        demand("DryRun", "require: [Owner, Description, Classification]");
        assertCounts(3, 3);
        GuardrailStatus.Sample first =
                mesh.get(Guardrail.class, null, "demand").getStatus().samples().getFirst();
        assertEquals(List.of("DataProduct", flights, "nyc"), List.of(first.kind(), first.namespace(), first.name()));
        assertEquals("spec.description: it is empty", first.message());
        assertNull(AccessMesh.condition(mesh.get(DataProduct.class, flights, "nyc"), "RequirementsMet"));

        List<String> database = mesh.databaseState();
        demand("Enforce", "require: [Owner, Description, Classification]");
        awaitShort(
                OutputPort.class, "departures", "description.purpose: the contract does not say why the data exists");
        assertEquals("True", mesh.ready(OutputPort.class, flights, "departures"));
        assertEquals("True", mesh.ready(DataProduct.class, flights, "nyc"));
        assertEquals("True", mesh.ready(AccessRequest.class, insights, request()));

        mesh.applyText(port("fresh", "Why not.", ID + ", " + GATE));
        mesh.applyText(product("late", ""));
        OutputPort held = mesh.awaitReason(OutputPort.class, flights, "fresh", "RequirementNotMet");
        assertEquals("RequirementNotMet", held.getStatus().versions().getFirst().state());
        assertEquals(
                "v1 is not served yet, because Guardrails demand more:\nGuardrail demand: spec.versions[v1].contract"
                        + ".schema[departures].properties[gate].classification: column gate has no classification; write how"
                        + " sensitive its values are, in the words of your organisation",
                AccessMesh.condition(held, "Accepted").message());
        mesh.awaitReason(DataProduct.class, flights, "late", "RequirementNotMet");
        mesh.settle();
        assertEquals(database, mesh.databaseState(), "nothing is made for what is new");

        // A change that falls short is not served; one that makes nothing worse is.
        columns(ID, TAIL, ORIGIN, GATE);
        OutputPort as = mesh.awaitReason(OutputPort.class, flights, "departures", "RequirementNotMet");
        assertTrue(
                AccessMesh.condition(as, "Accepted").message().startsWith("v1 is served as before, because"),
                AccessMesh.condition(as, "Accepted").message());
        assertEquals("v1", as.getStatus().serving());
        assertEquals("True", mesh.ready(AccessRequest.class, insights, request()));
        assertEquals(database, mesh.databaseState());

        mesh.operator().restart();
        mesh.awaitReady(AccessRequest.class, insights, request());
        mesh.awaitReason(OutputPort.class, flights, "departures", "RequirementNotMet");
        mesh.settle();
        mesh.operator().requests().clear();
        database = mesh.databaseState();
        mesh.wakeAll(DataProduct.class, flights, insights);
        mesh.wakeAll(OutputPort.class, flights);
        mesh.wake(Guardrail.class, null, "demand");
        mesh.settle();
        assertEquals(
                List.of(),
                mesh.operator().requests().writes().stream()
                        .filter(line -> !line.contains("/storeclasses/"))
                        .toList());
        assertEquals(database, mesh.databaseState());

        columns(ID, TAIL, ORIGIN, GATE.replace("}", ", \"classification\": \"public\"}"));
        mesh.awaitReady(OutputPort.class, flights, "departures");
        mesh.edit(DataProduct.class, flights, "late", "/spec/description", "Late flights.");
        mesh.awaitReady(DataProduct.class, flights, "late");
        mesh.delete(Guardrail.class, null, "demand");
        mesh.awaitReady(OutputPort.class, flights, "fresh");
        await().atMost(AccessMesh.SOON)
                .until(() -> AccessMesh.condition(mesh.get(OutputPort.class, flights, "departures"), "RequirementsMet")
                        == null);
    }

    @Test
    void aNewStoreWaitsBesideOneThatIsThere() {
        demand("Enforce", "allowedStoreClasses: [elsewhere]");
        awaitShort(DataProduct.class, "nyc", "spec.stores[main].storeClassName: no data may be kept in StoreClass");
        assertEquals("True", mesh.ready(DataProduct.class, flights, "nyc"));
        String main = mesh.get(DataProduct.class, flights, "nyc")
                .getSpec()
                .stores()
                .getFirst()
                .storeClassName();
        mesh.editJson(
                DataProduct.class,
                flights,
                "nyc",
                "/spec/stores/-",
                "{\"name\": \"side\", \"storeClassName\": \"" + main + "\"}");
        DataProduct product = mesh.awaitReason(DataProduct.class, flights, "nyc", "RequirementNotMet");
        assertEquals(
                List.of("main"),
                product.getStatus().stores().stream().map(store -> store.name()).toList());
        assertEquals("True", mesh.ready(OutputPort.class, flights, "departures"));
        mesh.delete(Guardrail.class, null, "demand");
        mesh.awaitReady(DataProduct.class, flights, "nyc");
    }

    @Test
    void whatCanNotBeUnderstoodStopsWhatIsNewOnly() throws SQLException {
        demand("Enforce", "require: [Owner]\n  requires: [Owner]");
        mesh.applyText(product("late", "description: Late flights."));
        DataProduct waits = mesh.awaitReason(DataProduct.class, flights, "late", "GuardrailInvalid");
        assertTrue(
                AccessMesh.condition(waits, "Accepted").message().contains("spec.requires: unknown field"),
                AccessMesh.condition(waits, "Accepted").message());
        columns(ID, TAIL, ORIGIN, GATE);
        mesh.awaitReady(OutputPort.class, flights, "departures");
        try (Connection consumer = mesh.login(mesh.secret(insights, "delays-departures"))) {
            assertEquals(0, mesh.count(consumer, "departures"));
        }
        mesh.operator().admin().resources(Guardrail.class).withName("demand").delete();
        mesh.awaitReady(DataProduct.class, flights, "late");
    }

    /** With the webhook whoever writes it is told at once; what falls short already can be changed all the same. */
    @Test
    void whoeverWritesItIsToldAtOnce() throws Exception {
        demand("Enforce", "require: [Classification, ServiceLevel]");
        awaitShort(
                OutputPort.class, "departures", "slaProperties: the contract does not say what consumers may expect");
        try (AutoCloseable _ = mesh.operator().ask(certificate.pem())) {
            String refusal = assertThrows(
                            KubernetesClientException.class,
                            () -> mesh.applyText(port("fresh", "Why not.", ID + ", " + GATE)))
                    .getMessage();
            assertTrue(refusal.contains("column gate has no classification"), refusal);
            assertTrue(refusal.contains("spec.versions[v1].contract.slaProperties"), refusal);
            assertThrows(KubernetesClientException.class, () -> columns(ID, TAIL, ORIGIN, GATE));
            String gate = GATE.replace("}", ", \"classification\": \"public\"}");
            columns(ID, TAIL, ORIGIN, gate);
            demand("Warn", "require: [Classification, ServiceLevel]");
            await().atMost(AccessMesh.SOON)
                    .ignoreExceptions()
                    .untilAsserted(() -> columns(ID, TAIL, ORIGIN, gate, GATE.replace("gate", "stand")));
            mesh.awaitReady(OutputPort.class, flights, "departures");
            mesh.delete(OutputPort.class, flights, "private");
        }
    }

    /** A sunset that is announced too late ends no protection, until the notice is over or the Domain is excepted. */
    @Test
    void whoReadsHasTheNoticeThatIsDemanded() {
        demand("Enforce", "minSunsetNotice: 720h");
        Instant sunset = Instant.now().plusSeconds(3).truncatedTo(ChronoUnit.SECONDS);
        mesh.editJson(OutputPort.class, flights, "departures", "/spec/versions/0/deprecated", "true");
        mesh.edit(OutputPort.class, flights, "departures", "/spec/versions/0/sunsetTime", sunset.toString());
        awaitShort(OutputPort.class, "departures", "spec.versions[v1].sunsetTime: consumers must know it for 720h");
        await().atMost(AccessMesh.SOON).until(() -> Instant.now().isAfter(sunset.plusSeconds(1)));
        mesh.wake(OutputPort.class, flights, "departures");
        mesh.operator().restart();
        mesh.awaitReady(AccessRequest.class, insights, request());
        mesh.settle();
        assertEquals(Set.of("v1"), protectedVersions());
        assertEquals(
                "Deprecated",
                AccessMesh.condition(mesh.get(AccessRequest.class, insights, request()), "VersionDeprecated")
                        .reason());
        String refusal = assertThrows(
                        KubernetesClientException.class,
                        () -> mesh.edit(OutputPort.class, flights, "departures", "/spec/versions/0/name", "v2"))
                .getMessage();
        assertTrue(refusal.contains(insights + "/delays (v1, protected until "), refusal);

        mesh.editJson(
                Domain.class,
                null,
                flights,
                "/spec/exceptions",
                "[{\"port\": \"departures\", \"rule\": \"SunsetNotice\", \"reason\": \"incident 42\","
                        + " \"expirationTime\": \"2099-01-01T00:00:00Z\"}]");
        await("the exception lets it go")
                .atMost(AccessMesh.SOON)
                .until(() -> protectedVersions().isEmpty());
        await("it is as demanded")
                .atMost(AccessMesh.SOON)
                .until(() -> AccessMesh.condition(mesh.get(OutputPort.class, flights, "departures"), "RequirementsMet")
                        .status()
                        .equals("True"));
    }

    private Set<String> protectedVersions() {
        return mesh.get(OutputPort.class, flights, "departures").getStatus().protectedParts();
    }

    private void demand(String enforcement, String demand) {
        mesh.applyText("""
                apiVersion: roadstead.dev/v1alpha1
                kind: Guardrail
                metadata: {name: demand}
                spec:
                  enforcement: %s
                  match:
                    domainSelector: {matchLabels: {team: %s}}
                  %s
                """.formatted(enforcement, flights, demand));
    }

    private String product(String name, String more) {
        String storeClass = mesh.get(DataProduct.class, flights, "nyc")
                .getSpec()
                .stores()
                .getFirst()
                .storeClassName();
        return """
                apiVersion: roadstead.dev/v1alpha1
                kind: DataProduct
                metadata: {name: %s, namespace: %s}
                spec:
                  owner: {team: flights-team}
                  stores: [{name: main, storeClassName: %s}]
                  %s
                """.formatted(name, flights, storeClass, more);
    }

    private String port(String name, String purpose, String columns) {
        return Departures.contracted(flights, name, """
                description: {purpose: %s}
                schema: [{name: departures, properties: [%s]}]
                """.formatted(purpose, columns));
    }

    private void columns(String... columns) {
        mesh.editJson(
                OutputPort.class,
                flights,
                "departures",
                "/spec/versions",
                "[{\"name\": \"v1\", \"contract\": {\"schema\": [{\"name\": \"departures\", \"properties\": ["
                        + String.join(", ", columns) + "]}]}}]");
    }

    private <S extends ConditionedStatus, T extends CustomResource<?, S>> void awaitShort(
            Class<T> kind, String name, String words) {
        await(name + " falls short: " + words).atMost(AccessMesh.SOON).untilAsserted(() -> {
            var met = AccessMesh.condition(mesh.get(kind, flights, name), "RequirementsMet");
            assertTrue(
                    met != null && met.status().equals("False") && met.message().contains(words), String.valueOf(met));
        });
    }

    private void assertCounts(int evaluated, int violations) {
        await("the Guardrail counts").atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            var status = mesh.get(Guardrail.class, null, "demand").getStatus();
            assertNotNull(status);
            assertEquals(
                    List.of(evaluated, violations),
                    Arrays.asList(status.evaluated(), status.violations()),
                    String.valueOf(status));
        });
    }

    private String request() {
        return mesh.requestOf(insights, "delays");
    }
}
