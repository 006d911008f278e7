package dev.roadstead.operator.reconcile.accessrequest;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.Condition;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.Policy;
import dev.roadstead.operator.Main;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** A contract that lies in a ConfigMap goes through the same gate, and nothing that becomes of the ConfigMap hurts who reads. */
class ContractFromIT {

    private static final String MAP = "departures-contract";
    private static final String KEY = "departures.odcs.yaml";
    private static final String ID =
            "{name: id, logicalType: integer, primaryKey: true, required: true, classification: public}";
    private static final String TAIL = "{name: tail_number, logicalType: string, classification: restricted}";
    private static final String ORIGIN = "{name: origin, logicalType: string, classification: public}";
    private static final String GATE = "{name: gate, logicalType: string, classification: public}";

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

    /** From a contract in the spec to the same one in a ConfigMap: nobody is hit, so it passes. */
    @BeforeEach
    void publishFromAConfigMap() {
        flights = mesh.newDomain("flights");
        insights = mesh.newDomain("insights");
        mesh.apply("producer.yaml", flights, insights);
        mesh.apply("policy.yaml", flights, insights);
        mesh.apply("consumer.yaml", flights, insights);
        mesh.awaitReady(AccessRequest.class, insights, request());
        write(odcs(ID, TAIL, ORIGIN));
        mesh.editJson(
                OutputPort.class,
                flights,
                "departures",
                "/spec/versions",
                "[{\"name\": \"v1\", \"contractFrom\": {\"configMapKeyRef\": {\"name\": \"" + MAP + "\", \"key\": \""
                        + KEY + "\"}}}]");
        mesh.awaitReady(OutputPort.class, flights, "departures");
        mesh.awaitReady(AccessRequest.class, insights, request());
    }

    @Test
    void aChangeIsSeenAndOneThatBreaksIsHeld() throws SQLException {
        write(odcs(ID, TAIL, ORIGIN, GATE));
        await().atMost(AccessMesh.SOON).until(() -> columns().contains("gate"));
        mesh.awaitReady(OutputPort.class, flights, "departures");
        mesh.awaitReady(AccessRequest.class, insights, request());
        write(odcs(ID, ORIGIN, GATE));
        OutputPort held = awaitCondition("Accepted", "BreakingChange", "column departures.tail_number is removed");
        assertTrue(
                AccessMesh.condition(held, "Accepted")
                        .message()
                        .contains("put yours into another ConfigMap, which v2 names"),
                AccessMesh.condition(held, "Accepted").message());
        assertServed("tail_number");
        mesh.operator().restart();
        awaitCondition("Accepted", "BreakingChange", "column departures.tail_number is removed");
        mesh.awaitReady(AccessRequest.class, insights, request());
        assertServed("tail_number");

        mesh.settle();
        mesh.operator().requests().clear();
        List<String> database = mesh.databaseState();
        mesh.wake(OutputPort.class, flights, "departures");
        mesh.wake(AccessRequest.class, insights, request());
        mesh.wake(Policy.class, flights, "allow");
        // The same contract in other words of YAML is the same contract.
        write(odcs(ID, ORIGIN, GATE) + "\n# reviewed\n");
        mesh.settle();
        assertEquals(List.of(), mesh.operator().requests().writes());
        assertEquals(database, mesh.databaseState());

        mesh.delete(Policy.class, flights, "allow");
        mesh.awaitReady(OutputPort.class, flights, "departures");
    }

    /** The spec is the same as before, and what was told of the former rules says nothing about the new one. */
    @Test
    void aRuleThatNobodyHasCheckedYetIsNotToldToHold() {
        String slow = TAIL.replace("}", ", quality: [{type: sql, query: \"SELECT %s\", mustBe: %d}]}");
        write(odcs(ID, slow.formatted("1", 1), ORIGIN));
        await().atMost(AccessMesh.SOON).until(() -> quality().equals("RulesHold"));
        mesh.settle();
        String former = revision();
        write(odcs(
                ID,
                slow.formatted("1", 1),
                ORIGIN.replace(
                        "}", ", quality: [{type: sql, mustBe: 2, query: \"SELECT count(*) FROM pg_sleep(4)\"}]}")));
        await().atMost(AccessMesh.SOON).until(() -> !revision().equals(former));
        assertEquals("NotChecked", quality());
        awaitCondition("QualityPassed", "RulesBroken", "found 1");
    }

