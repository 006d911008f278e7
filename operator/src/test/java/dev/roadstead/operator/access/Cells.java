package dev.roadstead.operator.access;

import dev.roadstead.operator.contract.Column;
import dev.roadstead.operator.contract.Relation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How the cells of one row look, worked out one by one from the definition. A row is known by the conditions that hold for it;
 * where there are no other conditions, all sets of them are all rows.
 */
final class Cells {

    /** From weakest to strongest. */
    private static final List<Effect> ORDER =
            List.of(Effect.CLEAR, Effect.PARTIAL, Effect.YEAR, Effect.HASH, Effect.REDACT, Effect.NULL, Effect.HIDDEN);

    /** What a lens shows of a row; empty if the row is not there. */
    static Optional<Map<String, Effect>> of(RelationLens lens, Set<RowCondition> held) {
        Map<String, Effect> cells = null;
        for (RowGroup group : lens.groups()) {
            if (held.containsAll(group.rows())) {
                cells = cells == null ? new LinkedHashMap<>() : cells;
                for (String column : group.columns().keySet()) {
                    cells.merge(column, group.effect(column), Cells::weaker);
                }
            }
        }
        return Optional.ofNullable(cells);
    }

    /** What these Policies show of a row, if a store can keep them all. */
    static Optional<Map<String, Effect>> of(List<AccessPolicy> policies, Relation relation, Set<RowCondition> held) {
        Map<String, Effect> cells = null;
        for (AccessPolicy policy : policies) {
            Map<String, Effect> own = own(policy, relation);
            if (held.containsAll(policy.rows()) && own.values().stream().anyMatch(effect -> effect != Effect.HIDDEN)) {
                cells = cells == null ? new LinkedHashMap<>() : cells;
                for (Map.Entry<String, Effect> cell : own.entrySet()) {
                    cells.merge(cell.getKey(), cell.getValue(), Cells::weaker);
                }
            }
        }
        return Optional.ofNullable(cells);
    }

    /** How one Policy alone shows each column of the rows it admits. */
    static Map<String, Effect> own(AccessPolicy policy, Relation relation) {
        var names = relation.columns().stream().map(Column::name).toList();
        boolean covered = policy.rows().stream().allMatch(row -> names.contains(row.column()));
        Map<String, Effect> cells = new LinkedHashMap<>();
        for (Column column : relation.columns()) {
            cells.put(column.name(), covered ? strictest(policy.columns(), column) : Effect.HIDDEN);
        }
        return cells;
    }

    /** The strictest entry of one Policy about a column. */
    static Effect strictest(ColumnRules rules, Column column) {
        var about = new ArrayList<>(List.of(Effect.CLEAR));
        String classification = column.classification();
        if (!rules.allow().contains("*") && !rules.allow().contains(column.name())) {
            about.add(Effect.HIDDEN);
        }
        if (classification == null && !rules.unclassifiedClear()) {
            about.add(Effect.HIDDEN);
        }
        for (ColumnRule rule : rules.rules()) {
            boolean matches = rule.name() == null
                    ? classification != null && classification.equalsIgnoreCase(rule.classification())
                    : column.name().equalsIgnoreCase(rule.name());
            if (matches) {
                about.add(rule.effect());
            }
        }
        return Collections.max(about, Comparator.comparingInt(ORDER::indexOf));
    }

    /** All rows there are, as far as these conditions tell them apart. */
    static List<Set<RowCondition>> rows(Set<RowCondition> conditions) {
        List<Set<RowCondition>> rows = new ArrayList<>(List.of(Set.of()));
        for (RowCondition condition : conditions) {
            for (Set<RowCondition> row : List.copyOf(rows)) {
                var more = new HashSet<>(row);
                more.add(condition);
                rows.add(more);
            }
        }
        return rows;
    }

    private static Effect weaker(Effect a, Effect b) {
        return ORDER.indexOf(a) < ORDER.indexOf(b) ? a : b;
    }

    private Cells() {}
}
