package dev.roadstead.operator.contract.change;

import java.util.Set;

/**
 * Somebody who is granted access to a version.
 *
 * @param name as people know him: domain and product, or domain and request
 * @param hidden columns he can't see, each alone or with its relation before a dot; a column that is not here counts as read
 * @param used columns he says he uses, written alike; empty if all he can see
 * @param needed columns by which his rows are chosen, without which he would see nothing; they count whether he sees them or not
 */
public record Dependent(String name, Set<String> hidden, Set<String> used, Set<String> needed) {

    public Dependent {
        hidden = Set.copyOf(hidden);
        used = Set.copyOf(used);
        needed = Set.copyOf(needed);
    }

    /** One who sees all rows. */
    public Dependent(String name, Set<String> hidden, Set<String> used) {
        this(name, hidden, used, Set.of());
    }

    /** One who has not said what he uses, and sees all rows. */
    public Dependent(String name, Set<String> hidden) {
        this(name, hidden, Set.of());
    }

    boolean isHitBy(Change change) {
        String column = change.column();
        if (column == null) {
            return usesSomeOf(change.relation());
        }
        return isNamed(needed, column, change)
                || (!isNamed(hidden, column, change) && (used.isEmpty() || isNamed(used, column, change)));
    }

    private static boolean isNamed(Set<String> names, String column, Change change) {
        return names.contains(column) || names.contains(change.about());
    }

    /** A column without its relation may be one of any. */
    private boolean usesSomeOf(String relation) {
        return relation.isEmpty()
                || used.isEmpty()
                || used.stream().anyMatch(name -> !name.contains(".") || name.startsWith(relation + "."));
    }
}