    private String quality() {
        Condition told = AccessMesh.condition(mesh.get(OutputPort.class, flights, "departures"), "QualityPassed");
        return told == null ? "" : told.reason();
    }

    private String revision() {
        return String.valueOf(mesh.get(OutputPort.class, flights, "departures")
                .getStatus()
                .versions()
                .getFirst()
                .revisionName());
    }

    @Test
    void nothingThatBecomesOfTheConfigMapHurtsWhoReads() throws SQLException {
        client(map -> map.getMetadata().setLabels(Map.of()));
        missing("ContractNotFound", "has no label roadstead.dev/contract: \"true\"");
        write("apiVersion: v3.1.0\nkind: DataContract\nid: x\nversion: NO\nstatus: active\nschema: []\n");
        missing("ContractNotReadable", "version: NO without quotation marks");
        client(map -> {
            map.setData(Map.of());
            map.setBinaryData(Map.of(KEY, Base64.getEncoder().encodeToString(new byte[] {(byte) 0xff, 0, 1})));
        });
        missing("ContractNotReadable", "holds bytes that are no text");
        client(map -> {
            map.setData(Map.of("other.yaml", "x"));
            map.setBinaryData(Map.of());
        });
        missing("ContractNotFound", "has no key " + KEY + ", only other.yaml");
        mesh.operator().admin().configMaps().inNamespace(flights).withName(MAP).delete();
        missing("ContractNotFound", "has no ConfigMap " + MAP);

        mesh.operator().restart();
        mesh.awaitReady(AccessRequest.class, insights, request());
        missing("ContractNotFound", "has no ConfigMap " + MAP);
        assertServed("tail_number");
        mesh.settle();
        mesh.operator().requests().clear();
        List<String> database = mesh.databaseState();
        mesh.wake(OutputPort.class, flights, "departures");
        mesh.wake(AccessRequest.class, insights, request());
        mesh.settle();
        assertEquals(List.of(), mesh.operator().requests().writes());
        assertEquals(database, mesh.databaseState());

        // What is served is what everybody is told, whether or not its source is there.
        String exported = export();
        assertTrue(exported.contains("tail_number"), exported);
        write(odcs(ID, TAIL, ORIGIN, GATE));
        mesh.awaitReady(OutputPort.class, flights, "departures");
        await().atMost(AccessMesh.SOON).until(() -> columns().contains("gate"));
    }

    @Test
    void aVersionWithoutAnyContractKeepsNoOtherFromBeingServed() {
        mesh.editJson(
                OutputPort.class,
                flights,
                "departures",
                "/spec/versions/-",
                "{\"name\": \"v2\", \"contractFrom\": {\"configMapKeyRef\": {\"name\": \"none\", \"key\": \"x\"}}}");
        OutputPort missing = awaitCondition(
                "ResolvedRefs",
                "ContractNotFound",
                "spec.versions[v2].contractFrom.configMapKeyRef: this namespace has no ConfigMap none");
        assertTrue(AccessMesh.condition(missing, "ResolvedRefs").message().endsWith("\nUntil then, v2 is not served."));
        awaitCondition("Provisioned", "Pending", "v2 is not served yet, because its contract is not there");
        assertEquals("v1", missing.getStatus().serving());
        mesh.awaitReady(AccessRequest.class, insights, request());
        write(odcs(ID, TAIL, ORIGIN, GATE));
        await().atMost(AccessMesh.SOON).until(() -> columns().contains("gate"));
        assertEquals(
                List.of("Served", "Pending"),
                mesh.get(OutputPort.class, flights, "departures").getStatus().versions().stream()
                        .map(version -> version.state())
                        .toList());
    }

