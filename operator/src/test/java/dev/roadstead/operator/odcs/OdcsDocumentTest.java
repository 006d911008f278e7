package dev.roadstead.operator.odcs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.roadstead.api.v1alpha1.DataProductSpec;
import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.operator.contract.ContractParser;
import dev.roadstead.operator.kube.KubernetesClients;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OdcsDocumentTest {

    private static final String PLAIN = "schema: [{name: t, physicalName: secret_table, properties: ["
            + "{name: id, physicalType: int8, primaryKey: true}, {name: on, logicalType: string}]}]";

    @Test
    void whatTheContractDoesNotSayComesFromTheProduct() {
        Map<String, Object> document = document("v12", PLAIN, "owner: {team: makers, contact: a@example.com}");
        assertEquals("12.0.0", document.get("version"));
        assertEquals("urn:roadstead:flights:departures:v12", document.get("id"));
        assertEquals(Map.of("name", "makers"), document.get("team"));
        assertEquals(List.of(Map.of("channel", "a@example.com")), document.get("support"));
        assertFalse(document.containsKey("servers"), "a version that is not served has none");
    }

    @Test
    void theContractsOwnWordsWin() {
        Map<String, Object> document = document(
                "v1",
                "version: 1.4.0\nteam: {name: us}\nsupport: [{channel: chat}]\nprice: {priceAmount: 0}\n" + PLAIN,
                "owner: {team: makers, contact: a@example.com}");
        assertEquals("1.4.0", document.get("version"));
        assertEquals(Map.of("name", "us"), document.get("team"));
        assertEquals(List.of(Map.of("channel", "chat")), document.get("support"));
        assertEquals(Map.of("priceAmount", 0.0), document.get("price"));
    }

    @Test
    void typesAreSaidInBothWays() {
        Map<?, ?> relation = relation(document("v1", PLAIN, "{}"));
        assertEquals("t", relation.get("physicalName"), "the table behind it is nobody's business");
        assertEquals(
                List.of(
                        Map.of(
                                "name",
                                "id",
                                "logicalType",
                                "integer",
                                "physicalType",
                                "bigint",
                                "required",
                                true,
                                "primaryKey",
                                true,
                                "primaryKeyPosition",
                                1),
                        Map.of("name", "on", "logicalType", "string", "physicalType", "text", "required", false)),
                relation.get("properties"));
    }

    @Test
    void boundsAndExamplesHaveTheFormOfTheType() {
        Map<?, ?> relation = relation(document("v1", """
                schema:
                - name: t
                  properties:
                  - {name: n, physicalType: real, logicalTypeOptions: {minimum: 0, maximum: "1.50"}, examples: ["0.1", x]}
                  - {name: b, logicalType: boolean, examples: ["true", "yes"]}
                  - {name: d, logicalType: date, logicalTypeOptions: {minimum: "2026-01-01"}, examples: ["2026-01-31"]}
                """, "{}"));
        List<?> columns = (List<?>) relation.get("properties");
        assertEquals(
                Map.of("minimum", BigDecimal.ZERO, "maximum", new BigDecimal("1.50")),
                ((Map<?, ?>) columns.get(0)).get("logicalTypeOptions"));
        assertEquals(List.of(new BigDecimal("0.1"), "x"), ((Map<?, ?>) columns.get(0)).get("examples"));
        assertEquals(List.of(true, "yes"), ((Map<?, ?>) columns.get(1)).get("examples"));
        assertEquals(Map.of("minimum", "2026-01-01"), ((Map<?, ?>) columns.get(2)).get("logicalTypeOptions"));
    }

    @Test
    void promisesHaveTheFormOfTheStandard() {
        Map<String, Object> document = document("v1", """
                slaProperties:
                - {property: retention, value: 3, unit: y}
                - {property: availability, value: "99.90"}
                - {property: generalAvailability, value: "2026-01-31"}
                schema:
                - name: t
                  quality: [{metric: rowCount, mustBeBetween: [1, 1000000]}]
                  properties:
                  - name: n
                    logicalType: integer
                    unique: true
                    quality:
                    - {metric: invalidValues, arguments: {validValues: ["1", "N/A"]}, mustBe: 0.50, unit: percent, severity: info}
                """, "{}");
        assertEquals(
                List.of(
                        Map.of("property", "retention", "value", new BigDecimal(3), "unit", "y"),
                        Map.of("property", "availability", "value", new BigDecimal("99.90")),
                        Map.of("property", "generalAvailability", "value", "2026-01-31")),
                document.get("slaProperties"));
        assertEquals(
                List.of(Map.of(
                        "type",
                        "library",
                        "metric",
                        "rowCount",
                        "mustBeBetween",
                        List.of(new BigDecimal(1), new BigDecimal(1_000_000)))),
                relation(document).get("quality"));
        Map<?, ?> column = (Map<?, ?>) ((List<?>) relation(document).get("properties")).getFirst();
        assertEquals(true, column.get("unique"));
        assertEquals(
                List.of(Map.of(
                        "type",
                        "library",
                        "metric",
                        "invalidValues",
                        "arguments",
                        Map.of("validValues", List.of(BigDecimal.ONE, "N/A")),
                        "unit",
                        "percent",
                        "mustBe",
                        new BigDecimal("0.5"),
                        "severity",
                        "info")),
                column.get("quality"));
    }

    private static Map<?, ?> relation(Map<String, Object> document) {
        return (Map<?, ?>) ((List<?>) document.get("schema")).getFirst();
    }

    private static Map<String, Object> document(String version, String contract, String product) {
        var serialization = KubernetesClients.serialization();
        var spec = new OutputPortSpec.Version(
                version,
                null,
                null,
                null,
                null,
                null,
                serialization.unmarshal(contract, dev.roadstead.api.v1alpha1.Contract.class),
                null);
        return OdcsDocument.of(new OdcsSource(
                "flights",
                "departures",
                "nyc",
                serialization.unmarshal(product, DataProductSpec.class),
                spec,
                ContractParser.parse(spec).orElseThrow(),
                "active",
                List.of()));
    }
}
