package dev.roadstead.operator.reconcile.accessrequest;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.AccessRequestStatus;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.Guardrail;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.Policy;
import io.fabric8.kubernetes.api.model.Secret;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Guardrails from manifests to rows, in sessions that are open, with a real API server and a real store. */
class GuardrailIT {

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
    void publish() throws SQLException {
        flights = mesh.newDomain("flights");
        insights = mesh.newDomain("insights");
        mesh.apply("producer.yaml", flights, insights);
        mesh.awaitReady(OutputPort.class, flights, "departures");
        try (Connection writer = mesh.login(mesh.secret(flights, "nyc-main-airflow"))) {
            mesh.execute(
                    writer,
                    "INSERT INTO departures (id, tail_number, origin) VALUES (1, 'N1', 'JFK'), (2, 'N2', 'EWR')");
        }
    }

    @AfterEach
    void lift() {
        mesh.operator().admin().resources(Guardrail.class).delete();
    }

    @Test
    void itIsTriedThenRespectedByAnOpenSessionThenLifted() throws SQLException {
        try (Connection consumer = mesh.login(granted())) {
            guard("DryRun", "mask: Hash");
            assertCounts(1, 1);
            Guardrail tried = mesh.get(Guardrail.class, null, "guard");
            var sample = tried.getStatus().samples().getFirst();
            assertEquals(
                    List.of("AccessRequest", insights, request()),
                    List.of(sample.kind(), sample.namespace(), sample.name()));
            assertEquals("column departures.tail_number becomes Hash", sample.message());
            assertEquals("N1", tail(consumer));
            assertEquals(List.of(), status().guardrails());

            guard("Enforce", "mask: Hash");
            await().atMost(AccessMesh.SOON).untilAsserted(() -> assertNotEquals("N1", tail(consumer)));
            await().atMost(AccessMesh.SOON).untilAsserted(() -> {
                mesh.awaitReady(AccessRequest.class, insights, request());
                assertEquals(
                        List.of(new AccessRequestStatus.GuardrailUse("guard", 2L, List.of())), status().guardrails());
                assertEquals(1, status().lens().masked());
            });
            assertTrue(approval().contains("within Guardrail guard"), approval());

            mesh.delete(Guardrail.class, null, "guard");
            await().atMost(AccessMesh.SOON).untilAsserted(() -> assertEquals("N1", tail(consumer)));
            await().atMost(AccessMesh.SOON).untilAsserted(() -> assertEquals(List.of(), status().guardrails()));
        }
    }

    @Test
    void rowsAndMasksOfGuardrailsNarrowTheSameGrant() throws SQLException {
        try (Connection consumer = mesh.login(granted())) {
            guard("Enforce", "rows: [{column: origin, operator: In, values: [JFK]}]");
            await().atMost(AccessMesh.SOON).untilAsserted(() -> assertEquals(1, mesh.count(consumer, "departures")));
            assertEquals("N1", tail(consumer));
        }
    }

    @Test
    void theKillSwitchEndsEveryGrantAtOnceAndLiftingItBringsThemBack() throws SQLException {
        Secret secret = granted();
        String schema = AccessMesh.value(secret, "schema");
        try (Connection consumer = mesh.login(secret)) {
            assertEquals(2, mesh.count(consumer, "departures"));
            mesh.applyText("""
                    apiVersion: roadstead.dev/v1alpha1
                    kind: Guardrail
                    metadata: {name: incident}
                    spec:
                      enforcement: Enforce
                      match: {consumerDomainSelector: {matchLabels: {team: %s}}}
                      deny: stolen laptop, incident 42
                    """.formatted(insights));
            await().atMost(AccessMesh.SOON)
                    .untilAsserted(() -> assertThrows(SQLException.class, () -> mesh.count(consumer, "departures")));
        }
        AccessRequest denied = mesh.awaitReason(AccessRequest.class, insights, request(), "DeniedByGuardrail");
        assertTrue(approval().startsWith("Guardrail incident refuses this: stolen laptop, incident 42; "), approval());
        assertEquals("Revoked", AccessMesh.condition(denied, "Granted").reason());
        assertNull(denied.getStatus().suggestedPolicy());
        assertEquals(
                List.of("incident"),
                denied.getStatus().guardrails().stream()
                        .map(AccessRequestStatus.GuardrailUse::name)
                        .toList());
        await().atMost(AccessMesh.SOON).untilAsserted(() -> assertNull(mesh.secret(insights, "delays-departures")));
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertEquals(
                        List.of("GrantsRevoked: 1 grant revoked"), mesh.events("default", "Guardrail", "incident")));

