package dev.roadstead.operator.reconcile.accessrequest;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.Condition;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.operator.config.Setting;
import dev.roadstead.operator.postgres.PostgresFactory;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Whether data is as its contract promises: told by the port, as it changes, with what was expected and found. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealityIT {
    private static final Duration LONG = Duration.ofSeconds(90);

    private AccessMesh mesh;
    private String flights;

    @BeforeAll
    void start() {
        mesh = AccessMesh.start(
                new PostgresFactory(Clock.systemUTC(), new SecureRandom()), Map.of(Setting.CHECK_INTERVAL, "2s"));
    }

    @AfterAll
    void stop() throws SQLException {
        mesh.close();
    }

    @BeforeEach
    void product() {
        flights = mesh.newDomain("flights");
        mesh.applyText("""
                apiVersion: roadstead.dev/v1alpha1
                kind: DataProduct
                metadata: {name: nyc, namespace: %s}
                spec:
                  stores:
                  - {name: main, storeClassName: %s, writers: [{name: airflow}]}
                """.formatted(flights, mesh.storeClass()));
        mesh.awaitReady(DataProduct.class, flights, "nyc");
    }

    /** With rules of the contract's only relation and of its column tail_number, and with service levels, each in YAML. */
    private void publish(String name, String ofRelation, String ofColumn, String levels) {
        mesh.applyText(Departures.contracted(flights, name, """
                schema:
                - name: departures
                  quality: [%s]
                  properties:
                  - {name: id, logicalType: integer, primaryKey: true, required: true, classification: public}
                  - {name: tail_number, logicalType: string, classification: public, quality: [%s]}
                  - {name: changed, logicalType: timestamp, classification: public}
                slaProperties: [%s]
                """.formatted(ofRelation, ofColumn, levels)));
        mesh.awaitReady(OutputPort.class, flights, name);
    }

    private void load(String sql) throws SQLException {
        Secret secret = mesh.secret(flights, "nyc-main-airflow");
        try (Connection writer = mesh.login(secret)) {
            mesh.execute(writer, sql);
        }
    }

    private Condition condition(String port, String type) {
        return AccessMesh.condition(mesh.get(OutputPort.class, flights, port), type);
    }

    private String awaitCondition(String port, String type, String status) {
        return await(port + " " + type + " is " + status)
                .atMost(LONG)
                .until(() -> condition(port, type), c -> c != null && c.status().equals(status))
                .message();
    }

    private void awaitMessage(String port, String type, String status, String message) {
        await(port + " " + type + ": " + message).atMost(LONG).untilAsserted(() -> {
            Condition found = condition(port, type);
            assertEquals(status + " " + message, found == null ? "" : found.status() + " " + found.message());
        });
    }

    @Test
    void rulesFailAndPassWithTheData() throws Exception {
        publish(
                "departures",
                "{metric: rowCount, mustBeGreaterThan: 1}, {name: dots, type: sql, severity: warning, query: \"SELECT"
                        + " count(*) FROM ${table} WHERE tail_number LIKE '%.%'\", mustBe: 0}",
                "{metric: nullValues, mustBe: 0},"
                        + " {metric: invalidValues, unit: percent, mustBeLessThan: 50, arguments: {pattern: \"^N\"}}",
                "");
        awaitMessage("departures", "QualityPassed", "False", "departures: rowCount mustBeGreaterThan 1, found 0");
        load("INSERT INTO departures (id, tail_number) VALUES (1, 'N1'), (2, NULL), (3, NULL), (4, 'N4.')");
        awaitMessage(
                "departures",
                "QualityPassed",
                "False",
                "departures.tail_number: nullValues mustBe 0, found 2."
                        + " No error by its severity: departures: dots mustBe 0, found 1");
        assertEquals("True", mesh.ready(OutputPort.class, flights, "departures"), "bad data holds up nothing");
        assertNull(condition("departures", "Fresh"), "nothing is promised about that");
        assertEquals("the tables are as the contracts say", awaitCondition("departures", "ContractHonoured", "True"));
        load("UPDATE departures SET tail_number = 'N' || id");
        awaitMessage("departures", "QualityPassed", "True", "4 rules hold");
        List<String> told = mesh.events(flights, "OutputPort", "departures");
        assertTrue(
                told.contains("RulesBroken: QualityPassed: departures: rowCount mustBeGreaterThan 1, found 0"),
                told.toString());
        assertTrue(told.contains("RulesHold: QualityPassed: 4 rules hold"), told.toString());
        String metrics = metrics();
        assertTrue(
                metrics.contains("roadstead_contract_checks{domain=\"" + flights
                        + "\",product=\"nyc\",result=\"holds\",topic=\"quality\"} 4"),
                metrics.lines()
                        .filter(line -> line.contains("contract_check"))
                        .toList()
                        .toString());
        assertTrue(metrics.contains("roadstead_contract_checked_timestamp_seconds{domain=\"" + flights), metrics);

        // Several rounds over the same data, a reconcile and a restart: nothing is written.
        mesh.settle();
        String version = version("departures");
        String round = checkedAt(metrics());
        mesh.wake(OutputPort.class, flights, "departures");
        await().atMost(LONG).until(() -> !checkedAt(metrics()).equals(round));
        mesh.settle();
        assertEquals(version, version("departures"));
        Condition passed = condition("departures", "QualityPassed");
        mesh.operator().restart();
        await().atMost(LONG).until(() -> !checkedAt(metrics()).isEmpty());
        mesh.settle();
        assertEquals(passed, condition("departures", "QualityPassed"));
        assertEquals(told, mesh.events(flights, "OutputPort", "departures"), "what stands is not told again");
        load("DELETE FROM departures WHERE id > 1");
        awaitMessage("departures", "QualityPassed", "False", "departures: rowCount mustBeGreaterThan 1, found 1");

        // The rules go, and with them the login that read for them.
        assertEquals("1", checkers());
        publish("departures", "", "", "");
        await().atMost(LONG).until(() -> condition("departures", "QualityPassed") == null);
        await().atMost(LONG).until(() -> checkers().equals("0"));
    }

    private String version(String port) {
        return mesh.get(OutputPort.class, flights, port).getMetadata().getResourceVersion();
    }

    private String checkers() throws SQLException {
        try (Connection dba = mesh.superuser()) {
            return mesh.text(
                    dba,
                    "SELECT count(*) FROM roadstead_meta.ledger JOIN pg_roles ON rolname = name WHERE part = 'CHECKER'"
                            + " AND domain = '" + flights + "'");
        }
    }

    private String metrics() throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://localhost:"
                                            + mesh.operator().runtime().healthPort() + "/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    private String checkedAt(String metrics) {
        return metrics.lines()
                .filter(line -> line.startsWith("roadstead_contract_checked_timestamp_seconds{domain=\"" + flights))
                .findFirst()
                .orElse("");
    }

    @Test
    void anErrorIsNoFailure() throws SQLException {
        List<String> hostile = List.of(
                "WITH gone AS (DELETE FROM departures RETURNING 1) SELECT count(*) FROM gone",
                "SELECT count(*) FROM no_such_thing",
                "SELECT tail_number::integer FROM departures",
                "SELECT count(*) FROM roadstead_meta.grants",
                "SELECT 0) q(v) CROSS JOIN (SELECT set_config('transaction_read_only', 'off', false)");
        StringBuilder rules = new StringBuilder();
        for (int i = 0; i < hostile.size(); i++) {
            rules.append(i == 0 ? "" : ", ")
                    .append("{name: r%d, type: sql, query: \"%s\", mustBe: 0}".formatted(i, hostile.get(i)));
        }
        publish("departures", "", "", "");
        load("INSERT INTO departures (id, tail_number) VALUES (1, 'secret')");
        publish("departures", rules.toString(), "", "");
        awaitCondition("departures", "QualityPassed", "Unknown");
        await().atMost(LONG)
                .until(() -> condition("departures", "QualityPassed").reason().equals("NotCheckable"));
        String message = condition("departures", "QualityPassed").message();
        for (int i = 0; i < hostile.size(); i++) {
            assertTrue(message.contains("departures: r" + i + " could not be checked: "), message);
        }
        assertFalse(message.contains("secret"), message);
        assertTrue(message.contains("r0 could not be checked: it asks for what can't stand in a query"), message);
        assertTrue(message.contains("r2 could not be checked: a value in it can't be computed"), message);
        assertEquals("True", mesh.ready(OutputPort.class, flights, "departures"));
        try (Connection dba = mesh.superuser()) {
            assertEquals("1", mesh.text(dba, "SELECT count(*) FROM " + table()));
        }
        // Beside an error, what fails is told to fail.
        publish("departures", rules + ", {metric: rowCount, mustBe: 5}", "", "");
        assertTrue(awaitCondition("departures", "QualityPassed", "False")
                .startsWith("departures: rowCount mustBe 5, found 1; "));
    }

    private String table() {
        return flights.replace('-', '_') + "__nyc__main__data.departures";
    }

    @Test
    void freshnessFollowsTheNewestRow() throws SQLException {
        publish(
                "departures",
                "",
                "",
                "{property: freshness, value: 4, unit: h, element: departures.changed},"
                        + " {property: availability, value: \"99.9\"}");
        awaitMessage(
                "departures",
                "Fresh",
                "False",
                "departures.changed: freshness expected at most 4h, found no row with a time");
        load("INSERT INTO departures (id, changed) VALUES (1, '2020-02-29T12:00:00+01')");
        awaitMessage(
                "departures",
                "Fresh",
                "False",
                "departures.changed: freshness expected at most 4h, found the newest of 2020-02-29T11:00:00Z");
        load("INSERT INTO departures (id, changed) VALUES (2, now() - interval '1 hour')");
        awaitMessage("departures", "Fresh", "True", "1 promise is kept");
        load("INSERT INTO departures (id, changed) VALUES (3, 'infinity')");
        awaitCondition("departures", "Fresh", "Unknown");
    }

    @Test
    void theTableIsComparedWithTheContractAndRowsWhereItDoesNotEnforceIt() throws SQLException {
        publish("departures", "", "", "");
        awaitMessage("departures", "ContractHonoured", "True", "the tables are as the contracts say");
        // Before anything reads a row, so that an alert has something to look at.
        awaitChecks("contract", "fails", 0);
        awaitChecks("freshness", "error", 0);
        assertEquals("0", checkers(), "the table enforces all that is promised");
        try (Connection dba = mesh.superuser()) {
            mesh.execute(
                    dba,
                    "ALTER TABLE " + table() + " DROP CONSTRAINT departures_pkey; ALTER TABLE " + table()
                            + " ALTER id DROP NOT NULL");
        }
        awaitMessage(
                "departures",
                "ContractHonoured",
                "True",
                "the tables are as the contracts say, and rows where the tables do not enforce it");
        load("INSERT INTO departures (id) VALUES (1), (1), (NULL)");
        awaitMessage(
                "departures",
                "ContractHonoured",
                "False",
                "departures.id: expected a value in every row, found a row without one;"
                        + " departures.id: expected no value twice, found one that occurs again");
        load("DELETE FROM departures");
        try (Connection dba = mesh.superuser()) {
            mesh.execute(dba, "ALTER TABLE " + table() + " ADD PRIMARY KEY (id)");
        }
        awaitMessage("departures", "ContractHonoured", "True", "the tables are as the contracts say");
        await().atMost(LONG).until(() -> checkers().equals("0"));
        awaitChecks("contract", "fails", 0);
    }

    private void awaitChecks(String topic, String result, int number) {
        String line = "roadstead_contract_checks{domain=\"" + flights + "\",product=\"nyc\",result=\"" + result
                + "\",topic=\"" + topic + "\"} " + number;
        await(line)
                .atMost(LONG)
                .until(() -> metrics().contains(line + ".0") || metrics().contains(line + "\n"));
    }
}
