package dev.roadstead.operator.contract;

import dev.roadstead.api.v1alpha1.Quality;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the one comparison of a rule. */
final class Thresholds {

    private static final BigDecimal ALL = new BigDecimal(100);

    /** The comparison; empty if something is wrong with it, which is then added to the violations. */
    static Optional<Threshold> read(String field, Quality rule, List<Violation> violations) {
        List<Quality.Comparison> written = rule.comparisons();
        if (written.size() != 1) {
            violations.add(
                    written.isEmpty()
                            ? new Violation(
                                    field,
                                    "nothing says what the number is compared with",
                                    "add one comparison, for instance mustBeLessThan: 5")
                            : new Violation(
                                    field,
                                    "it has several comparisons: "
                                            + written.stream()
                                                    .map(Quality.Comparison::field)
                                                    .collect(Collectors.joining(", ")),
                                    "keep one, and write a rule for each of the others"));
            return Optional.empty();
        }
        Quality.Comparison one = written.getFirst();
        String problem = problem(one);
        if (problem != null) {
            violations.add(new Violation(
                    field + "." + one.field(), problem, "write numbers, two for a range with the smaller one first"));
            return Optional.empty();
        }
        return Threshold.Comparison.of(one.field())
                .map(comparison -> new Threshold(
                        comparison,
                        BigDecimal.valueOf(one.values().getFirst()),
                        one.values().size() > 1
                                ? BigDecimal.valueOf(one.values().get(1))
                                : null));
    }

    private static @Nullable String problem(Quality.Comparison one) {
        List<Double> values = one.values();
        if (values.stream().anyMatch(value -> value == null || value.isNaN() || value.isInfinite())) {
            return "it is no number";
        }
        if (!one.field().endsWith("Between")) {
            return null;
        }
        return values.size() == 2 && values.get(0) < values.get(1) ? null : "it is no range";
    }

    /** Whether all of it lies in 0 to 100. */
    static boolean isShare(Threshold threshold) {
        BigDecimal last = threshold.upper() == null ? threshold.bound() : threshold.upper();
        return threshold.bound().signum() >= 0 && last.compareTo(ALL) <= 0;
    }

    private Thresholds() {}
}
