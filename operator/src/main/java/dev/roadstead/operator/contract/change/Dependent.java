package dev.roadstead.operator.contract.change;

import java.util.Set;

/**
 * Somebody who is granted access to a version.
 *
 * @param name as people know him: domain and product, or domain and request
 * @param hidden columns he can't see, each alone or with its relation before a dot; a column that is not here counts as read
 */
public record Dependent(String name, Set<String> hidden) {

    public Dependent {
        hidden = Set.copyOf(hidden);
    }

    boolean isHitBy(Change change) {
        return change.column() == null || !(hidden.contains(change.column()) || hidden.contains(change.about()));
    }
}
