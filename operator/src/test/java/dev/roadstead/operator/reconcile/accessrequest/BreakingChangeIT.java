package dev.roadstead.operator.reconcile.accessrequest;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.Contract;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.Policy;
import dev.roadstead.operator.kube.EventRecorder;
import dev.roadstead.operator.revision.ContractRevisions;
import dev.roadstead.operator.status.Reason;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A contract that would break somebody who is granted access is not served, and what is served goes on as it was. */
class BreakingChangeIT {
    private static final String ID =
            "{\"name\": \"id\", \"logicalType\": \"integer\", \"primaryKey\": true, \"required\": true, \"classification\": \"public\"}";
    private static final String TAIL =
            "{\"name\": \"tail_number\", \"logicalType\": \"string\", \"classification\": \"restricted\"}";
    private static final String ORIGIN =
            "{\"name\": \"origin\", \"logicalType\": \"string\", \"classification\": \"public\"}";

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
    void grant() {
        flights = mesh.newDomain("flights");
        insights = mesh.newDomain("insights");
        mesh.apply("producer.yaml", flights, insights);
        mesh.apply("policy.yaml", flights, insights);
        mesh.apply("consumer.yaml", flights, insights);
        mesh.awaitReady(AccessRequest.class, insights, request());
    }

    @Test
    void whoReadsNoticesNothingUntilTheChangeHurtsNobody() throws Exception {
        try (var reader = new Reconnecting(
                mesh,
                insights,
                "delays-departures",
                session -> mesh.text(session, "SELECT tail_number FROM departures"))) {
            holdOneChangeAfterTheOther();
            assertEquals(List.of(), reader.failures());
            assertTrue(reader.sessions() > 0);
        }

        mesh.delete(Policy.class, flights, "allow");
        mesh.awaitReady(OutputPort.class, flights, "departures");
        mesh.apply("policy.yaml", flights, insights);
        mesh.awaitReady(AccessRequest.class, insights, request());
        assertFalse(columns().contains("tail_number"));
        assertEquals(1, revisions(), "what is served no longer is not kept");
    }

    private void holdOneChangeAfterTheOther() throws SQLException {
        contract(ID, ORIGIN);
        String message = held("v1: column departures.tail_number is removed (read by " + insights + "/delays)");
        assertTrue(message.contains("- name: \"v2\""), "it ends with what to write: " + message);
        await().atMost(AccessMesh.SOON)
                .until(() -> mesh.events(flights, "OutputPort", "departures").stream()
                        .anyMatch(event -> event.startsWith("BreakingChange: ")
                                && event.endsWith(
                                        "deprecate the old one once they know; condition Accepted of the port has"
                                                + " the rest, with what to write.")));
        contract(ID, TAIL.replace("tail_number", "tail"), ORIGIN);
        held("column departures.tail_number is renamed to tail");
        contract(ID, TAIL.replace("string", "integer"), ORIGIN);
        held("column departures.tail_number changes its type from text to bigint");
        contract(ID.replace("\"primaryKey\": true, ", ""), TAIL, ORIGIN);
        held("the primary key of departures is no longer id, but none");

        mesh.operator().restart();
        mesh.awaitReady(AccessRequest.class, insights, request());
        held("the primary key of departures is no longer id, but none");
        mesh.settle();
        mesh.operator().requests().clear();
        List<String> database = mesh.databaseState();
        mesh.wake(OutputPort.class, flights, "departures");
        mesh.wake(AccessRequest.class, insights, request());
        mesh.settle();
        assertEquals(List.of(), mesh.operator().requests().writes());
        assertEquals(database, mesh.databaseState());

        // What is decided about access acts all the same.
        mesh.apply("policy-narrow.yaml", flights, insights);
        await().atMost(AccessMesh.SOON)
                .until(() -> mesh.get(AccessRequest.class, insights, request())
                                .getStatus()
                                .lens()
                                .rowFilter()
                        != null);
        mesh.awaitReady(AccessRequest.class, insights, request());
        contract(ID, TAIL, ORIGIN);
        mesh.awaitReady(OutputPort.class, flights, "departures");
        contract(ID, ORIGIN);
        held("column departures.tail_number is removed");
    }

