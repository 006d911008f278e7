package dev.roadstead.operator.contract;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a measured number is compared with.
 *
 * @param bound the number, or the smaller end of a range; without trailing zeros, so that 1 and 1.0 are equal
 * @param upper the larger end of a range, more than the other; null if it is none
 */
public record Threshold(
        Comparison comparison, BigDecimal bound, @Nullable BigDecimal upper) {

    /** How it is compared, in the words of ODCS. */
    public enum Comparison {
        MUST_BE("mustBe"),
        MUST_NOT_BE("mustNotBe"),
        MUST_BE_GREATER_THAN("mustBeGreaterThan"),
        MUST_BE_GREATER_OR_EQUAL_TO("mustBeGreaterOrEqualTo"),
        MUST_BE_LESS_THAN("mustBeLessThan"),
        MUST_BE_LESS_OR_EQUAL_TO("mustBeLessOrEqualTo"),
        MUST_BE_BETWEEN("mustBeBetween"),
        MUST_NOT_BE_BETWEEN("mustNotBeBetween");

        private final String field;

        Comparison(String field) {
            this.field = field;
        }

        /** The name of the field that says it. */
        public String field() {
            return field;
        }

        static Optional<Comparison> of(String field) {
            return Arrays.stream(values())
                    .filter(comparison -> comparison.field.equals(field))
                    .findFirst();
        }
    }

    public Threshold {
        bound = bound.stripTrailingZeros();
        upper = upper == null ? null : upper.stripTrailingZeros();
        boolean range = comparison == Comparison.MUST_BE_BETWEEN || comparison == Comparison.MUST_NOT_BE_BETWEEN;
        if (range != (upper != null)) {
            throw new IllegalArgumentException(comparison.field() + " has " + (range ? "two bounds" : "one bound"));
        }
    }

    /** Whether the number is as promised. The ends of a range belong to it. */
    public boolean holds(BigDecimal number) {
        int order = number.compareTo(bound);
        boolean between = order >= 0 && upper != null && number.compareTo(upper) <= 0;
        return switch (comparison) {
            case MUST_BE -> order == 0;
            case MUST_NOT_BE -> order != 0;
            case MUST_BE_GREATER_THAN -> order > 0;
            case MUST_BE_GREATER_OR_EQUAL_TO -> order >= 0;
            case MUST_BE_LESS_THAN -> order < 0;
            case MUST_BE_LESS_OR_EQUAL_TO -> order <= 0;
            case MUST_BE_BETWEEN -> between;
            case MUST_NOT_BE_BETWEEN -> !between;
        };
    }

    /** As it would be written: {@code mustBeLessThan 5}. */
    @Override
    public String toString() {
        return comparison.field() + " " + bound.toPlainString()
                + (upper == null ? "" : " and " + upper.toPlainString());
    }
}
