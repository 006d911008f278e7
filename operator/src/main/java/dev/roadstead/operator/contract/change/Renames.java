package dev.roadstead.operator.contract.change;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Finds what only changed its name: one that went and one that came have the same definition, and no other has. */
final class Renames {

    private Renames() {}

    /** From the old name to the new one. */
    static <T> Map<String, String> of(
            Map<String, T> before, Map<String, T> after, Function<T, List<Object>> definition) {
        Map<List<Object>, List<String>> gone = onlyIn(before, after, definition);
        Map<List<Object>, List<String>> come = onlyIn(after, before, definition);
        Map<String, String> renamed = new HashMap<>();
        gone.forEach((what, names) -> {
            List<String> candidates = come.getOrDefault(what, List.of());
            if (names.size() == 1 && candidates.size() == 1) {
                renamed.put(names.getFirst(), candidates.getFirst());
            }
        });
        return renamed;
    }

    private static <T> Map<List<Object>, List<String>> onlyIn(
            Map<String, T> these, Map<String, T> others, Function<T, List<Object>> definition) {
        return these.entrySet().stream()
                .filter(each -> !others.containsKey(each.getKey()))
                .collect(Collectors.groupingBy(
                        each -> definition.apply(each.getValue()),
                        Collectors.mapping(Map.Entry::getKey, Collectors.toList())));
    }
}