    @Test
    void whatBreaksNobodyPassesAtOnce() throws SQLException {
        contract(ORIGIN, ID, TAIL, "{\"name\": \"gate\", \"logicalType\": \"string\", \"classification\": \"public\"}");
        mesh.awaitReady(OutputPort.class, flights, "departures");
        await().atMost(AccessMesh.SOON).until(() -> columns().contains("gate"));
        mesh.awaitReady(AccessRequest.class, insights, request());
        assertEquals(1, revisions());
    }

    /** Told once for each contract, whoever looks at the port again: this operator, or the next one. */
    @Test
    void whoGainsWhatByANewColumnIsToldOnce() {
        String gate = "{\"name\": \"gate\", \"logicalType\": \"string\", \"classification\": \"public\"}";
        String note = "{\"name\": \"note\", \"logicalType\": \"string\"}";
        contract(ID, TAIL, ORIGIN, gate, note);
        String told =
                "ColumnsAdded: v1 has new columns: departures.gate, departures.note. Unclassified, so shown to nobody"
                        + " unless a Policy says unclassified: Clear: departures.note. " + insights
                        + "/delays gains departures.gate (Clear)";
        await().atMost(AccessMesh.SOON).until(this::columnsAdded, List.of(told)::equals);
        await().atMost(AccessMesh.SOON).until(() -> columns().contains("gate"));

        mesh.operator().restart();
        mesh.awaitReady(AccessRequest.class, insights, request());
        mesh.settle();
        mesh.operator().requests().clear();
        mesh.wake(OutputPort.class, flights, "departures");
        mesh.settle();
        assertEquals(List.of(), mesh.operator().requests().writes());
        String before = revision();
        contract(ID.replace("\"name\"", "\"description\": \"the number\", \"name\""), TAIL, ORIGIN, gate, note);
        await().atMost(AccessMesh.SOON).until(() -> !revision().equals(before));
        assertEquals(List.of(told), columnsAdded(), "what adds nothing is not told");
    }

    /** Two operators that each believe to be the first: one died before it could write down that it was done. */
    @Test
    void theApiServerTakesTheSameOccasionOnce() {
        OutputPort port = mesh.get(OutputPort.class, flights, "departures");
        for (String occasion : new String[] {"1 a b", "1 a b", "2 a b"}) {
            new EventRecorder(mesh.operator().admin(), Clock.systemUTC(), "another")
                    .once(port, Reason.COLUMNS_ADDED, "Accept", "once", occasion);
        }
        assertEquals(List.of("ColumnsAdded: once", "ColumnsAdded: once"), columnsAdded());
    }

    private List<String> columnsAdded() {
        return mesh.events(flights, "OutputPort", "departures").stream()
                .filter(event -> event.startsWith("ColumnsAdded: "))
                .toList();
    }

    /** What is promised of data and service stands in no view, and is kept and protected all the same. */
    @Test
    void promisesWriteNothingInTheStoreAndAreHeld() throws SQLException {
        // The first one has the login made that checks them.
        promise(TAIL, "{\"metric\": \"rowCount\", \"mustBeGreaterThan\": 0}", 5);
        await().atMost(AccessMesh.SOON)
                .until(() -> AccessMesh.condition(mesh.get(OutputPort.class, flights, "departures"), "QualityPassed")
                        != null);
        mesh.settle();
        List<String> database = mesh.databaseState();
        String revision = revision();
        String unique = TAIL.replace("\"string\"", "\"string\", \"unique\": true");
        promise(unique, "{\"metric\": \"rowCount\", \"mustBeGreaterThan\": 0}", 5);
        await().atMost(AccessMesh.SOON).until(() -> !revision().equals(revision));
        mesh.awaitReady(OutputPort.class, flights, "departures");
        mesh.settle();
        assertEquals(database, mesh.databaseState());
        assertEquals(1, revisions());

        promise(TAIL, "{\"metric\": \"rowCount\", \"mustBeGreaterThan\": 0}", 5);
        held("column departures.tail_number is no longer unique");
        promise(unique, "{\"type\": \"text\", \"description\": \"mostly\"}", 5);
        held("quality rule rowCount of departures is removed");
        promise(unique, "{\"metric\": \"rowCount\", \"mustBeGreaterThan\": 0}", 4);
        held("service level retention changes from 1825 d to 1460 d");
        String before = revision();
        promise(unique, "{\"metric\": \"rowCount\", \"mustBeGreaterThan\": 9}", 6);
        await().atMost(AccessMesh.SOON).until(() -> !revision().equals(before));
        mesh.awaitReady(OutputPort.class, flights, "departures");
        mesh.settle();
        assertEquals(database, mesh.databaseState());
    }

