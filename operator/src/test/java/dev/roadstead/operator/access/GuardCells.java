package dev.roadstead.operator.access;

import dev.roadstead.operator.access.GuardWorlds.Guarded;
import dev.roadstead.operator.contract.Column;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.contract.Relation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How the cells of one row look under Guardrails, worked out one by one from the definition, for a store that refuses nothing. */
final class GuardCells {

    private static final List<Effect> ORDER =
            List.of(Effect.CLEAR, Effect.PARTIAL, Effect.YEAR, Effect.HASH, Effect.REDACT, Effect.NULL, Effect.HIDDEN);

    /** What the live Policies show of a row; empty if the row is not there. */
    static Optional<Map<String, Effect>> of(Guarded guarded, Relation relation, Set<RowCondition> held) {
        Map<String, Effect> cells = null;
        for (AccessPolicy policy : guarded.world().live()) {
            Set<RowCondition> rows = new HashSet<>(policy.rows());
            Map<String, Effect> own = narrowed(guarded, policy, relation, rows);
            if (held.containsAll(rows) && own.values().stream().anyMatch(effect -> effect != Effect.HIDDEN)) {
                cells = cells == null ? new LinkedHashMap<>() : cells;
                for (Map.Entry<String, Effect> cell : own.entrySet()) {
                    cells.merge(
                            cell.getKey(),
                            cell.getValue(),
                            (one, other) -> ORDER.indexOf(one) < ORDER.indexOf(other) ? one : other);
                }
            }
        }
        return Optional.ofNullable(cells);
    }

    private static Map<String, Effect> narrowed(
            Guarded guarded, AccessPolicy policy, Relation relation, Set<RowCondition> rows) {
        Map<String, Effect> cells = new LinkedHashMap<>(Cells.own(policy, relation));
        Map<String, Effect> shown = Map.copyOf(cells);
        var names = relation.columns().stream().map(Column::name).toList();
        for (Guard guard : guarded.guards()) {
            boolean ends = guard.deny() != null
                    || (guard.maxDuration() != null
                            && !guarded.world()
                                    .now()
                                    .isBefore(guarded.world().start().plus(guard.maxDuration())));
            if (ends && shows(guarded, guard, policy)) {
                cells.replaceAll((column, effect) -> Effect.HIDDEN);
            }
            boolean here = relation.columns().stream()
                    .anyMatch(column -> shown.get(column.name()) != Effect.HIDDEN && matches(guarded, guard, column));
            if (here) {
                rows.addAll(guard.rows());
                if (!guard.rows().stream().allMatch(row -> names.contains(row.column()))) {
                    cells.replaceAll((column, effect) -> Effect.HIDDEN);
                }
            }
            for (Column column : relation.columns()) {
                if (guard.mask() != null && matches(guarded, guard, column)) {
                    cells.computeIfPresent(
                            column.name(),
                            (name, effect) ->
                                    ORDER.indexOf(effect) < ORDER.indexOf(guard.mask()) ? guard.mask() : effect);
                }
            }
        }
        return cells;
    }

    private static boolean shows(Guarded guarded, Guard guard, AccessPolicy policy) {
        Contract contract = guarded.world().contract();
        var shown = new ArrayList<Column>();
        for (Relation relation : contract.relations()) {
            Map<String, Effect> cells = Cells.own(policy, relation);
            relation.columns().stream()
                    .filter(column -> cells.get(column.name()) != Effect.HIDDEN)
                    .forEach(shown::add);
        }
        return shown.stream().anyMatch(column -> matches(guarded, guard, column));
    }

    static boolean matches(Guarded guarded, Guard guard, Column column) {
        for (GuardException exception : guard.exceptions()) {
            boolean consumer = exception.consumers().stream()
                    .anyMatch(rule -> rule.domain().equals("insights")
                            && (rule.product() == null || rule.product().equals("delays")));
            boolean port = exception.ports().isEmpty()
                    || exception.ports().stream()
                            .anyMatch(rule -> rule.domain().equals("flights") && rule.name() == null);
            boolean time = guarded.world().now().isBefore(exception.until());
            boolean lifted =
                    exception.columns().isEmpty() || exception.columns().contains(column.name());
            if (consumer && port && time && lifted) {
                return false;
            }
        }
        GuardColumns columns = guard.columns();
        if (columns == null) {
            return true;
        }
        String classification = column.classification();
        boolean classified = classification == null
                ? columns.unclassified()
                : columns.classifications().stream().anyMatch(classification::equalsIgnoreCase);
        boolean named = columns.name() != null
                && java.util.regex.Pattern.compile(columns.name().pattern())
                        .matcher(column.name())
                        .find();
        return classified || named;
    }

    private GuardCells() {}
}
