package dev.roadstead.operator.contract;

import dev.roadstead.api.v1alpha1.LogicalType;
import java.math.BigDecimal;

/** A value that a contract tells about a column, in the form of the column's type. */
public final class OptionValue {

    /** Longer than any number a column can hold, and short enough to be printed in full. */
    private static final int MOST_DIGITS = 64;

    /** A number or boolean where the type has such and the text is one; else the text. */
    public static Object of(String text, LogicalType logical) {
        return switch (logical) {
            case INTEGER, NUMBER -> isNumber(text) ? new BigDecimal(text) : text;
            case BOOLEAN -> text.equals("true") || text.equals("false") ? Boolean.valueOf(text) : text;
            default -> text;
        };
    }

    /** Digits with a sign and a point and nothing else: an exponent could stand for a number of a million digits. */
    static boolean isNumber(String text) {
        return text.length() <= MOST_DIGITS && text.matches("-?[0-9]+(\\.[0-9]+)?");
    }

    private OptionValue() {}
}
