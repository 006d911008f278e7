package dev.roadstead.operator.odcs.read;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which options each logical type has, and which of them the contract takes. */
final class TypeOptionForms {

    private static final List<String> WHOLE_FORMATS =
            List.of("i8", "i16", "i32", "i64", "i128", "u8", "u16", "u32", "u64", "u128");
    private static final Map<String, Form> BY_TYPE = byType();

    /** Reads the options of a property by its type; without one the standard can't tell what they mean. */
    static void check(String path, Node.Mapping written, Map<String, Object> taken, Report report) {
        Node options = written.fields().get("logicalTypeOptions");
        if (options == null) {
            return;
        }
        String below = Form.below(path, "logicalTypeOptions");
        if (!(options instanceof Node.Mapping mapping)) {
            Rules.mismatch(below, options, "a mapping", report);
            return;
        }
        Object type = taken.get("logicalType");
        Form form = type == null ? null : BY_TYPE.get(type.toString());
        if (form != null) {
            Object found = form.read(below, options, report);
            if (!Rules.saysNothing(found)) {
                taken.put("logicalTypeOptions", found);
            }
        } else if (!written.fields().containsKey("logicalType")
                && !mapping.fields().isEmpty()) {
            report.violation(
                    below,
                    options.line(),
                    "without logicalType ODCS can't tell what the options mean",
                    "add logicalType, or remove them");
        }
    }

    private static Map<String, Form> byType() {
        Map<String, Form> forms = new LinkedHashMap<>();
        forms.put(
                "string",
                new Form()
                        .field("minLength", natural(Rules.WHOLE))
                        .field("maxLength", natural(Rules.WHOLE))
                        .field("pattern", Rules.TEXT)
                        .field("format", Rules.TEXT));
        forms.put("date", bounds(Rules.TEXT).field("format", Rules.TEXT));
        for (String type : List.of("timestamp", "time")) {
            forms.put(
                    type,
                    bounds(Rules.TEXT)
                            .field("format", Rules.TEXT)
                            .field("timezone", Rules.TRUTH.ignored())
                            .field("defaultTimezone", Rules.TEXT.ignored()));
        }
        forms.put("integer", numeric(WHOLE_FORMATS));
        forms.put("number", numeric(List.of("f32", "f64")));
        forms.put(
                "object",
                new Form()
                        .field("minProperties", natural(Rules.WHOLE).ignored())
                        .field("maxProperties", natural(Rules.WHOLE).ignored())
                        .field("required", someDifferent(Rules.TEXTS).ignored()));
        forms.put(
                "array",
                new Form()
                        .field("minItems", natural(Rules.WHOLE).ignored())
                        .field("maxItems", natural(Rules.WHOLE).ignored())
                        .field("uniqueItems", Rules.TRUTH.ignored()));
        // The standard has none for it, and closes nothing either.
        forms.put("boolean", new Form());
        return Map.copyOf(forms);
    }

    private static Form numeric(List<String> formats) {
        return bounds(Rules.BOUND)
                .field("format", Rules.oneOf(formats))
                .field("multipleOf", positive(Rules.NUMBER).ignored());
    }

    private static Form bounds(Rule rule) {
        return new Form()
                .field("minimum", rule)
                .field("maximum", rule)
                .field("exclusiveMinimum", rule)
                .field("exclusiveMaximum", rule);
    }

    private static Rule natural(Rule rule) {
        return (path, node, report) -> {
            Object found = rule.read(path, node, report);
            if (found instanceof Integer number && number < 0) {
                report.violation(path, node.line(), "it is less than 0", "use 0 or more");
                return null;
            }
            return found;
        };
    }

    private static Rule positive(Rule rule) {
        return (path, node, report) -> {
            Object found = rule.read(path, node, report);
            if (found != null && Double.parseDouble(found.toString()) <= 0) {
                report.violation(path, node.line(), "it is not more than 0", "use more than 0");
                return null;
            }
            return found;
        };
    }

    private static Rule someDifferent(Rule rule) {
        return (path, node, report) -> {
            Object found = rule.read(path, node, report);
            if (found instanceof List<?> names
                    && (names.isEmpty() || names.stream().distinct().count() < names.size())) {
                report.violation(
                        path, node.line(), "ODCS wants at least one name, and no name twice", "correct the list");
            }
            return found;
        };
    }

    private TypeOptionForms() {}
}