    private void promise(String tail, String rule, int years) {
        mesh.editJson(
                OutputPort.class,
                flights,
                "departures",
                "/spec/versions",
                "[{\"name\": \"v1\", \"contract\": {\"slaProperties\": [{\"property\": \"retention\", \"unit\": \"y\", \"value\": "
                        + years + "}], \"schema\": [{\"name\": \"departures\", \"quality\": [" + rule
                        + "], \"properties\": [" + String.join(", ", ID, tail, ORIGIN) + "]}]}}]");
    }

    private String revision() {
        return String.valueOf(mesh.get(OutputPort.class, flights, "departures")
                .getStatus()
                .versions()
                .getFirst()
                .revisionName());
    }

    /** What a consumer says he uses protects that, narrows nothing, and lets go what is held for the rest. */
    @Test
    void whoSaysWhatHeUsesIsHitInThatOnly() throws SQLException {
        contract(ID, TAIL);
        held("column departures.origin is removed (read by " + insights + "/delays)");
        String grant = granted();
        uses("id", "departures.tail_number");
        mesh.awaitReady(OutputPort.class, flights, "departures");
        await().atMost(AccessMesh.SOON).until(() -> !columns().contains("origin"));
        columnsVisible("True", "AllVisible", "can be read");
        contract(ID);
        held("column departures.tail_number is removed (read by " + insights + "/delays)");

        uses("id", "tail_numbr", "departures.tail_number");
        columnsVisible("False", "UnknownColumn", "no tail_numbr (did you mean tail_number?)");
        assertTrue(columns().contains("tail_number"), "it narrows nothing");
        contract(ID, TAIL);
        mesh.awaitReady(OutputPort.class, flights, "departures");
        uses("id", "tail_number");
        mesh.editJson(Policy.class, flights, "allow", "/spec/columns/allow", "[\"id\"]");
        columnsVisible("False", "ColumnHidden", "tail_number can't be read");
        mesh.awaitReady(AccessRequest.class, insights, request());
        assertFalse(columns().contains("tail_number"));
        assertEquals(grant, granted(), "the same access all the time");

        mesh.settle();
        mesh.operator().requests().clear();
        mesh.wake(OutputPort.class, flights, "departures");
        mesh.wake(AccessRequest.class, insights, request());
        mesh.settle();
        assertEquals(List.of(), mesh.operator().requests().writes());
    }

    private void uses(String... columns) {
        mesh.editJson(
                DataProduct.class,
                insights,
                "delays",
                "/spec/inputs/0/columns",
                "[\"" + String.join("\", \"", columns) + "\"]");
    }

    private void columnsVisible(String status, String reason, String words) {
        await(reason).atMost(AccessMesh.SOON).until(() -> {
            var condition = mesh.get(AccessRequest.class, insights, request())
                    .getStatus()
                    .condition("ColumnsVisible");
            return condition != null
                    && condition.status().equals(status)
                    && condition.reason().equals(reason)
                    && condition.message().contains(words);
        });
    }

    private String granted() {
        var grant =
                mesh.get(AccessRequest.class, insights, request()).getStatus().grant();
        return grant.login() + " " + grant.startTime();
    }

