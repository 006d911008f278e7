package dev.roadstead.operator.quality;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a store's catalogue says of a table.
 *
 * @param types of its columns, as the store prints them
 * @param notNull columns that can't be without a value
 * @param keys sets of columns whose combination can't occur twice
 */
public record TableFacts(Map<String, String> types, Set<String> notNull, List<Set<String>> keys) {

    public TableFacts {
        types = Map.copyOf(types);
        notNull = Set.copyOf(notNull);
        keys = keys.stream().map(Set::copyOf).toList();
    }

    /** Whether no two rows can have the same values there: some of these columns are enough. */
    boolean isKey(Set<String> columns) {
        return keys.stream().anyMatch(columns::containsAll);
    }
}
