package dev.roadstead.operator.reconcile.accessrequest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.testing.Command;
import dev.roadstead.testing.CommandLineUnderTest;
import dev.roadstead.testing.Datacontract;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is published, tested by a program that others wrote, with the exported contract and the consumer's own Secret. */
class OdcsProofIT {

    private static AccessMesh mesh;
    private static Datacontract datacontract;
    private static String flights;
    private static String insights;
    private static Secret secret;

    @TempDir
    private Path folder;

    @BeforeAll
    static void grant() throws SQLException {
        datacontract = Datacontract.installed();
        mesh = AccessMesh.start();
        flights = mesh.newDomain("flights");
        insights = mesh.newDomain("insights");
        mesh.applyText("""
                apiVersion: roadstead.dev/v1alpha1
                kind: DataProduct
                metadata: {name: nyc, namespace: %1$s}
                spec:
                  owner: {team: flights-team, contact: flights@example.com}
                  stores: [{name: main, storeClassName: %3$s, writers: [{name: airflow}]}]
                ---
                apiVersion: roadstead.dev/v1alpha1
                kind: OutputPort
                metadata: {name: departures, namespace: %1$s}
                spec:
                  dataProductName: nyc
                  store: main
                  versions:
                  - name: v1
                    contract:
                      version: 1.2.0
                      schema:
                      - name: departures
                        physicalName: inner_table
                        properties:
                        - {name: id, logicalType: integer, primaryKey: true, classification: public}
                        - {name: small, physicalType: int2, classification: public}
                        - {name: fare, physicalType: 'numeric(12,2)', classification: public,
                           logicalTypeOptions: {minimum: 0}}
                        - {name: any_number, logicalType: number, classification: public}
                        - {name: ratio, physicalType: float8, classification: public}
                        - {name: origin, logicalType: string, required: true, classification: public,
                           logicalTypeOptions: {minLength: 3, maxLength: 3, pattern: '^[A-Z]+$'}}
                        - {name: code, physicalType: varchar(20), classification: public}
                        - {name: key, physicalType: uuid, classification: public}
                        - {name: day, logicalType: date, classification: public}
                        - {name: at, logicalType: timestamp, classification: public}
                        - {name: local, physicalType: timestamp(3), classification: public}
                        - {name: clock, logicalType: time, classification: public}
                        - {name: ok, logicalType: boolean, classification: public}
                        - {name: codes, physicalType: 'text[]', classification: public}
                        - {name: extra, physicalType: jsonb, classification: public}
                ---
                apiVersion: roadstead.dev/v1alpha1
                kind: Policy
                metadata: {name: all, namespace: %1$s}
                spec:
                  ports: {names: [departures]}
                  consumers: [{domain: %2$s, product: delays}]
                  purposes: [delay-analysis]
                  columns: {allow: ["*"]}
                  maxDuration: 1h
                ---
                apiVersion: roadstead.dev/v1alpha1
                kind: DataProduct
                metadata: {name: delays, namespace: %2$s}
                spec:
                  inputs:
                  - name: departures
                    portRef: {domain: %1$s, name: departures, version: v1}
                    purpose: delay-analysis
                """.formatted(flights, insights, mesh.storeClass()));
        mesh.awaitReady(OutputPort.class, flights, "departures");
        mesh.awaitReady(AccessRequest.class, insights, mesh.requestOf(insights, "delays"));
        try (Connection writer = mesh.login(mesh.secret(flights, "nyc-main-airflow"))) {
            mesh.execute(
                    writer,
                    "INSERT INTO inner_table (id, fare, origin, day, at) VALUES (1, 9.50, 'JFK', '2026-01-31', now()),"
                            + " (2, NULL, 'EWR', NULL, NULL)");
        }
        secret = mesh.secret(insights, "delays-departures");
    }

    @AfterAll
    static void stop() throws SQLException {
        mesh.close();
    }

    @Test
    void whatIsPublishedIsWhatTheContractSays() throws IOException {
        Path document = export();
        assertPasses(datacontract.lint(document));
        assertPasses(datacontract.test(document, environment()));
        String text = Files.readString(document);
        assertTrue(text.contains("status: \"active\""), text);
        assertTrue(text.contains("version: \"1.2.0\""), text);
        assertTrue(text.contains("schema: \"" + AccessMesh.value(secret, "schema") + "\""), text);
        assertFalse(text.contains("inner_table"), text);
        for (String credential : List.of("username", "password")) {
            assertFalse(text.contains(AccessMesh.value(secret, credential)), credential + " in the document");
        }
    }

    /** The program can say no: to a type, to a column that is not there, to values, to a missing value. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "physicalType: \"numeric(12,2)\" | physicalType: \"text\"",
                "logicalType: \"boolean\" | logicalType: \"integer\"",
                "name: \"code\" | name: \"not_there\"",
                "minLength: 3 | minLength: 4",
                "minimum: 0 | minimum: 10",
                "physicalName: \"departures\" | physicalName: \"arrivals\"",
            })
    void aFalseContractIsFoundOut(String right, String wrong) throws IOException {
        Path document = export();
        String text = Files.readString(document);
        assertTrue(text.contains(right), text);
        String changed = text.replace(right, wrong);
        if (right.startsWith("logicalType")) {
            changed = changed.replace("physicalType: \"boolean\"", "physicalType: \"bigint\"");
        }
        Files.writeString(document, changed);
        assertPasses(datacontract.lint(document)); // it is false, not malformed
        Command.Result result = datacontract.test(document, environment());
        assertNotEquals(0, result.exitCode(), result.output());
        assertFalse(result.output().contains("Traceback"), result.output() + result.errors());
    }

    @Test
    void theOwnersSchemaIsNamedWithoutAConsumer() throws IOException {
        var cli = cli();
        assertEquals(0, cli.run("export", "odcs", flights + "/departures"), cli.err());
        String schema = mesh.get(OutputPort.class, flights, "departures")
                .getStatus()
                .versions()
                .getFirst()
                .schema();
        assertTrue(cli.out().contains("schema: \"" + schema + "\""), cli.out());
        assertEquals("", cli.err());
    }

    /** Nothing is guessed about what an account may not see. */
    @Test
    void whoMayNotSeeThePortIsTold() throws IOException {
        var cli = CommandLineUnderTest.as(mesh.operator(), insights, "curious", folder);
        assertEquals(3, cli.run("export", "odcs", flights + "/departures"), cli.out());
        assertTrue(cli.err().contains("may not list OutputPorts"), cli.err());
    }

    private static CommandLineUnderTest cli() {
        return CommandLineUnderTest.asAdmin(mesh.operator());
    }

    private Path export() {
        Path document = folder.resolve("departures.odcs.yaml");
        var cli = cli();
        assertEquals(
                0,
                cli.run(
                        "export",
                        "odcs",
                        flights + "/departures.v1",
                        "--as",
                        insights + "/delays",
                        "-o",
                        document.toString()),
                cli.err());
        assertEquals("", cli.err());
        return document;
    }

    private static Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        for (String key : List.of("host", "port", "database", "username", "password")) {
            environment.put(
                    "DATACONTRACT_POSTGRES_" + key.toUpperCase(java.util.Locale.ROOT), AccessMesh.value(secret, key));
        }
        return environment;
    }

    private static void assertPasses(Command.Result result) {
        assertEquals(0, result.exitCode(), () -> result.output() + result.errors());
    }
}
