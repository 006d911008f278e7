package dev.roadstead.operator.odcs;

import dev.roadstead.api.v1alpha1.LogicalType;
import dev.roadstead.api.v1alpha1.Quality;
import dev.roadstead.operator.contract.OptionValue;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A quality rule of a document. What the standard would assume is said, since not every program assumes it. */
final class OdcsQuality {

    /**
     * The rule.
     *
     * @param logical the type of the column it is about, whose form values have; string for a relation
     */
    static Map<String, Object> of(Quality rule, LogicalType logical) {
        var fields = new Fields()
                .put("name", rule.name())
                .put("description", rule.description())
                .put("type", rule.type() == null ? "library" : rule.type())
                .put("metric", rule.metric())
                .put("arguments", arguments(rule.arguments(), logical))
                .put("query", rule.query())
                .put("unit", rule.unit());
        rule.comparisons().forEach(comparison -> fields.put(comparison.field(), numbers(comparison.values())));
        return fields.put("severity", rule.severity())
                .put("dimension", rule.dimension())
                .put("schedule", rule.schedule())
                .put("scheduler", rule.scheduler())
                .map();
    }

    private static Map<String, Object> arguments(Quality.@Nullable Arguments arguments, LogicalType logical) {
        return arguments == null
                ? Map.of()
                : new Fields()
                        .put("properties", arguments.properties())
                        .put("validValues", values(arguments.validValues(), logical))
                        .put("pattern", arguments.pattern())
                        .put("missingValues", values(arguments.missingValues(), logical))
                        .map();
    }

    private static List<Object> values(List<String> texts, LogicalType logical) {
        return texts.stream().map(text -> OptionValue.of(text, logical)).toList();
    }

    private static Object numbers(List<Double> values) {
        List<BigDecimal> numbers = values.stream().map(OdcsQuality::number).toList();
        return numbers.size() == 1 ? numbers.getFirst() : numbers;
    }

    /** Without an exponent and a needless fraction: 5 and not 5.0. */
    private static BigDecimal number(Double value) {
        return new BigDecimal(BigDecimal.valueOf(value).stripTrailingZeros().toPlainString());
    }

    private OdcsQuality() {}
}
