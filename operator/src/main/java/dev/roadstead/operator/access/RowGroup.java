package dev.roadstead.operator.access;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * What is seen of those rows of a relation that meet some conditions. It says nothing about other rows.
 *
 * @param rows the conditions, all of which a row must meet, in a fixed order; empty for every row
 * @param columns every column of the contract in its order, hidden ones included
 */
public record RowGroup(List<RowCondition> rows, SequencedMap<String, Effect> columns) {

    public RowGroup {
        rows = rows.stream().distinct().sorted().toList();
        columns = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(columns));
    }

    /** Whether at least one column is there. A group that shows nothing admits no row. */
    public boolean visible() {
        return columns.values().stream().anyMatch(effect -> effect != Effect.HIDDEN);
    }

    /** How it shows a column; hidden if it does not know it. */
    public Effect effect(String column) {
        return columns.getOrDefault(column, Effect.HIDDEN);
    }

    /** Whether every row of this group is one of the other group too, as far as their conditions tell without data. */
    public boolean within(RowGroup other) {
        return rows.containsAll(other.rows);
    }

    /** The same rows, with the weaker effect of the two on each column. */
    RowGroup joined(RowGroup other) {
        var weakest = new LinkedHashMap<>(columns);
        other.columns.forEach((column, effect) -> weakest.merge(column, effect, Effect::join));
        return new RowGroup(rows, weakest);
    }
}
