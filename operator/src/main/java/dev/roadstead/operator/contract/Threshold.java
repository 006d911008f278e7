package dev.roadstead.operator.contract;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    /**
     * Whether each number that the other lets through is let through here too.
     *
     * @param count whether only whole numbers from 0 can come
     */
    public boolean admitsAllOf(Threshold other, boolean count) {
        return probes(other, count).stream().noneMatch(number -> other.holds(number) && !holds(number));
    }

    /** Both change their answer only at their bounds, so it is enough to ask at, between and beside them. */
    private Set<BigDecimal> probes(Threshold other, boolean count) {
        var ends = new TreeSet<>(List.of(BigDecimal.ZERO, bound, other.bound));
        Stream.of(upper, other.upper).filter(Objects::nonNull).forEach(ends::add);
        var probes = new TreeSet<BigDecimal>();
        BigDecimal last = ends.first().subtract(BigDecimal.ONE);
        for (BigDecimal end : ends) {
            probes.addAll(List.of(last.add(end).divide(BigDecimal.TWO), end, end.add(BigDecimal.ONE)));
            last = end;
        }
        if (!count) {
            return probes;
        }
        return ends.stream()
                .map(end -> end.setScale(0, RoundingMode.FLOOR))
                .flatMap(whole -> Stream.of(whole.subtract(BigDecimal.ONE), whole, whole.add(BigDecimal.ONE)))
                .filter(number -> number.signum() >= 0)
                .collect(Collectors.toSet());
    }

    /** As it would be written: {@code mustBeLessThan 5}. */
    @Override
    public String toString() {
        return comparison.field() + " " + bound.toPlainString()
                + (upper == null ? "" : " and " + upper.toPlainString());
    }
}
