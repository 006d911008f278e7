package dev.roadstead.operator.contract;

import dev.roadstead.api.v1alpha1.LogicalType;
import dev.roadstead.api.v1alpha1.LogicalTypeOptions;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether a column's logicalTypeOptions fit its type, as the standard has it. */
final class TypeOptions {

    private static final Set<LogicalType> NUMBERS = Set.of(LogicalType.INTEGER, LogicalType.NUMBER);
    private static final Set<LogicalType> ORDERED =
            Set.of(LogicalType.INTEGER, LogicalType.NUMBER, LogicalType.DATE, LogicalType.TIMESTAMP, LogicalType.TIME);

    private final String field;
    private final LogicalType logical;
    private final List<Violation> violations = new ArrayList<>();

    private TypeOptions(String field, LogicalType logical) {
        this.field = field;
        this.logical = logical;
    }

    /** What is wrong; empty if nothing is. */
    static List<Violation> violations(String field, @Nullable LogicalTypeOptions options, LogicalType logical) {
        return options == null ? List.of() : new TypeOptions(field, logical).check(options);
    }

    private List<Violation> check(LogicalTypeOptions options) {
        boolean string = logical == LogicalType.STRING;
        only(string, "minLength", options.minLength());
        only(string, "maxLength", options.maxLength());
        only(string, "pattern", options.pattern());
        only(string || ORDERED.contains(logical), "format", options.format());
        if (options.pattern() != null) {
            PatternSyntax.ofStandard(options.pattern())
                    .ifPresent(fault -> violations.add(new Violation(
                            field + ".pattern",
                            "\"" + options.pattern() + "\" is no regular expression: " + fault,
                            "correct it")));
        }
        Integer least = options.minLength();
        Integer most = options.maxLength();
        if (least != null && most != null && least > most) {
            violations.add(new Violation(
                    field + ".minLength", "it is more than maxLength, so no value fits", "exchange the two"));
        }
        BigDecimal minimum = null;
        BigDecimal maximum = null;
        for (LogicalTypeOptions.Bound bound : options.bounds()) {
            BigDecimal value = bound(bound);
            minimum = bound.field().equals("minimum") ? value : minimum;
            maximum = bound.field().equals("maximum") ? value : maximum;
        }
        if (minimum != null && maximum != null && minimum.compareTo(maximum) > 0) {
            violations.add(
                    new Violation(field + ".minimum", "it is more than maximum, so no value fits", "exchange the two"));
        }
        return violations;
    }

    private void only(boolean fits, String name, @Nullable Object value) {
        if (value != null && !fits) {
            violations.add(new Violation(
                    field + "." + name,
                    "ODCS has no such option for the type " + logical.wireName(),
                    "remove it, or correct logicalType or physicalType"));
        }
    }

    /** The bound as a number; null if it is none. */
    private @Nullable BigDecimal bound(LogicalTypeOptions.Bound bound) {
        String name = field + "." + bound.field();
        if (!ORDERED.contains(logical)) {
            only(false, bound.field(), bound);
            return null;
        }
        boolean number = OptionValue.isNumber(bound.text());
        if (NUMBERS.contains(logical)) {
            if (!number) {
                violations.add(
                        new Violation(name, "a bound of numbers is a number", "write digits, for instance \"0.5\""));
            }
            return number ? new BigDecimal(bound.text()) : null;
        }
        if (bound.digits()) {
            violations.add(new Violation(
                    name,
                    "a bound of the type " + logical.wireName() + " is no number",
                    "write it in quotation marks, for instance \"2026-01-31\""));
        }
        return null;
    }
}
