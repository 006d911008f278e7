package dev.roadstead.operator.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.operator.contract.QualityRule.Check;
import dev.roadstead.operator.contract.QualityRule.Metric;
import dev.roadstead.operator.contract.QualityRule.Severity;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QualityReaderTest {

    private static final String OTHERS = ", {name: d, logicalType: string}, {name: j, physicalType: json}]}]";

    @Test
    void readsWhatAnExecutorNeeds() {
        Relation relation = relation(
                "{name: few, metric: rowCount, mustBeGreaterThan: 0}",
                "{name: codes, metric: missingValues, arguments: {missingValues: [N/A]}, unit: percent,"
                        + " mustBeBetween: [0, 2.50], severity: warning, dimension: completeness}");
        assertEquals(
                List.of(
                        new QualityRule(
                                "few",
                                null,
                                null,
                                new Check.Library(
                                        Metric.ROW_COUNT,
                                        QualityRule.Arguments.NONE,
                                        false,
                                        new Threshold(
                                                Threshold.Comparison.MUST_BE_GREATER_THAN, BigDecimal.ZERO, null)),
                                Severity.ERROR,
                                null,
                                null,
                                null),
                        new QualityRule(
                                "codes",
                                null,
                                "c",
                                new Check.Library(
                                        Metric.MISSING_VALUES,
                                        new QualityRule.Arguments(List.of(), List.of(), null, List.of("N/A")),
                                        true,
                                        new Threshold(
                                                Threshold.Comparison.MUST_BE_BETWEEN,
                                                BigDecimal.ZERO,
                                                new BigDecimal("2.5"))),
                                Severity.WARNING,
                                "completeness",
                                null,
                                null)),
                relation.quality());
        assertTrue(relation.quality().getFirst().isGuarantee());
        assertFalse(relation.quality().getLast().isGuarantee());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{metric: rowCount, mustBe: 1, type: library}",
                "{metric: duplicateValues, arguments: {properties: [c, d]}, mustBe: 0}",
                "{type: text, description: Be careful.}",
                "{type: sql, query: ' (select 1)', mustBe: 1}",
                "{type: sql, query: 'WITH a AS (SELECT 1) SELECT * FROM a', mustNotBeBetween: [1, 2]}",
                "{type: sql, query: 'SELECT count(*) FROM ${table} WHERE d ~ ''^[a-z]{2}$''', mustBe: 1}",
            })
    void acceptsOfARelation(String rule) {
        assertEquals(List.of(), fields(rule, ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{metric: nullValues, mustBe: 0}",
                "{metric: duplicateValues, mustBeLessThan: 1}",
                "{metric: missingValues, mustBe: 0}",
                "{metric: invalidValues, arguments: {pattern: a+}, unit: percent, mustBeLessOrEqualTo: 100}",
                "{type: sql, query: 'SELECT min(${column}) FROM ${table}', mustBe: 1}",
            })
    void acceptsOfAColumn(String rule) {
        assertEquals(List.of(), fields("", rule));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {type: custom, name: x}                                                    | [x].type
            {type: dbt}                                                                | [0].type
            {metric: rowCount}                                                         | [0]
            {metric: rowCount, mustBe: 1, mustNotBe: 2}                                | [0]
            {metric: rowCount, mustBeBetween: [2, 1]}                                  | [0].mustBeBetween
            {metric: rowCount, mustBeBetween: [1]}                                     | [0].mustBeBetween
            {metric: rowCount, mustBe: 1, unit: percent}                               | [0].unit
            {metric: rowCount, mustBe: 1, unit: bananas}                               | [0].unit
            {metric: rowCount, mustBe: 1, severity: fatal}                             | [0].severity
            {metric: rowCount, mustBe: 1, dimension: beauty}                           | [0].dimension
            {metric: rowCount, mustBe: 1, query: SELECT 1}                             | [0].query
            {metric: rowCount, mustBe: 1, arguments: {pattern: x}}                     | [0].arguments.pattern
            {metric: sum, mustBe: 1}                                                   | [0].metric
            {mustBe: 1}                                                                | [0].metric
            {metric: nullValues, mustBe: 0}                                            | [0].metric
            {metric: duplicateValues, mustBe: 0}                                       | [0].arguments.properties
            {metric: duplicateValues, arguments: {properties: [c, e]}, mustBe: 0}      | [0].arguments.properties
            {metric: duplicateValues, arguments: {properties: [c, c]}, mustBe: 0}      | [0].arguments.properties
            {metric: duplicateValues, arguments: {properties: [c, j]}, mustBe: 0}      | [0].arguments.properties
            {type: text}                                                               | [0].description
            {type: text, description: x, mustBe: 1}                                    | [0].mustBe
            {type: sql, mustBe: 1}                                                     | [0].query
            {type: sql, query: DELETE FROM t, mustBe: 1}                               | [0].query
            {type: sql, query: SELECT 1; DROP TABLE t, mustBe: 1}                      | [0].query
            {type: sql, query: 'SELECT ${column} FROM t', mustBe: 1}                   | [0].query
            {type: sql, query: 'SELECT 1 FROM {model}', mustBe: 1}                     | [0].query
            {type: sql, query: 'SELECT ${env.PASSWORD}', mustBe: 1}                    | [0].query
            {type: sql, query: SELECT 1, metric: rowCount, mustBe: 1}                  | [0].metric
            {type: sql, query: SELECT 1}                                               | [0]
            null                                                                       | [0]
            """)
    void refusesOfARelation(String rule, String field) {
        assertEquals(List.of("spec.versions[v1].contract.schema[t].quality" + field), fields(rule, ""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {metric: rowCount, mustBe: 0}                                               | metric
            {metric: invalidValues, mustBe: 0}                                          | arguments
            {metric: nullValues, unit: percent, mustBe: 101}                            | mustBe
            {metric: nullValues, unit: percent, mustBeBetween: [-1, 2]}                 | mustBeBetween
            {metric: nullValues, arguments: {missingValues: [x]}, mustBe: 1}            | arguments.missingValues
            {metric: duplicateValues, arguments: {properties: [c]}, mustBe: 1}          | arguments.properties
            {metric: missingValues, arguments: {missingValues: [null]}, mustBe: 1}      | arguments.missingValues
            {metric: invalidValues, arguments: {pattern: '[A-Z'}, mustBe: 0}            | arguments.pattern
            """)
    void refusesOfAColumn(String rule, String field) {
        assertEquals(
                List.of("spec.versions[v1].contract.schema[t].properties[c].quality[0]." + field), fields("", rule));
    }

    @Test
    void findsAllAtOnceAndSaysWhatToDo() {
        Parsed<Contract> parsed = parse(
                "schema: [{name: t, quality: [{name: a, type: custom}, {name: a, metric: rowCount, mustBe: 1}], properties: ["
                        + "{name: c, physicalType: json, unique: true, quality: [{metric: duplicateValues}]}"
                        + OTHERS);
        assertEquals("""
                spec.versions[v1].contract.schema[t].properties[c].unique: json can't be compared; use jsonb, or remove unique
                spec.versions[v1].contract.schema[t].quality[a].type: a custom rule is for another program, and nothing here would \
                check it; say it as library or sql, or as text for people
                spec.versions[v1].contract.schema[t].quality[a].name: another rule here has this name; rename one of them
                spec.versions[v1].contract.schema[t].properties[c].quality[0]: nothing says what the number is compared with; add \
                one comparison, for instance mustBeLessThan: 5
                spec.versions[v1].contract.schema[t].properties[c].quality[0].metric: json can't be compared; use jsonb, or \
                another column""", parsed.message());
    }

    @ParameterizedTest
    @CsvSource({
        "mustBe, 1, true",
        "mustBe, 1.0, true",
        "mustBe, 2, false",
        "mustNotBe, 1, false",
        "mustBeGreaterThan, 1, false",
        "mustBeGreaterOrEqualTo, 1, true",
        "mustBeLessThan, 1, false",
        "mustBeLessOrEqualTo, 1, true",
        "mustBeLessThan, 0.9, true"
    })
    void comparesNumbers(String comparison, String number, boolean holds) {
        var threshold = new Threshold(Threshold.Comparison.of(comparison).orElseThrow(), new BigDecimal("1.00"), null);
        assertEquals(holds, threshold.holds(new BigDecimal(number)), threshold.toString());
    }

    @Test
    void theEndsOfARangeBelongToIt() {
        var in = new Threshold(Threshold.Comparison.MUST_BE_BETWEEN, BigDecimal.ONE, BigDecimal.TEN);
        var out = new Threshold(Threshold.Comparison.MUST_NOT_BE_BETWEEN, BigDecimal.ONE, BigDecimal.TEN);
        for (String number : List.of("0.99", "1", "5", "10", "10.01")) {
            boolean inside = !number.contains(".");
            assertEquals(inside, in.holds(new BigDecimal(number)), number);
            assertEquals(!inside, out.holds(new BigDecimal(number)), number);
        }
    }

    private static Relation relation(String rule, String columnRule) {
        return parse(contract(rule, columnRule)).orElseThrow().relations().getFirst();
    }

    private static List<String> fields(String rule, String columnRule) {
        return parse(contract(rule, columnRule)).violations().stream()
                .map(Violation::field)
                .toList();
    }

    private static String contract(String rule, String columnRule) {
        return "schema: [{name: t, quality: [" + rule + "], properties: [{name: c, logicalType: string, quality: ["
                + columnRule + "]}" + OTHERS;
    }

    static Parsed<Contract> parse(String contract) {
        String port = "kind: OutputPort\nspec:\n  versions:\n  - name: v1\n    contract:\n" + contract.indent(6);
        return ContractParser.parse(Serialization.unmarshal(port, OutputPort.class)
                .getSpec()
                .versions()
                .getFirst());
    }
}
