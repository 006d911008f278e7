package dev.roadstead.operator.access;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** How a row filter compares a column. A comparison with NULL never holds, except in {@link #IS_NULL}. */
public enum RowOperator {
    /** Equal to one of the values. */
    IN("In"),
    /** With a value, and equal to none of the values. */
    NOT_IN("NotIn"),
    /** Greater than the one value. */
    GT("Gt"),
    /** Less than the one value. */
    LT("Lt"),
    /** Without a value. */
    IS_NULL("IsNull"),
    /** With a value. */
    IS_NOT_NULL("IsNotNull");

    private final String wireName;

    RowOperator(String wireName) {
        this.wireName = wireName;
    }

    /** As it is written in a Policy. */
    public String wireName() {
        return wireName;
    }

    /** The operator written like this; empty if this version knows none. */
    public static Optional<RowOperator> of(String wireName) {
        return Arrays.stream(values())
                .filter(operator -> operator.wireName.equals(wireName))
                .findFirst();
    }

    /** All of them as they are written. */
    static List<String> wireNames() {
        return Arrays.stream(values()).map(RowOperator::wireName).toList();
    }

    /** Whether it compares with this number of values. */
    boolean takes(int values) {
        return switch (this) {
            case IN, NOT_IN -> values > 0;
            case GT, LT -> values == 1;
            case IS_NULL, IS_NOT_NULL -> values == 0;
        };
    }
}
