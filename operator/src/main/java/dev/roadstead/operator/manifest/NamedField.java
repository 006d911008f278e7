package dev.roadstead.operator.manifest;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The path of a field with the names of items, as the rules of reconcilers have it, and not their numbers, as schemas have it. */
final class NamedField {

    private static final Pattern STEP = Pattern.compile("\\.?([^.\\[\\]]+)|\\[([0-9]+)]");

    /** {@code spec.versions[v1].store} for {@code spec.versions[0].store}. */
    static String of(String field, Map<String, Object> content) {
        var named = new StringBuilder();
        Object value = content;
        Matcher step = STEP.matcher(field);
        while (step.find()) {
            value = step.group(1) == null
                    ? item(value, Integer.parseInt(step.group(2)))
                    : value instanceof Map<?, ?> map ? map.get(step.group(1)) : null;
            named.append(step.group(1) == null ? "[" + name(value, step.group(2)) + "]" : step.group());
        }
        return named.toString();
    }

    private static @Nullable Object item(@Nullable Object value, int number) {
        return value instanceof List<?> list && number < list.size() ? list.get(number) : null;
    }

    private static String name(@Nullable Object item, String number) {
        return item instanceof Map<?, ?> map && map.get("name") instanceof String name ? name : number;
    }

    private NamedField() {}
}
