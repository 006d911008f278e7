package dev.roadstead.operator.schema;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asks the rules of a schema, at each place they stand, about a value there and the one before. */
final class RuleWalk {

    private static final Set<String> RESERVED = Set.of(
            "true",
            "false",
            "null",
            "in",
            "as",
            "break",
            "const",
            "continue",
            "else",
            "for",
            "function",
            "if",
            "import",
            "let",
            "loop",
            "package",
            "namespace",
            "return",
            "var",
            "void",
            "while");

    private final Rules rules;
    private final List<SchemaFault> faults = new ArrayList<>();
    private final List<String> unchecked = new ArrayList<>();

    RuleWalk(Rules rules) {
        this.rules = rules;
    }

    List<SchemaFault> faults() {
        return List.copyOf(faults);
    }

    /** Rules of which nothing is known, with their places. */
    List<String> unchecked() {
        return List.copyOf(unchecked);
    }

    /** @param old what was there before; null for nothing that can be compared */
    void walk(String path, Map<String, Object> schema, @Nullable Object value, @Nullable Object old) {
        for (Object rule : Maps.list(schema.get("x-kubernetes-validations"))) {
            ask(
                    path,
                    Maps.of(rule),
                    seen(schema, value, path.isEmpty()),
                    old == null ? null : seen(schema, old, path.isEmpty()));
        }
        if (value instanceof Map<?, ?> map) {
            object(path, schema, Maps.of(map), Maps.of(old));
        } else if (value instanceof List<?> list) {
            list(path, schema, list, Maps.list(old));
        }
    }

    private void object(String path, Map<String, Object> schema, Map<String, Object> object, Map<String, Object> old) {
        Map<String, Object> properties = Maps.at(schema, "properties");
        object.forEach((name, value) -> {
            Map<String, Object> property = properties.containsKey(name)
                    ? Maps.at(properties, name)
                    : Maps.of(schema.get("additionalProperties"));
            walk(path.isEmpty() ? name : path + "." + name, property, value, old.get(name));
        });
    }

    /** Only items of a list map have a former self. */
    private void list(String path, Map<String, Object> schema, List<?> list, List<?> old) {
        List<?> keys = Maps.list(schema.get("x-kubernetes-list-map-keys"));
        Map<String, Object> items = Maps.at(schema, "items");
        for (int i = 0; i < list.size(); i++) {
            Object item = list.get(i);
            Object before = keys.isEmpty()
                    ? null
                    : old.stream()
                            .filter(other -> StructuralSchema.key(keys, other).equals(StructuralSchema.key(keys, item)))
                            .findFirst()
                            .orElse(null);
            walk(path + "[" + i + "]", items, item, before);
        }
    }

    private void ask(String path, Map<String, Object> rule, @Nullable Object self, @Nullable Object old) {
        String expression = String.valueOf(rule.get("rule"));
        if (self == null || (Rules.isTransition(expression) && old == null)) {
            return;
        }
        Map<String, Object> variables = old == null ? Map.of("self", self) : Map.of("self", self, "oldSelf", old);
        try {
            if (!Boolean.TRUE.equals(rules.evaluate(expression, variables))) {
                faults.add(new SchemaFault(path + rule.getOrDefault("fieldPath", ""), message(rule, variables)));
            }
        } catch (Rules.UnknownException e) {
            unchecked.add(place(path) + ": rule " + expression + " (" + e.getMessage() + ")");
        }
    }

    private String message(Map<String, Object> rule, Map<String, Object> variables) {
        Object plain = rule.getOrDefault("message", "failed rule: " + rule.get("rule"));
        if (rule.get("messageExpression") instanceof String expression) {
            try {
                return String.valueOf(rules.evaluate(expression, variables));
            } catch (Rules.UnknownException e) {
                // The rule is broken all the same; the API server says the plain words then, too.
                return String.valueOf(plain);
            }
        }
        return String.valueOf(plain);
    }

    private static String place(String path) {
        return path.isEmpty() ? "the object" : path;
    }

    /** The value under the names that rules use; of the object's metadata only the name can be asked about. */
    private static @Nullable Object seen(Map<String, Object> schema, @Nullable Object value, boolean root) {
        return switch (value) {
            case Map<?, ?> map -> {
                Map<String, Object> properties = Maps.at(schema, "properties");
                var seen = new LinkedHashMap<String, Object>();
                Maps.of(map).forEach((name, each) -> {
                    Object inner = root && name.equals("metadata")
                            ? nameOnly(Maps.of(each))
                            : seen(inner(schema, properties, name), each, false);
                    if (inner != null) {
                        seen.put(properties.containsKey(name) ? escaped(name) : name, inner);
                    }
                });
                yield seen;
            }
            case List<?> list -> {
                var seen = new ArrayList<Object>();
                for (Object item : list) {
                    Object inner = seen(Maps.at(schema, "items"), item, false);
                    if (inner != null) {
                        seen.add(inner);
                    }
                }
                yield seen;
            }
            case Integer number -> number.longValue();
            case Short number -> number.longValue();
            case Float number -> number.doubleValue();
            case BigInteger number -> number.longValue();
            case BigDecimal number -> number.doubleValue();
            case null, default -> value;
        };
    }

    private static Map<String, Object> inner(Map<String, Object> schema, Map<String, Object> properties, String name) {
        return properties.containsKey(name) ? Maps.at(properties, name) : Maps.of(schema.get("additionalProperties"));
    }

    private static Map<String, Object> nameOnly(Map<String, Object> metadata) {
        Object name = metadata.get("name");
        return name == null ? Map.of() : Map.of("name", name);
    }

    private static String escaped(String name) {
        return RESERVED.contains(name)
                ? "__" + name + "__"
                : name.replace("__", "__underscores__")
                        .replace(".", "__dot__")
                        .replace("-", "__dash__")
                        .replace("/", "__slash__");
    }
}