    @Test
    void aThousandColumnsAreServed() throws SQLException {
        String many = IntStream.range(0, 997)
                .mapToObj(i -> "{name: c" + i
                        + ", logicalType: number, classification: public, description: \"It's \\\"" + i + "\\\"\\n\"}")
                .collect(Collectors.joining("\n  - "));
        write(odcs(ID, TAIL, ORIGIN, many));
        await().atMost(AccessMesh.SOON).until(() -> columns().contains("c996"));
        assertEquals(1000, columns().size());
        mesh.awaitReady(OutputPort.class, flights, "departures");
        mesh.awaitReady(AccessRequest.class, insights, request());
        write(odcs(ID, TAIL, ORIGIN, many, "{name: one_more, logicalType: string}"));
        missing("ContractNotReadable", "schema[0].properties: it has 1001 entries");
        assertEquals(1000, columns().size());
    }

    private void missing(String reason, String words) {
        OutputPort port = awaitCondition("ResolvedRefs", reason, words);
        assertEquals(reason, AccessMesh.condition(port, "Ready").reason());
        assertTrue(
                AccessMesh.condition(port, "ResolvedRefs").message().endsWith("what was served is served as it was."));
        assertEquals("v1", port.getStatus().serving());
        mesh.awaitReady(AccessRequest.class, insights, request());
    }

    private OutputPort awaitCondition(String type, String reason, String words) {
        return await(type + " is false because of " + reason + ": " + words)
                .atMost(AccessMesh.SOON)
                .until(() -> mesh.get(OutputPort.class, flights, "departures"), port -> {
                    Condition found = AccessMesh.condition(port, type);
                    return found.status().equals("False")
                            && found.reason().equals(reason)
                            && found.message().contains(words);
                });
    }

    private void assertServed(String column) throws SQLException {
        assertTrue(columns().contains(column));
        assertEquals("True", mesh.ready(AccessRequest.class, insights, request()));
        try (Connection consumer = mesh.login(mesh.secret(insights, "delays-departures"))) {
            mesh.text(consumer, "SELECT " + column + " FROM departures");
        }
    }

    private List<String> columns() throws SQLException {
        try (Connection consumer = mesh.login(mesh.secret(insights, "delays-departures"))) {
            return List.of(mesh.text(
                            consumer,
                            "SELECT string_agg(attname, ',' ORDER BY attnum) FROM pg_attribute WHERE attrelid ="
                                    + " 'departures'::regclass AND attnum > 0")
                    .split(","));
        }
    }

    private String request() {
        return mesh.requestOf(insights, "delays");
    }

    private String export() {
        var out = new StringWriter();
        var err = new StringWriter();
        int code = new CommandLine(new Main())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(
                        "export",
                        "odcs",
                        flights + "/departures",
                        "--kubeconfig",
                        mesh.operator().cluster().kubeconfig().toString());
        assertEquals(0, code, err.toString());
        return out.toString();
    }

    private static String odcs(String... columns) {
        return """
                apiVersion: v3.1.0
                kind: DataContract
                id: departures
                version: 1.0.0
                status: active
                schema:
                - name: departures
                  properties:
                  - %s
                """.formatted(String.join("\n  - ", columns));
    }

    private void write(String document) {
        ConfigMap map = new ConfigMapBuilder()
                .withNewMetadata()
                .withName(MAP)
                .withNamespace(flights)
                .addToLabels("roadstead.dev/contract", "true")
                .endMetadata()
                .addToData(KEY, document)
                .build();
        if (mesh.operator().admin().resource(map).get() == null) {
            mesh.operator().admin().resource(map).create();
        } else {
            mesh.operator().admin().resource(map).update();
        }
    }

    private void client(Consumer<ConfigMap> change) {
        mesh.operator().admin().configMaps().inNamespace(flights).withName(MAP).edit(map -> {
            change.accept(map);
            return map;
        });
    }
}
