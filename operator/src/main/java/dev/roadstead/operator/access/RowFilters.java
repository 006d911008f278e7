package dev.roadstead.operator.access;

import java.util.List;
import java.util.stream.Collectors;

/** Row filters as people read them. */
final class RowFilters {

    private static final String AND = " and ";

    /** The rows of all these groups: {@code delay Gt 15 or (gate IsNull and origin In (JFK))}. */
    static String text(List<RowGroup> groups) {
        List<String> alternatives = groups.stream()
                .filter(group -> groups.stream().noneMatch(other -> group.within(other) && !other.within(group)))
                .map(RowFilters::text)
                .toList();
        return alternatives.size() == 1
                ? alternatives.getFirst()
                : alternatives.stream()
                        .map(text -> text.contains(AND) ? "(" + text + ")" : text)
                        .collect(Collectors.joining(" or "));
    }

    private static String text(RowGroup group) {
        return group.rows().stream().map(RowCondition::toString).collect(Collectors.joining(AND));
    }

    private RowFilters() {}
}
