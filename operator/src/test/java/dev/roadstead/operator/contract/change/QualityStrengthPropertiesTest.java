package dev.roadstead.operator.contract.change;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.Contract;
import dev.roadstead.operator.contract.ContractParser;
import dev.roadstead.operator.contract.QualityRule;
import dev.roadstead.operator.contract.QualityRule.Check;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Rules are compared with data that keeps them, counted here in the plainest way. */
class QualityStrengthPropertiesTest {

    /** What it calls as strong is as strong. */
    @Property(tries = 3000)
    void dataThatKeepsTheStrongerRuleKeepsTheWeaker(
            @ForAll("rules") String strong, @ForAll("rules") String weak, @ForAll("data") List<String> data) {
        QualityRule one = rule(strong);
        QualityRule other = rule(weak);
        if (QualityStrength.implies(one, other) && holds(one, data)) {
            assertTrue(holds(other, data), data.toString());
        }
    }

    @Property(tries = 200)
    void aRuleIsAsStrongAsItself(@ForAll("rules") String rule) {
        assertTrue(QualityStrength.implies(rule(rule), rule(rule)));
        assertEquals(List.of(), ContractChanges.between(contract(rule), contract(rule)));
    }

    /** What was loosened and is tightened again breaks once, and not on the way back. */
    @Property(tries = 300)
    void tighteningBreaksNobody(@ForAll("rules") String first, @ForAll("rules") String second) {
        if (QualityStrength.implies(rule(first), rule(second))) {
            assertTrue(ContractChanges.between(contract(second), contract(first)).stream()
                    .noneMatch(Change::breaking));
        } else {
            assertTrue(ContractChanges.between(contract(second), contract(first)).stream()
                    .anyMatch(Change::breaking));
        }
    }

    /** Found by chance: nothing invalid by one measure is nothing invalid by a milder one, whatever is asked of that. */
    @Example
    void noneOfMoreIsNoneOfFewer() {
        QualityRule none = rule("{metric: invalidValues, arguments: {validValues: [a], pattern: '[ab]'}, mustBe: 0}");
        assertTrue(QualityStrength.implies(
                none, rule("{metric: invalidValues, arguments: {validValues: [a]}, mustNotBe: 0.5}")));
        assertFalse(QualityStrength.implies(
                none, rule("{metric: invalidValues, arguments: {validValues: [a]}, mustBeGreaterThan: 0}")));
        assertFalse(QualityStrength.implies(
                rule("{metric: invalidValues, arguments: {validValues: [a], pattern: '[ab]'}, mustBe: 2}"),
                rule("{metric: invalidValues, arguments: {validValues: [a]}, mustNotBe: 1}")));
    }

    /** No way round: what breaks in one step breaks in one of any two steps too. */
    @Property(tries = 3000)
    void strengthIsHandedOn(
            @ForAll("rules") String first, @ForAll("rules") String second, @ForAll("rules") String third) {
        if (QualityStrength.implies(rule(first), rule(second)) && QualityStrength.implies(rule(second), rule(third))) {
            assertTrue(QualityStrength.implies(rule(first), rule(third)));
        }
    }

    @Provide
    Arbitrary<List<String>> data() {
        return Arbitraries.of("", "a", "b", "c").injectNull(0.3).list().ofMaxSize(6);
    }

    @Provide
    Arbitrary<String> rules() {
        Arbitrary<String> metrics = Arbitraries.of(
                "nullValues",
                "missingValues",
                "missingValues, arguments: {missingValues: ['']}",
                "missingValues, arguments: {missingValues: ['', a]}",
                "invalidValues, arguments: {validValues: [a]}",
                "invalidValues, arguments: {validValues: [a, b]}",
                "invalidValues, arguments: {pattern: '[ab]'}",
                "invalidValues, arguments: {validValues: [a], pattern: '[ab]'}");
        Arbitrary<String> numbers = Arbitraries.of("0", "0.5", "1", "2", "33", "50");
        Arbitrary<String> thresholds = Combinators.combine(
                        Arbitraries.of(
                                "mustBe: %s",
                                "mustNotBe: %s",
                                "mustBeLessThan: %s",
                                "mustBeLessOrEqualTo: %s",
                                "mustBeGreaterThan: %s",
                                "mustBeGreaterOrEqualTo: %s",
                                "mustBeBetween: [%s, 60]",
                                "mustNotBeBetween: [%s, 60]"),
                        numbers)
                .as(String::formatted);
        return Combinators.combine(metrics, thresholds, Arbitraries.of("", ", unit: percent"))
                .as((metric, threshold, unit) -> "{metric: " + metric + ", " + threshold + unit + "}");
    }

    private static boolean holds(QualityRule rule, List<String> data) {
        var library = (Check.Library) rule.check();
        var arguments = library.arguments();
        Predicate<String> bad = switch (library.metric()) {
            case NULL_VALUES -> Objects::isNull;
            case MISSING_VALUES ->
                value -> value == null || arguments.missingValues().contains(value);
            case INVALID_VALUES ->
                value -> value != null
                        && ((!arguments.validValues().isEmpty()
                                        && !arguments.validValues().contains(value))
                                || (arguments.pattern() != null && !value.matches(arguments.pattern())));
            default -> throw new IllegalStateException(rule.toString());
        };
        BigDecimal count = new BigDecimal(data.stream().filter(bad).count());
        BigDecimal measured = !library.percent()
                ? count
                : data.isEmpty()
                        ? BigDecimal.ZERO
                        : count.multiply(BigDecimal.valueOf(100))
                                .divide(BigDecimal.valueOf(data.size()), MathContext.DECIMAL64);
        return library.threshold().holds(measured);
    }

    private static Contract contract(String rule) {
        return Contracts.departures("{name: c, logicalType: string, quality: [" + rule + "]}");
    }

    private static QualityRule rule(String rule) {
        return ContractParser.parse("contract", contract(rule))
                .orElseThrow()
                .relations()
                .getFirst()
                .quality()
                .getFirst();
    }
}