        mesh.delete(Guardrail.class, null, "incident");
        mesh.awaitReady(AccessRequest.class, insights, request());
        Secret back = mesh.secret(insights, "delays-departures");
        assertEquals(schema, AccessMesh.value(back, "schema"), "the address stays");
        try (Connection consumer = mesh.login(back)) {
            assertEquals(2, mesh.count(consumer, "departures"));
        }
    }

    @Test
    void aRefusalIsAboutWhatWouldBeShown() throws SQLException {
        granted();
        guard("Enforce", "deny: no aircraft outside flights");
        mesh.awaitReason(AccessRequest.class, insights, request(), "DeniedByGuardrail");
        mesh.editJson(Policy.class, flights, "allow", "/spec/columns/hide", "[{\"name\": \"tail_number\"}]");
        mesh.awaitReady(AccessRequest.class, insights, request());
        try (Connection consumer = mesh.login(mesh.secret(insights, "delays-departures"))) {
            assertEquals(2, mesh.count(consumer, "departures"));
            assertThrows(SQLException.class, () -> tail(consumer));
        }
    }

    @Test
    void oneThatCannotBeUnderstoodStopsWhatIsNewAndLeavesTheRest() throws SQLException {
        Secret secret = granted();
        mesh.applyText("""
                apiVersion: roadstead.dev/v1alpha1
                kind: Guardrail
                metadata: {name: guard}
                spec:
                  enforcement: Enforce
                  match: {domainSelector: {matchLabels: {team: %s}}}
                  maks: Hash
                  deny: never
                """.formatted(flights));
        Guardrail unread = mesh.awaitReason(Guardrail.class, null, "guard", "UnknownField");
        assertTrue(AccessMesh.condition(unread, "Ready")
                .message()
                .contains("spec.maks: unknown field; did you mean mask?"));
        mesh.apply("request-mine.yaml", flights, insights);
        AccessRequest mine = mesh.awaitReason(AccessRequest.class, insights, "mine", "GuardrailInvalid");
        assertTrue(AccessMesh.condition(mine, "Ready").message().contains("Guardrail guard"));
        mesh.settle();
        try (Connection consumer = mesh.login(secret)) {
            assertEquals(2, mesh.count(consumer, "departures"));
            assertEquals("True", AccessMesh.condition(get(), "Ready").status());

            // What takes away is no question for a Guardrail.
            mesh.editJson(Policy.class, flights, "allow", "/spec/columns/hide", "[{\"name\": \"origin\"}]");
            await().atMost(AccessMesh.SOON)
                    .untilAsserted(() -> assertThrows(
                            SQLException.class, () -> mesh.text(consumer, "SELECT origin FROM departures")));
            await().atMost(AccessMesh.SOON)
                    .untilAsserted(() -> assertEquals(
                            "True", AccessMesh.condition(get(), "Ready").status()));

            // Whether more would be allowed, nobody knows.
            mesh.editJson(Policy.class, flights, "allow", "/spec/columns/hide", "[]");
            mesh.awaitReason(AccessRequest.class, insights, request(), "GuardrailInvalid");
            assertEquals(2, mesh.count(consumer, "departures"));
            assertThrows(SQLException.class, () -> mesh.text(consumer, "SELECT origin FROM departures"));

            mesh.delete(Policy.class, flights, "allow");
            await().atMost(AccessMesh.SOON)
                    .untilAsserted(() -> assertThrows(SQLException.class, () -> mesh.count(consumer, "departures")));
        }
        mesh.apply("policy.yaml", flights, insights);
        mesh.awaitReason(AccessRequest.class, insights, request(), "GuardrailInvalid");
        mesh.delete(Guardrail.class, null, "guard");
        mesh.awaitReady(AccessRequest.class, insights, request());
        mesh.awaitReady(AccessRequest.class, insights, "mine");
    }

    @Test
    void oneThatWarnsIsReadByThoseConcerned() throws SQLException {
        granted();
        guard("Warn", "mask: \"Null\"");
        String warning =
                "Guardrail guard only warns so far, and would change this: column departures.tail_number becomes Null";
        await().atMost(AccessMesh.SOON)
                .untilAsserted(() -> assertTrue(approval().endsWith(warning), approval()));
        await().atMost(AccessMesh.SOON)
                .untilAsserted(() -> assertTrue(
                        mesh.events(insights, "AccessRequest", request()).contains("GuardrailWarning: " + warning)));
        assertCounts(1, 1);
        try (Connection consumer = mesh.login(mesh.secret(insights, "delays-departures"))) {
            assertEquals("N1", tail(consumer));
        }
    }

    @Test
    void anExceptionIsNamedAndEndsByItself() throws SQLException {
        Instant end = Instant.now().plus(Duration.ofSeconds(12));
        String until = end.toString().substring(0, 19) + "Z";
        guard("Enforce", """
                mask: Hash
                  exceptions:
                  - {consumers: [{domain: %s}], columns: [tail_number], until: "%s", reason: ring case, ticket: DPO-88}
                """.formatted(insights, until));
        try (Connection consumer = mesh.login(granted())) {
            assertEquals("N1", tail(consumer));
            assertEquals(
                    List.of(new AccessRequestStatus.GuardrailUse(
                            "guard", 1L, List.of("until " + until + ": ring case (DPO-88)"))),
                    status().guardrails());
            assertEquals(until, status().grant().notAfter());
            await().atMost(AccessMesh.SOON)
                    .ignoreExceptionsInstanceOf(SQLException.class)
                    .untilAsserted(() -> assertNotEquals("N1", tail(consumer)));
            assertTrue(Instant.now().isAfter(Instant.parse(until)));
        }
        await().atMost(AccessMesh.SOON)
                .untilAsserted(() -> assertNull(status().grant().notAfter()));
    }

    @Test
    void labelsOfDomainsDecideToo() throws SQLException {
        try (Connection consumer = mesh.login(granted())) {
            mesh.applyText("""
                    apiVersion: roadstead.dev/v1alpha1
                    kind: Guardrail
                    metadata: {name: guard}
                    spec:
                      enforcement: Enforce
                      match:
                        domainSelector: {matchLabels: {tier: %s}}
                        columns: {classifications: [Restricted]}
                      mask: Hash
                    """.formatted(flights));
            mesh.settle();
            assertEquals("N1", tail(consumer));
            mesh.editJson(Domain.class, null, flights, "/metadata/labels/tier", "\"" + flights + "\"");
            await().atMost(AccessMesh.SOON).untilAsserted(() -> assertNotEquals("N1", tail(consumer)));
            mesh.editJson(Domain.class, null, flights, "/metadata/labels/tier", "\"none\"");
            await().atMost(AccessMesh.SOON).untilAsserted(() -> assertEquals("N1", tail(consumer)));
        }
    }

    @Test
    void aNoIsAnAnswer() {
        mesh.apply("consumer.yaml", flights, insights);
        mesh.awaitReason(AccessRequest.class, insights, request(), "NoPolicy");
        mesh.applyText("""
                apiVersion: roadstead.dev/v1alpha1
                kind: Policy
                metadata: {name: not-this, namespace: %s}
                spec:
                  ports: {names: [departures]}
                  declines: [{domain: %s, reason: use arrivals}]
                """.formatted(flights, insights));
        AccessRequest declined = mesh.awaitReason(AccessRequest.class, insights, request(), "Declined");
        assertEquals(
                "domain " + flights + " says no to product " + insights
                        + "/delays for port departures (Policy not-this): use arrivals. The owners of product "
                        + flights
                        + "/nyc: flights-team, flights@example.com",
                AccessMesh.condition(declined, "Ready").message());
        assertNull(declined.getStatus().suggestedPolicy());
        await().atMost(AccessMesh.SOON)
                .untilAsserted(() -> assertEquals(
                        0,
                        mesh.get(OutputPort.class, flights, "departures")
                                .getStatus()
                                .waiting()));
        mesh.apply("policy.yaml", flights, insights);
        mesh.awaitReady(AccessRequest.class, insights, request());
    }

    @Test
    void anotherPassWritesNothing() throws SQLException {
        guard("Enforce", "mask: Hash");
        for (String mode : List.of("DryRun", "Warn")) {
            mesh.applyText("""
                    apiVersion: roadstead.dev/v1alpha1
                    kind: Guardrail
                    metadata: {name: %s}
                    spec: {enforcement: %s, match: {}, deny: not really}
                    """.formatted(mode.toLowerCase(java.util.Locale.ROOT), mode));
        }
        granted();
        assertCounts(1, 1);
        mesh.settle();
        List<String> database = mesh.databaseState();
        mesh.operator().requests().clear();
        wakeAll();
        mesh.settle();
        assertEquals(List.of(), written());
        assertEquals(database, mesh.databaseState());
        mesh.operator().restart();
        mesh.settle();
        mesh.operator().requests().clear();
        wakeAll();
        mesh.settle();
        assertEquals(List.of(), written());
        assertEquals(withoutCheckers(database), withoutCheckers(mesh.databaseState()));
        assertCounts(1, 1);
    }

    /** The login that checks contracts has a password that only the operator knew, so the next one sets another. */
    private static List<String> withoutCheckers(List<String> database) {
        return database.stream()
                .filter(line -> !line.startsWith("pg_authid ") && !line.startsWith("roadstead_meta.ledger "))
                .toList();
    }

    /** Without the head of the history, which a StoreClass tells once a minute at most. */
    private static List<String> written() {
        return mesh.operator().requests().writes().stream()
                .filter(line -> !line.contains("/storeclasses/"))
                .toList();
    }

    private void wakeAll() {
        for (var kind : List.of(DataProduct.class, OutputPort.class, Policy.class, AccessRequest.class)) {
            mesh.wakeAll(kind, flights, insights);
        }
        Stream.of("guard", "dryrun", "warn").forEach(name -> mesh.wake(Guardrail.class, null, name));
    }

    /** About restricted columns of the flights domain. */
    private void guard(String enforcement, String demand) {
        mesh.applyText("""
                apiVersion: roadstead.dev/v1alpha1
                kind: Guardrail
                metadata: {name: guard}
                spec:
                  enforcement: %s
                  match:
                    domainSelector: {matchLabels: {team: %s}}
                    columns: {classifications: [restricted]}
                  %s
                """.formatted(enforcement, flights, demand));
    }

    private void assertCounts(int evaluated, int violations) {
        await("the Guardrail counts").atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            var status = mesh.get(Guardrail.class, null, "guard").getStatus();
            assertNotNull(status);
            assertEquals(evaluated, status.evaluated());
            assertEquals(violations, status.violations());
        });
    }

    private String tail(Connection consumer) throws SQLException {
        return mesh.text(consumer, "SELECT tail_number FROM departures WHERE id = 1");
    }

    /** An input of the product delays that reads everything. */
    private Secret granted() {
        mesh.apply("policy.yaml", flights, insights);
        mesh.apply("consumer.yaml", flights, insights);
        mesh.awaitReady(AccessRequest.class, insights, request());
        return mesh.secret(insights, "delays-departures");
    }

    private AccessRequest get() {
        return mesh.get(AccessRequest.class, insights, request());
    }

    private AccessRequestStatus status() {
        return get().getStatus();
    }

    private String approval() {
        return AccessMesh.condition(get(), "Approved").message();
    }

    private String request() {
        return mesh.requestOf(insights, "delays");
    }
}
