package dev.roadstead.operator.schema;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads in what YAML and JSON hold: maps with texts as keys, and lists. */
final class Maps {

    @SuppressWarnings("unchecked") // keys are texts in every JSON object
    static Map<String, Object> of(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    static Map<String, Object> at(Map<String, Object> map, String key) {
        return of(map.get(key));
    }

    static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    private Maps() {}
}
