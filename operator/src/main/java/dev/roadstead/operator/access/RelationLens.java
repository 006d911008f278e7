package dev.roadstead.operator.access;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * What a consumer sees of one relation.
 *
 * @param columns every column of the contract in its order, hidden ones included
 * @param rows the conditions that a row must meet, all of them, in a fixed order; empty for all rows
 */
public record RelationLens(String relation, SequencedMap<String, Effect> columns, List<RowCondition> rows) {

    public RelationLens {
        columns = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(columns));
        rows = rows.stream().distinct().sorted().toList();
    }

    /** Whether at least one column is there. */
    public boolean visible() {
        return columns.values().stream().anyMatch(effect -> effect != Effect.HIDDEN);
    }

    /** Whether it shows every cell that the other one shows, at least as clearly. */
    boolean covers(RelationLens other) {
        return other.rows.containsAll(rows)
                && other.columns.entrySet().stream()
                        .allMatch(column -> effect(column.getKey()).compareTo(column.getValue()) <= 0);
    }

    Effect effect(String column) {
        return columns.getOrDefault(column, Effect.HIDDEN);
    }
}