    /** A column that the one consumer can't see may go. */
    @Test
    void aColumnThatNobodySeesMayGo() throws SQLException {
        mesh.editJson(Policy.class, flights, "allow", "/spec/columns/allow", "[\"id\", \"origin\"]");
        await().atMost(AccessMesh.SOON)
                .until(() -> mesh.get(AccessRequest.class, insights, request())
                                .getStatus()
                                .lens()
                                .hidden()
                        == 1);
        contract(ID, ORIGIN);
        mesh.awaitReady(OutputPort.class, flights, "departures");
        mesh.awaitReady(AccessRequest.class, insights, request());
        contract(ID);
        held("column departures.origin is removed");
    }

    /** The status has no room for all that he can't see, and that must not hold back what he is told nothing of. */
    @Test
    void ofAWideTableTheLastColumnMayGoToo() throws SQLException {
        List<String> columns = new ArrayList<>(List.of(ID, TAIL, ORIGIN));
        IntStream.range(0, 40)
                .forEach(i -> columns.add(
                        "{\"name\": \"c" + i + "\", \"logicalType\": \"string\", \"classification\": \"public\"}"));
        contract(columns.toArray(String[]::new));
        mesh.awaitReady(OutputPort.class, flights, "departures");
        mesh.editJson(Policy.class, flights, "allow", "/spec/columns/allow", "[\"id\", \"c38\"]");
        await().atMost(AccessMesh.SOON)
                .until(() -> mesh.get(AccessRequest.class, insights, request())
                                .getStatus()
                                .lens()
                                .hidden()
                        == 41);
        mesh.awaitReady(AccessRequest.class, insights, request());
        contract(columns.subList(0, 42).toArray(String[]::new));
        mesh.awaitReady(OutputPort.class, flights, "departures");
        mesh.awaitReady(AccessRequest.class, insights, request());
        mesh.operator().restart();
        mesh.awaitReady(AccessRequest.class, insights, request());
        contract(columns.subList(0, 40).toArray(String[]::new));
        held("column departures.c38 is removed");
        columns.remove(40);
        contract(columns.subList(0, 41).toArray(String[]::new));
        mesh.awaitReady(OutputPort.class, flights, "departures");
    }

    /** He can't see it, and says he uses another: but without it no row could be chosen for him. */
    @Test
    void aColumnThatChoosesTheRowsOfSomebodyStays() throws SQLException {
        mesh.editJson(Policy.class, flights, "allow", "/spec", """
                {"ports": {"names": ["departures"]}, "consumers": [{"domain": "%s"}], "purposes": ["delay-analysis"],
                 "columns": {"allow": ["id"]}, "rows": [{"column": "origin", "operator": "In", "values": ["JFK"]}]}""".formatted(insights));
        uses("id");
        await().atMost(AccessMesh.SOON)
                .until(() -> mesh.get(AccessRequest.class, insights, request())
                                .getStatus()
                                .lens()
                                .rowFilter()
                        != null);
        String grant = granted();
        contract(ID, TAIL);
        held("column departures.origin is removed (read by " + insights + "/delays)");
        mesh.awaitReady(AccessRequest.class, insights, request());
        assertEquals(grant, granted());
        contract(ID, ORIGIN.replace("string", "integer"));
        held("column departures.origin changes its type from text to bigint");
        contract(ID, ORIGIN);
        mesh.awaitReady(OutputPort.class, flights, "departures");

        contract(ID);
        held("column departures.origin is removed (read by " + insights + "/delays)");
        mesh.editJson(Policy.class, flights, "allow", "/spec/rows", "[]");
        mesh.awaitReady(OutputPort.class, flights, "departures");
        mesh.awaitReady(AccessRequest.class, insights, request());
    }

