package dev.roadstead.operator.access;

import java.util.List;
import java.util.stream.Collectors;

/** Row filters as people read them. */
final class RowFilters {

    static String text(List<RowCondition> rows) {
        return rows.isEmpty()
                ? "all rows"
                : rows.stream().map(RowCondition::toString).collect(Collectors.joining(" and "));
    }

    private RowFilters() {}
}
