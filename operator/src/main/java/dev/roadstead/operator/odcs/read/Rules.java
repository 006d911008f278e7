package dev.roadstead.operator.odcs.read;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.roadstead.operator.contract.NearestName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules that others are made of. */
final class Rules {

    /** A text. An empty one says nothing. */
    static final Rule TEXT = (path, node, report) ->
            node instanceof Node.Scalar(int line, Node.Kind kind, String text) && kind == Node.Kind.TEXT
                    ? emptyToNull(text)
                    : mismatch(path, node, "a text", report);

    static final Rule TRUTH = (path, node, report) ->
            node instanceof Node.Scalar(int line, Node.Kind kind, String text) && kind == Node.Kind.TRUTH
                    ? Boolean.valueOf(text)
                    : mismatch(path, node, "true or false", report);

    /** A whole number that Java has an int for. */
    static final Rule WHOLE = (path, node, report) -> {
        if (!(node instanceof Node.Scalar(int line, Node.Kind kind, String text)) || kind != Node.Kind.WHOLE) {
            return mismatch(path, node, "a whole number", report);
        }
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException e) {
            report.violation(path, line, "the number is too large", "use one below 2,147,483,648");
            return null;
        }
    };

    /** A number as it was written, because 1.50 and 1.5 are not the same text. */
    static final Rule NUMBER = (path, node, report) ->
            isNumber(node) ? numeral(((Node.Scalar) node).text()) : mismatch(path, node, "a number", report);

    /** A number with the precision of a double. */
    static final Rule DOUBLE = (path, node, report) -> {
        Object text = NUMBER.read(path, node, report);
        if (text == null) {
            return null;
        }
        double value = Double.parseDouble(text.toString());
        if (Double.isInfinite(value)) {
            report.violation(path, node.line(), "the number is too large", "use a smaller one");
            return null;
        }
        return value;
    };

    /** Whatever it is. */
    static final Rule ANYTHING = (path, node, report) -> {
        if (node instanceof Node.Scalar scalar && scalar.kind() == Node.Kind.AMBIGUOUS) {
            return mismatch(path, node, "a value", report);
        }
        return plain(node);
    };

    /** Whatever it is but a list or a mapping. */
    static final Rule SINGLE = (path, node, report) ->
            node instanceof Node.Scalar ? ANYTHING.read(path, node, report) : mismatch(path, node, "one value", report);

    /** A number that the API takes with or without quotation marks. */
    static final Rule BOUND = (path, node, report) -> {
        Object text = NUMBER.read(path, node, report);
        return text == null ? null : intOrText(text.toString());
    };

    /** Something like an example: always a text in the contract. */
    static final Rule AS_TEXT = (path, node, report) -> {
        Object found = ANYTHING.read(path, node, report);
        return found == null ? null : node instanceof Node.Scalar(int l, Node.Kind k, String text) ? text : json(found);
    };

    static final Rule TEXTS = list(TEXT);

    static Rule list(Rule of) {
        return (path, node, report) -> {
            if (!(node instanceof Node.Items(int line, List<Node> items))) {
                return mismatch(path, node, "a list", report);
            }
            List<Object> found = new ArrayList<>();
            for (int i = 0; i < items.size(); i++) {
                Object item = of.read(path + "[" + i + "]", items.get(i), report);
                if (item != null) {
                    found.add(item);
                } else if (of instanceof Form) {
                    // So that those behind it keep their places.
                    found.add(Map.of());
                }
            }
            return found;
        };
    }

    static Rule oneOf(Collection<String> values) {
        return (path, node, report) -> {
            Object text = TEXT.read(path, node, report);
            if (text != null && !values.contains(text.toString())) {
                report.violation(
                        path,
                        node.line(),
                        "ODCS knows no value " + Quoted.of(text.toString()) + " here",
                        NearestName.hint(text.toString(), values));
                return null;
            }
            return text;
        };
    }

    static Rule matching(Pattern pattern, String form) {
        return (path, node, report) -> {
            Object text = TEXT.read(path, node, report);
            if (text != null && !pattern.matcher(text.toString()).matches()) {
                report.violation(
                        path, node.line(), Quoted.of(text.toString()) + " has not the form of ODCS", "use " + form);
                return null;
            }
            return text;
        };
    }

    /** Either of the two, by whether it is a list. */
    static Rule listOr(Rule list, Rule other) {
        return (path, node, report) ->
                node instanceof Node.Items ? list.read(path, node, report) : other.read(path, node, report);
    }

    /** Whether leaving it out would say the same. */
    static boolean saysNothing(@Nullable Object found) {
        return switch (found) {
            case null -> true;
            case Boolean truth -> !truth;
            case String text -> text.isEmpty();
            case Collection<?> list -> list.isEmpty();
            case Map<?, ?> map -> map.isEmpty();
            default -> false;
        };
    }

    static boolean isNumber(Node node) {
        return node instanceof Node.Scalar(int line, Node.Kind kind, String text)
                && (kind == Node.Kind.WHOLE || kind == Node.Kind.NUMBER);
    }

    /** As the API has numbers that need not be whole: an int if it is one, else a text. */
    static Object intOrText(String text) {
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException e) {
            return text;
        }
    }

    static @Nullable Object mismatch(String path, Node node, String wanted, Report report) {
        if (node instanceof Node.Scalar(int line, Node.Kind kind, String text)) {
            boolean quotable = kind != Node.Kind.NOTHING && kind != Node.Kind.TEXT && wanted.endsWith("text");
            if (kind == Node.Kind.AMBIGUOUS) {
                report.violation(
                        path,
                        line,
                        text + " without quotation marks is a text to some readers of YAML, and to others a number or"
                                + " a boolean",
                        "write " + Quoted.of(text) + ", or the number or boolean in its common form");
                return null;
            }
            report.violation(
                    path,
                    line,
                    "here stands " + wanted + " in ODCS, not " + node.described(),
                    quotable
                            ? "write it in quotation marks"
                            : kind == Node.Kind.NOTHING ? "give it a value, or remove it" : "correct it");
            return null;
        }
        report.violation(
                path, node.line(), "here stands " + wanted + " in ODCS, not " + node.described(), "correct it");
        return null;
    }

    private static @Nullable Object emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }

    /** Without a plus, which JSON does not know. */
    private static String numeral(String text) {
        return text.startsWith("+") ? text.substring(1) : text;
    }

    private static @Nullable Object plain(Node node) {
        return switch (node) {
            case Node.Mapping(int line, Map<String, Node> fields) -> {
                Map<String, @Nullable Object> found = new LinkedHashMap<>();
                fields.forEach((name, value) -> found.put(name, plain(value)));
                yield found;
            }
            case Node.Items(int line, List<Node> items) -> {
                List<@Nullable Object> found = new ArrayList<>();
                items.forEach(item -> found.add(plain(item)));
                yield found;
            }
            case Node.Scalar(int line, Node.Kind kind, String text) ->
                switch (kind) {
                    case NOTHING -> null;
                    case TRUTH -> Boolean.valueOf(text);
                    case WHOLE, NUMBER -> new Numeral(numeral(text));
                    case TEXT, AMBIGUOUS -> text;
                };
        };
    }

    /** A number that is written as it was: a BigDecimal would print some with an exponent, and others in a million digits. */
    private record Numeral(String text) {
        @Override
        public String toString() {
            return text;
        }
    }

    private static String json(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case Map<?, ?> map -> {
                List<String> fields = new ArrayList<>();
                map.forEach((name, field) -> fields.add(quoted(Objects.toString(name)) + ":" + json(field)));
                yield "{" + String.join(",", fields) + "}";
            }
            case List<?> list ->
                "[" + String.join(",", list.stream().map(Rules::json).toList()) + "]";
            case String text -> quoted(text);
            default -> value.toString();
        };
    }

    private static String quoted(String text) {
        return "\"" + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
    }

    private Rules() {}
}
