package dev.roadstead.operator.contract;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
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

    /** Which numbers can be measured at all. */
    public enum Range {
        /** Any: what a query of somebody's own gives. */
        ANY,
        /** None below 0. */
        SHARES,
        /** Whole ones from 0. */
        COUNTS;

        private Stream<BigDecimal> of(BigDecimal number) {
            return switch (this) {
                case ANY -> Stream.of(number);
                case SHARES -> Stream.of(number).filter(any -> any.signum() >= 0);
                case COUNTS ->
                    Stream.of(number.setScale(0, RoundingMode.FLOOR), number.setScale(0, RoundingMode.CEILING))
                            .filter(whole -> whole.signum() >= 0);
            };
        }
    }

    /** Whether each number that the other lets through is let through here too. */
    public boolean admitsAllOf(Threshold other, Range range) {
        return probes(other, range).stream().filter(other::holds).allMatch(this::holds);
    }

    /** Whether each number that the other lets through, and each that is less, is let through here. */
    public boolean admitsAllUpTo(Threshold other, Range range) {
        NavigableSet<BigDecimal> probes = probes(other, range);
        BigDecimal most =
                probes.descendingSet().stream().filter(other::holds).findFirst().orElse(null);
        return most == null || probes.headSet(most, true).stream().allMatch(this::holds);
    }

    /** Both change their answer only at their bounds, so it is enough to ask at, between and beside them. */
    private NavigableSet<BigDecimal> probes(Threshold other, Range range) {
        var ends = new TreeSet<>(List.of(BigDecimal.ZERO, bound, other.bound));
        Stream.of(upper, other.upper).filter(Objects::nonNull).forEach(ends::add);
        BigDecimal last = ends.first().subtract(BigDecimal.TWO);
        var probes = new TreeSet<BigDecimal>();
        for (BigDecimal end : ends) {
            Stream.of(last.add(end).divide(BigDecimal.TWO), end.subtract(BigDecimal.ONE), end, end.add(BigDecimal.ONE))
                    .flatMap(range::of)
                    .forEach(probes::add);
            last = end;
        }
        return probes;
    }

    /** As it would be written: {@code mustBeLessThan 5}. */
    @Override
    public String toString() {
        return comparison.field() + " " + bound.toPlainString()
                + (upper == null ? "" : " and " + upper.toPlainString());
    }
}
