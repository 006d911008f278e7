package dev.roadstead.operator.access;

import dev.roadstead.operator.contract.Column;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.contract.Relation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which Policies a store can keep together, found by trying every set of them. */
final class Keepable {

    /** The union of all sets that can be kept. */
    static List<AccessPolicy> most(List<AccessPolicy> policies, Contract contract, Enforcement enforcement) {
        Set<AccessPolicy> union = new LinkedHashSet<>();
        for (int bits = 0; bits < 1 << policies.size(); bits++) {
            var some = new ArrayList<AccessPolicy>();
            for (int i = 0; i < policies.size(); i++) {
                if ((bits & (1 << i)) != 0) {
                    some.add(policies.get(i));
                }
            }
            if (some.stream().allMatch(policy -> isKept(policy, some, contract, enforcement))) {
                union.addAll(some);
            }
        }
        return List.copyOf(union);
    }

    private static boolean isKept(
            AccessPolicy policy, List<AccessPolicy> others, Contract contract, Enforcement enforcement) {
        for (Relation relation : contract.relations()) {
            Map<String, Effect> cells = Cells.own(policy, relation);
            boolean shown = cells.values().stream().anyMatch(effect -> effect != Effect.HIDDEN);
            for (RowCondition row : shown ? policy.rows() : List.<RowCondition>of()) {
                if (enforcement
                        .refusal(relation.column(row.column()).orElseThrow(), row)
                        .isPresent()) {
                    return false;
                }
            }
            for (Column column : relation.columns()) {
                Effect effect = cells.get(column.name());
                if (effect != Effect.HIDDEN
                        && enforcement.refusal(column, effect).isPresent()
                        && others.stream().noneMatch(other -> isClearer(other, policy, relation, column))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean isClearer(AccessPolicy other, AccessPolicy policy, Relation relation, Column column) {
        return policy.rows().containsAll(other.rows())
                && Cells.own(other, relation)
                                .get(column.name())
                                .compareTo(Cells.own(policy, relation).get(column.name()))
                        < 0;
    }

    private Keepable() {}
}
