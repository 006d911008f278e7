package dev.roadstead.operator.odcs;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A mapping in the order in which it is written. What says nothing is left out. */
final class Fields {

    private final Map<String, Object> fields = new LinkedHashMap<>();

    Fields put(String name, @Nullable Object value) {
        boolean says = switch (value) {
            case null -> false;
            case Collection<?> list -> !list.isEmpty();
            case Map<?, ?> map -> !map.isEmpty();
            case String text -> !text.isEmpty();
            default -> true;
        };
        if (says) {
            fields.put(name, value);
        }
        return this;
    }

    Map<String, Object> map() {
        return Collections.unmodifiableMap(fields);
    }
}
