package dev.roadstead.operator.postgres;

import dev.roadstead.operator.access.Effect;
import dev.roadstead.operator.access.RelationLens;
import dev.roadstead.operator.access.RowGroup;
import dev.roadstead.operator.contract.Column;
import dev.roadstead.operator.contract.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The rows and cells of a lens as expressions. Conditions are only ever combined by AND, OR and WHEN, never negated: there a
 * comparison with NULL, which is neither true nor false, admits no row and shows no cell.
 */
final class Cells {
    private final Relation relation;
    private final RelationLens lens;
    private final String alias;
    private final String key;

    /** @param alias of the port view, unquoted and needing no quotes */
    Cells(Relation relation, RelationLens lens, String alias) {
        this(relation, lens, alias, Masks.KEY);
    }

    /** @param key what to hash with, as an expression */
    Cells(Relation relation, RelationLens lens, String alias, String key) {
        this.relation = relation;
        this.lens = lens;
        this.alias = alias;
        this.key = key;
    }

    /** Which rows are there; empty for all. */
    Optional<String> filter() {
        return lens.filtersRows() ? Optional.of(anyOf(lens.groups())) : Optional.empty();
    }

    /**
     * What a consumer sees of a column, with exactly the column's type: the weakest effect among the groups of the row, and
     * NULL where all of them hide it.
     */
    String expression(Column column) {
        SequencedMap<Effect, List<RowGroup>> groups = new TreeMap<>();
        lens.groups()
                .forEach(group -> groups.computeIfAbsent(cell(group, column), e -> new ArrayList<>())
                        .add(group));
        if (groups.size() == 1) {
            // WHERE lets no row pass that is of none of the groups.
            return shown(groups.firstEntry().getKey(), column);
        }
        var cases = new StringBuilder("CASE");
        for (var entry : groups.entrySet()) {
            String shown = shown(entry.getKey(), column);
            boolean all =
                    entry.getValue().stream().anyMatch(group -> group.rows().isEmpty());
            if (all || entry.getKey() == Effect.NULL) {
                return cases + " ELSE " + shown + " END";
            }
            cases.append(" WHEN ")
                    .append(anyOf(entry.getValue()))
                    .append(" THEN ")
                    .append(shown);
        }
        // Each row is of one of the groups; should that ever be untrue, the cell shows nothing.
        return cases + " ELSE " + shown(Effect.NULL, column) + " END";
    }

    /** In a column that is there because of other rows, a hidden cell is one without value. */
    private static Effect cell(RowGroup group, Column column) {
        Effect effect = group.effect(column.name());
        return effect == Effect.HIDDEN ? Effect.NULL : effect;
    }

    private String shown(Effect effect, Column column) {
        return Masks.expression(effect, column.type(), alias + "." + Sql.id(column.name()), key);
    }

    /** Groups within another one of them add no row. */
    private String anyOf(List<RowGroup> groups) {
        List<String> conditions = groups.stream()
                .filter(group -> groups.stream().noneMatch(other -> group.within(other) && !other.within(group)))
                .map(group -> RowFilters.sql(group.rows(), relation.columns(), alias))
                .toList();
        return conditions.size() == 1
                ? conditions.getFirst()
                : conditions.stream().collect(Collectors.joining(") OR (", "((", "))"));
    }
}
