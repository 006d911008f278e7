package dev.roadstead.operator.schema;

import com.google.re2j.Pattern;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares a value with a structural schema. Unknown fields, which an API server prunes silently if it is let to, are faults. */
final class StructuralSchema {

    private static final Set<String> ENVELOPE = Set.of("apiVersion", "kind", "metadata");

    private final List<SchemaFault> faults = new ArrayList<>();

    private StructuralSchema() {}

    /** Everything that is wrong, in the order of the fields. */
    static List<SchemaFault> faults(Map<String, Object> schema, Map<String, Object> object) {
        var check = new StructuralSchema();
        check.object("", schema, object, true);
        return List.copyOf(check.faults);
    }

    private void value(String path, Map<String, Object> schema, @Nullable Object value) {
        if (Boolean.TRUE.equals(schema.get("x-kubernetes-int-or-string"))) {
            if (!(value instanceof String) && !isWhole(value)) {
                invalid(path, value, path + " in body must be of type integer or string");
            }
            return;
        }
        Object type = schema.get("type");
        if (type != null && !isOf(String.valueOf(type), value)) {
            invalid(path, value, path + " in body must be of type " + type + ": " + quoted(typeName(value)));
            return;
        }
        enumeration(path, schema, value);
        switch (value) {
            case Map<?, ?> map -> object(path, schema, Maps.of(map), false);
            case List<?> list -> list(path, schema, list);
            case String text -> text(path, schema, text);
            case Number number -> number(path, schema, number);
            case null, default -> {}
        }
    }

    private void object(String path, Map<String, Object> schema, Map<String, Object> object, boolean root) {
        Map<String, Object> properties = Maps.at(schema, "properties");
        for (Object name : Maps.list(schema.get("required"))) {
            if (!object.containsKey(String.valueOf(name))) {
                faults.add(SchemaFault.required(join(path, name), "; add it"));
            }
        }
        limit(path, schema, "maxProperties", object.size(), "properties");
        boolean open = Boolean.TRUE.equals(schema.get("x-kubernetes-preserve-unknown-fields"));
        Object additional = schema.get("additionalProperties");
        object.forEach((name, value) -> {
            Map<String, Object> property = Maps.at(properties, name);
            if (!property.isEmpty()) {
                value(join(path, name), property, value);
            } else if (additional instanceof Map<?, ?> each) {
                value(join(path, name), Maps.of(each), value);
            } else if (!open && !Boolean.TRUE.equals(additional) && !(root && ENVELOPE.contains(name))) {
                add(
                        join(path, name),
                        "unknown field " + quoted(join(path, name))
                                + nearest(name, properties.keySet())
                                + "; correct its name, or remove it");
            }
        });
    }

    private void list(String path, Map<String, Object> schema, List<?> list) {
        limit(path, schema, "maxItems", list.size(), "items");
        if (schema.get("minItems") instanceof Number least && list.size() < least.intValue()) {
            invalid(path, list.size(), path + " in body should have at least " + least + " items");
        }
        Map<String, Object> items = Maps.at(schema, "items");
        for (int i = 0; i < list.size(); i++) {
            value(path + "[" + i + "]", items, list.get(i));
        }
        duplicates(path, schema, list);
    }

    private void duplicates(String path, Map<String, Object> schema, List<?> list) {
        List<?> keys = Maps.list(schema.get("x-kubernetes-list-map-keys"));
        boolean set = "set".equals(schema.get("x-kubernetes-list-type"));
        if (keys.isEmpty() && !set) {
            return;
        }
        var seen = new HashSet<Object>();
        for (int i = 0; i < list.size(); i++) {
            Object identity = set ? list.get(i) : key(keys, list.get(i));
            if (!seen.add(Objects.requireNonNullElse(identity, ""))) {
                String shown = identity instanceof String text ? '"' + text + '"' : String.valueOf(identity);
                add(path + "[" + i + "]", "Duplicate value: " + shown + "; keep one of them");
            }
        }
    }

