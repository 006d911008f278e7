package dev.roadstead.operator.access;

import dev.roadstead.operator.contract.Fingerprint;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a consumer sees of one relation, cell by cell. A row is there if it is one of at least one group; of its cells each has
 * the weakest effect that a group of that row gives it. Where all of them hide it, the cell has no value.
 *
 * @param groups in a fixed order and as few as can be told without data: two lenses that are made of equal groups are equal,
 *     however often and in whatever order these were given. Empty: nothing is seen.
 */
public record RelationLens(String relation, List<RowGroup> groups) {

    public RelationLens {
        groups = RowGroups.canonical(groups);
    }

    /** With one group. */
    public RelationLens(String relation, SequencedMap<String, Effect> columns, List<RowCondition> rows) {
        this(relation, List.of(new RowGroup(rows, columns)));
    }

    /** Whether at least one column is there. */
    public boolean visible() {
        return !groups.isEmpty();
    }

    /** Whether there are rows that are not seen. */
    public boolean filtersRows() {
        return groups.stream().noneMatch(group -> group.rows().isEmpty());
    }

    /** The weakest effect on each column in any row, in the contract's order; a column that is hidden here is absent. */
    public SequencedMap<String, Effect> columns() {
        return groups.stream()
                .reduce(RowGroup::joined)
                .map(RowGroup::columns)
                .orElse(Collections.unmodifiableSequencedMap(new LinkedHashMap<>()));
    }

    /** The effects a column has in some row, from weakest to strongest. */
    public SequencedSet<Effect> effects(String column) {
        var effects = new TreeSet<Effect>();
        groups.forEach(group -> effects.add(group.effect(column)));
        return effects;
    }

    /**
     * How a column looks, in one word, or several where rows differ: {@code Clear or Hash}; {@code Null} also where some rows
     * show the column and others hide it.
     */
    public String look(String column) {
        SequencedSet<Effect> effects = effects(column);
        if (effects.isEmpty() || effects.getFirst() == Effect.HIDDEN) {
            return Effect.HIDDEN.wireName();
        }
        return effects.stream()
                .map(effect -> effect == Effect.HIDDEN ? Effect.NULL : effect)
                .distinct()
                .map(Effect::wireName)
                .collect(Collectors.joining(" or "));
    }

    /** Which rows are seen, for people; null for all of them. */
    public @Nullable String rows() {
        return filtersRows() ? RowFilters.text(groups) : null;
    }

    /** Whether each group lies within one group of the other relation that shows no column in a stronger form. */
    boolean isWithin(RelationLens other) {
        return groups.stream()
                .allMatch(group -> other.groups.stream()
                        .anyMatch(wider -> group.within(wider)
                                && group.columns().entrySet().stream()
                                        .allMatch(cell -> cell.getValue()
                                                == cell.getValue().meet(wider.effect(cell.getKey())))));
    }

    void addTo(Fingerprint fingerprint) {
        fingerprint.add(relation).add(groups.size());
        for (RowGroup group : groups) {
            fingerprint.add(group.columns().size());
            group.columns().forEach((column, effect) -> fingerprint.add(column).add(effect.wireName()));
            fingerprint.add(group.rows().size());
            for (RowCondition row : group.rows()) {
                fingerprint.add(row.column()).add(row.operator().wireName()).add(row.values());
            }
        }
    }
}