    /** Nobody else learns of the port from then on; who has it keeps it. */
    @Test
    void aPortThatIsKeptToItsDomainTakesNothingFromWhoReadsIt() throws SQLException {
        String grant = granted();
        mesh.edit(OutputPort.class, flights, "departures", "/spec/visibility", "Domain");
        mesh.applyText("""
                apiVersion: roadstead.dev/v1alpha1
                kind: AccessRequest
                metadata: {name: late, namespace: %s}
                spec: {portRef: {domain: %s, name: departures, version: v1}, purpose: delay-analysis}
                """.formatted(insights, flights));
        mesh.awaitReason(AccessRequest.class, insights, "late", "PortNotFound");
        mesh.operator().restart();
        mesh.wake(AccessRequest.class, insights, request());
        mesh.settle();
        mesh.awaitReady(AccessRequest.class, insights, request());
        assertEquals(grant, granted());
        assertTrue(columns().contains("tail_number"));

        mesh.delete(Policy.class, flights, "allow");
        mesh.awaitReason(AccessRequest.class, insights, request(), "NoPolicy");
        mesh.wake(AccessRequest.class, insights, request());
        mesh.awaitReason(AccessRequest.class, insights, request(), "PortNotFound");
    }

    @Test
    void anExceptionOfTheDomainLetsItThrough() throws SQLException {
        contract(ID, ORIGIN);
        held("column departures.tail_number is removed");
        except("2026-01-01T00:00:00Z");
        mesh.settle();
        held("column departures.tail_number is removed");
        except("2099-01-01T00:00:00Z");
        mesh.awaitReady(OutputPort.class, flights, "departures");
        mesh.awaitReady(AccessRequest.class, insights, request());
        await().atMost(AccessMesh.SOON).until(() -> !columns().contains("tail_number"));
        await().atMost(AccessMesh.SOON)
                .until(() -> mesh.events(flights, "OutputPort", "departures").stream()
                        .anyMatch(event -> event.startsWith("BreakingChangeExcepted: ")
                                && event.contains("column departures.tail_number is removed")
                                && event.endsWith("incident 42")));
    }

    /** What the message says is what works: pasted as it is, both versions are served side by side. */
    @Test
    void whatToWriteInsteadOfAnotherTypeWorksAsItStands() throws SQLException {
        contract(ID, TAIL.replace("string\"", "string\", \"physicalType\": \"varchar(4)\""), ORIGIN);
        String message = held("column departures.tail_number changes its type from text to character varying(4)");
        String yaml = message.substring(message.indexOf("\nversions:"));
        assertTrue(yaml.contains("physicalName: \"departures_v2\""), yaml);
        Object versions = Serialization.unmarshal(yaml, Map.class).get("versions");
        mesh.editJson(OutputPort.class, flights, "departures", "/spec/versions", Serialization.asJson(versions));
        mesh.awaitReady(OutputPort.class, flights, "departures");
        assertEquals(
                "v1,v2",
                mesh.get(OutputPort.class, flights, "departures").getStatus().serving());
        mesh.awaitReady(AccessRequest.class, insights, request());
    }

    /** A contract as people have it does not fit on a page. */
    @Test
    void aLongContractIsWrittenOutAsWell() {
        String[] columns = IntStream.range(0, 60)
                .mapToObj(i -> "{\"name\": \"c" + i + "\", \"logicalType\": \"string\", \"classification\": \"public\","
                        + " \"description\": \"what it means\"}")
                .toArray(String[]::new);
        columns[0] = ID;
        contract(columns);
        String message = held("column departures.tail_number is removed");
        assertTrue(message.contains("- name: \"v2\"") && message.contains("\"c59\""), message);
    }

