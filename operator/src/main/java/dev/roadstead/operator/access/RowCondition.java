package dev.roadstead.operator.access;

import java.util.Comparator;
import java.util.List;

/**
 * One comparison that a row must meet.
 *
 * @param values texts that are read as the column's type. They are kept sorted and without repetitions, so that conditions
 *     that mean the same are equal.
 */
public record RowCondition(String column, RowOperator operator, List<String> values)
        implements Comparable<RowCondition> {

    private static final Comparator<RowCondition> ORDER = Comparator.comparing(RowCondition::column)
            .thenComparing(RowCondition::operator)
            .thenComparingInt(condition -> condition.values().size())
            .thenComparing(RowCondition::values, RowCondition::compareTexts);

    /** @throws IllegalArgumentException if the operator does not take this number of values */
    public RowCondition {
        values = values.stream().distinct().sorted().toList();
        if (!operator.takes(values.size())) {
            throw new IllegalArgumentException(
                    operator.wireName() + " does not compare with " + values.size() + " values");
        }
    }

    /** Any fixed order will do: a filter is a set of conditions, and its list is kept in this order to compare equal. */
    @Override
    public int compareTo(RowCondition other) {
        return ORDER.compare(this, other);
    }

    /** The form people read: {@code origin In (JFK, LGA)}, {@code delay Gt 15}, {@code gate IsNull}. */
    @Override
    public String toString() {
        String left = column + " " + operator.wireName();
        return switch (operator) {
            case IN, NOT_IN -> left + " (" + String.join(", ", values) + ")";
            case GT, LT -> left + " " + values.getFirst();
            case IS_NULL, IS_NOT_NULL -> left;
        };
    }

    private static int compareTexts(List<String> a, List<String> b) {
        for (int i = 0; i < a.size(); i++) {
            int order = a.get(i).compareTo(b.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }
}
