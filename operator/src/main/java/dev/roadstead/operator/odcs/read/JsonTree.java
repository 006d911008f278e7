package dev.roadstead.operator.odcs.read;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads JSON into a tree. Most of JSON is YAML too, but not all: tabs, for instance. What is no JSON is left to {@link YamlTree},
 * which tells what is wrong with it.
 */
final class JsonTree {

    private static final JsonFactory FACTORY = new JsonFactory();

    private record Twice(String path, int line) {}

    private final JsonParser parser;
    private final List<Twice> twice = new ArrayList<>();

    private JsonTree(JsonParser parser) {
        this.parser = parser;
    }

    /** The document; empty if it is no JSON, and then nothing is reported. */
    static Optional<Node> read(String text, Report report) {
        if (!text.stripLeading().startsWith("{")) {
            return Optional.empty();
        }
        try (JsonParser parser = FACTORY.createParser(text)) {
            var tree = new JsonTree(parser);
            Optional<Node> found = tree.node("", parser.nextToken(), 0);
            if (found.isEmpty() || parser.nextToken() != null) {
                return Optional.empty();
            }
            tree.twice.forEach(
                    field -> report.violation(field.path(), field.line(), YamlTree.TWICE, "remove one of the two"));
            return found;
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Optional<Node> node(String path, JsonToken token, int depth) throws IOException {
        int line = parser.currentTokenLocation().getLineNr();
        if (depth > YamlTree.DEEPEST) {
            return Optional.empty();
        }
        return switch (token) {
            case START_OBJECT -> {
                Map<String, Node> fields = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    int at = parser.currentTokenLocation().getLineNr();
                    Optional<Node> value = node(Form.below(path, name), parser.nextToken(), depth + 1);
                    if (value.isEmpty()) {
                        yield Optional.empty();
                    }
                    if (fields.putIfAbsent(name, value.get()) != null) {
                        twice.add(new Twice(Form.below(path, name), at));
                    }
                }
                yield Optional.of(new Node.Mapping(line, fields));
            }
            case START_ARRAY -> {
                List<Node> items = new ArrayList<>();
                for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                    Optional<Node> item = node(path + "[" + items.size() + "]", next, depth + 1);
                    if (item.isEmpty()) {
                        yield Optional.empty();
                    }
                    items.add(item.get());
                }
                yield Optional.of(new Node.Items(line, items));
            }
            case VALUE_STRING -> scalar(line, Node.Kind.TEXT);
            case VALUE_NUMBER_INT -> scalar(line, Node.Kind.WHOLE);
            case VALUE_NUMBER_FLOAT -> scalar(line, Node.Kind.NUMBER);
            case VALUE_TRUE, VALUE_FALSE -> scalar(line, Node.Kind.TRUTH);
            case VALUE_NULL -> scalar(line, Node.Kind.NOTHING);
            default -> Optional.empty();
        };
    }

    private Optional<Node> scalar(int line, Node.Kind kind) throws IOException {
        return Optional.of(new Node.Scalar(line, kind, parser.getText()));
    }
}