    /** Two contracts whose names share their digits are found in a second; a change is what differs, not what is called otherwise. */
    @Test
    void aContractOfTheSameDigitsIsAnother() throws SQLException {
        var twins = Twins.of(
                mesh.operator().admin().getKubernetesSerialization(), schema(ID, TAIL, ORIGIN), schema(ID, ORIGIN));
        served(twins.first());
        await().atMost(AccessMesh.SOON).until(() -> revision().endsWith("-" + twins.digits()));
        mesh.awaitReady(OutputPort.class, flights, "departures");
        String first = revision();
        served(twins.second());
        held("column departures.tail_number is removed");
        assertEquals(first, revision());
        mesh.operator().restart();
        held("column departures.tail_number is removed");
        assertTrue(columns().contains("tail_number"));

        except("2099-01-01T00:00:00Z");
        await().atMost(AccessMesh.SOON).until(() -> !columns().contains("tail_number"));
        mesh.awaitReady(OutputPort.class, flights, "departures");
        await().atMost(AccessMesh.SOON).until(() -> !revision().equals(first));
        OutputPort port = mesh.get(OutputPort.class, flights, "departures");
        var kept = new ContractRevisions(mesh.operator().admin());
        assertEquals(Optional.of(twins.second()), kept.read(flights, revision()));
        await().atMost(AccessMesh.SOON).until(() -> revisions() == 1);

        var version = port.getSpec().versions().getFirst();
        assertEquals(first, kept.keep(port, version.withContract(twins.first())));
        assertEquals(revision(), kept.keep(port, version), "it is there already");
        var again = new ContractRevisions(mesh.operator().admin());
        assertEquals(Optional.of(twins.first()), again.read(flights, first));
        assertEquals(Optional.of(twins.second()), again.read(flights, revision()));
        mesh.settle();
        mesh.operator().requests().clear();
        mesh.operator().restart();
        mesh.awaitReady(AccessRequest.class, insights, request());
        mesh.wake(OutputPort.class, flights, "departures");
        mesh.settle();
        assertEquals(
                List.of(),
                mesh.operator().requests().writes().stream()
                        .filter(write -> write.contains("controllerrevisions"))
                        .toList());
        assertEquals(2, revisions());
    }

    private void served(Contract contract) {
        mesh.editJson(
                OutputPort.class,
                flights,
                "departures",
                "/spec/versions",
                "[{\"name\": \"v1\", \"contract\": " + Serialization.asJson(contract) + "}]");
    }

    private void except(String until) {
        mesh.editJson(
                Domain.class,
                null,
                flights,
                "/spec/exceptions",
                "[{\"port\": \"departures\", \"rule\": \"BreakingChange\", \"reason\": \"incident 42\","
                        + " \"expirationTime\": \"" + until + "\"}]");
    }

    private String held(String words) {
        OutputPort port = await("it is held: " + words)
                .atMost(AccessMesh.SOON)
                .until(
                        () -> mesh.get(OutputPort.class, flights, "departures"),
                        found -> AccessMesh.condition(found, "Accepted")
                                .message()
                                .contains(words));
        assertEquals("BreakingChange", AccessMesh.condition(port, "Accepted").reason());
        assertEquals("BreakingChange", AccessMesh.condition(port, "Ready").reason());
        assertEquals("v1", port.getStatus().serving());
        mesh.awaitReady(AccessRequest.class, insights, request());
        return AccessMesh.condition(port, "Accepted").message();
    }

    private void contract(String... columns) {
        mesh.editJson(
                OutputPort.class,
                flights,
                "departures",
                "/spec/versions",
                "[{\"name\": \"v1\", \"contract\": " + schema(columns) + "}]");
    }

    private static String schema(String... columns) {
        return "{\"schema\": [{\"name\": \"departures\", \"properties\": [" + String.join(", ", columns) + "]}]}";
    }

    private String columns() throws SQLException {
        try (Connection consumer = mesh.login(mesh.secret(insights, "delays-departures"))) {
            return mesh.text(
                    consumer,
                    "SELECT string_agg(attname, ',') FROM pg_attribute WHERE attnum > 0 AND NOT attisdropped"
                            + " AND attrelid = 'departures'::regclass");
        }
    }

    private long revisions() {
        return mesh.operator().admin().apps().controllerRevisions().inNamespace(flights).list().getItems().stream()
                .filter(revision -> revision.getMetadata().getName().startsWith("departures-v1-"))
                .peek(revision -> assertNotNull(revision.getData()))
                .count();
    }

    private String request() {
        return mesh.requestOf(insights, "delays");
    }
}
