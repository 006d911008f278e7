package dev.roadstead.operator.access;

import dev.roadstead.operator.contract.Column;
import java.util.List;
import java.util.Set;

/**
 * Which columns a Policy shows, and how.
 *
 * @param allow names of columns, or {@code *} for every one; the others are hidden
 * @param unclassifiedClear whether columns without classification are shown. If not they are hidden, even when {@code allow}
 *     names them: entries of one Policy meet, so that somebody who reads "unclassified: Hidden" can rely on it.
 * @param rules what is masked or hidden
 */
public record ColumnRules(Set<String> allow, boolean unclassifiedClear, List<ColumnRule> rules) {

    public ColumnRules {
        allow = Set.copyOf(allow);
        rules = List.copyOf(rules);
    }

    /** How this Policy alone shows a column: the strongest effect of all entries about it. */
    public Effect effect(Column column) {
        boolean allowed = allow.contains(AccessPolicy.ANY) || allow.contains(column.name());
        boolean classified = column.classification() != null;
        if (!allowed || !(classified || unclassifiedClear)) {
            return Effect.HIDDEN;
        }
        return rules.stream()
                .filter(rule -> rule.matches(column))
                .map(ColumnRule::effect)
                .reduce(Effect.CLEAR, Effect::meet);
    }
}