    /** What tells an item of a list map from the others. */
    static Map<String, Object> key(List<?> keys, @Nullable Object item) {
        var key = new LinkedHashMap<String, Object>();
        for (Object name : keys) {
            Object value = Maps.of(item).get(String.valueOf(name));
            if (value != null) {
                key.put(String.valueOf(name), value);
            }
        }
        return key;
    }

    private void text(String path, Map<String, Object> schema, String text) {
        int length = text.codePointCount(0, text.length());
        if (schema.get("maxLength") instanceof Number most && length > most.intValue()) {
            add(path, "Too long: may not be more than " + most + " characters, and has " + length + "; shorten it");
        }
        if (schema.get("minLength") instanceof Number least && length < least.intValue()) {
            invalid(path, text, path + " in body should be at least " + least + " chars long");
        }
        if (schema.get("pattern") instanceof String pattern && !matches(pattern, text)) {
            invalid(path, text, path + " in body should match '" + pattern + "'");
        }
        format(path, schema, text);
    }

    private void format(String path, Map<String, Object> schema, String text) {
        if ("date-time".equals(schema.get("format"))) {
            try {
                OffsetDateTime.parse(text);
            } catch (DateTimeParseException e) {
                invalid(path, text, path + " in body must be of type date-time: " + quoted(text));
            }
        }
    }

    private static boolean matches(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).find();
    }

    private void number(String path, Map<String, Object> schema, Number number) {
        var value = new BigDecimal(number.toString());
        if (schema.get("minimum") instanceof Number least && value.compareTo(new BigDecimal(least.toString())) < 0) {
            invalid(path, number, path + " in body should be greater than or equal to " + least);
        }
        if (schema.get("maximum") instanceof Number most && value.compareTo(new BigDecimal(most.toString())) > 0) {
            invalid(path, number, path + " in body should be less than or equal to " + most);
        }
    }

    private void enumeration(String path, Map<String, Object> schema, @Nullable Object value) {
        List<?> known = Maps.list(schema.get("enum"));
        if (!known.isEmpty() && !known.contains(value)) {
            add(path, "Unsupported value: " + quoted(value) + "; use one of " + join(known));
        }
    }

    private void limit(String path, Map<String, Object> schema, String field, int size, String what) {
        if (schema.get(field) instanceof Number most && size > most.intValue()) {
            add(path, "Too many: " + size + ": must have at most " + most + " " + what + "; remove some");
        }
    }

    private static boolean isOf(String type, @Nullable Object value) {
        return switch (type) {
            case "object" -> value instanceof Map;
            case "array" -> value instanceof List;
            case "string" -> value instanceof String;
            case "boolean" -> value instanceof Boolean;
            case "integer" -> isWhole(value);
            case "number" -> value instanceof Number;
            default -> true;
        };
    }

    private static boolean isWhole(@Nullable Object value) {
        return value instanceof Number number
                && new BigDecimal(number.toString()).stripTrailingZeros().scale() <= 0;
    }

    private static String typeName(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case Map<?, ?> map -> "object";
            case List<?> list -> "array";
            case String text -> "string";
            case Boolean truth -> "boolean";
            case Number number -> isWhole(number) ? "integer" : "number";
            default -> value.getClass().getSimpleName();
        };
    }

    private static String nearest(String name, Set<String> known) {
        return known.stream()
                .filter(other -> other.equalsIgnoreCase(name))
                .findFirst()
                .map(other -> ", did you mean " + other + "?")
                .orElse("");
    }

    private void invalid(String path, @Nullable Object value, String cause) {
        add(
                path,
                "Invalid value: " + (value instanceof Number ? value : quoted(value)) + ": " + cause + "; correct it");
    }

    private void add(String path, String message) {
        faults.add(new SchemaFault(path, message));
    }

    private static String join(List<?> values) {
        return String.join(", ", values.stream().map(String::valueOf).toList());
    }

    private static String join(String path, Object name) {
        return path.isEmpty() ? String.valueOf(name) : path + "." + name;
    }

    private static String quoted(@Nullable Object value) {
        return "\"" + value + "\"";
    }
}
