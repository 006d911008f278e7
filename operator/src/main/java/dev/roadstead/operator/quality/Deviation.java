package dev.roadstead.operator.quality;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Where a table is not as a contract says.
 *
 * @param relation as consumers see it
 * @param columns what it is about; empty for the whole table
 */
public record Deviation(Kind kind, String relation, List<String> columns, String expected, String found) {

    /** What differs. */
    public enum Kind {
        /** A table or a column is not there. */
        MISSING,
        /** A column has a type that can't be shown as the contract's. */
        TYPE,
        /** The contract says that every row has a value, and the table takes rows without one. */
        NULLABLE,
        /** The contract says that values occur once, and the table takes them again. */
        NOT_UNIQUE;

        /** Whether the rows may be as promised all the same: only reading them tells. */
        public boolean isAboutRows() {
            return this == NULLABLE || this == NOT_UNIQUE;
        }
    }

    public Deviation {
        columns = List.copyOf(columns);
    }

    /** What it is about, such as {@code orders.email} or {@code orders(id, line)}. */
    public String where() {
        return switch (columns.size()) {
            case 0 -> relation;
            case 1 -> relation + "." + columns.getFirst();
            default -> relation + columns.stream().collect(Collectors.joining(", ", "(", ")"));
        };
    }

    @Override
    public String toString() {
        return where() + ": expected " + expected + ", found " + found;
    }
}
