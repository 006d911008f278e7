package dev.roadstead.operator.odcs.read;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingEndEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceEndEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.events.StreamEndEvent;

/**
 * Reads YAML into a tree without resolving anything: no tags, no anchors, so nothing is ever larger than its text. It goes from
 * event to event, because a library's own tree would have resolved all of that already.
 */
final class YamlTree {

    /** Deeper than any contract. */
    static final int DEEPEST = 40;

    static final String TWICE = "it is there twice, and readers differ in which one they take";

    private final Report report;
    private final Iterator<Event> events;
    private final PlainScalar plain = new PlainScalar();

    private YamlTree(String text, Report report) {
        var options = new LoaderOptions();
        options.setCodePointLimit(OdcsReader.LONGEST + 1);
        this.report = report;
        this.events = new Yaml(options).parse(new StringReader(text)).iterator();
    }

    /** The one document; null if it can't be read, which the report tells. */
    static @Nullable Node read(String text, Report report) {
        try {
            return new YamlTree(text, report).document();
        } catch (TooDeep e) {
            report.violation("", e.line, "it is nested more than " + DEEPEST + " deep", "make it flatter");
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            boolean tab = String.valueOf(e.getProblem()).contains("\\t");
            report.violation(
                    "",
                    line,
                    tab ? "a tab stands where YAML allows none" : "it is no YAML: " + e.getProblem(),
                    tab ? "indent with spaces" : "correct the line");
        } catch (YAMLException e) {
            report.violation(
                    "",
                    0,
                    "it has a character that YAML does not allow: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
                    "save it as UTF-8 text without control characters");
        }
        return null;
    }

    private @Nullable Node document() {
        Node found = null;
        int documents = 0;
        while (events.hasNext()) {
            Event event = events.next();
            if (event instanceof DocumentStartEvent) {
                documents++;
                if (documents > 1) {
                    report.violation(
                            "",
                            line(event),
                            "there is more than one document",
                            "keep each contract in a file of its own");
                    return null;
                }
                found = node("", events.next(), 0);
            } else if (event instanceof StreamEndEvent) {
                break;
            }
        }
        if (found == null) {
            report.violation("", 0, "it is empty", "write a contract into it");
        }
        return found;
    }

    private Node node(String path, Event event, int depth) {
        if (depth > DEEPEST) {
            throw new TooDeep(line(event));
        }
        if (event instanceof NodeEvent known && known.getAnchor() != null) {
            String name = event instanceof AliasEvent ? "the alias *" : "the anchor &";
            report.violation(
                    path, line(event), name + known.getAnchor() + " is not followed", "write out what it stands for");
        }
        String tag = event instanceof ScalarEvent scalar
                ? scalar.getTag()
                : event instanceof CollectionStartEvent start ? start.getTag() : null;
        if (tag != null) {
            report.violation(path, line(event), "the tag " + Quoted.of(tag) + " is not read", "remove it");
        }
        return switch (event) {
            case ScalarEvent scalar -> scalar(scalar);
            case SequenceStartEvent start -> items(path, start, depth);
            case CollectionStartEvent start -> mapping(path, start, depth);
            default -> new Node.Scalar(line(event), Node.Kind.NOTHING, "");
        };
    }

    private Node scalar(ScalarEvent event) {
        boolean isPlain = event.getScalarStyle() == DumperOptions.ScalarStyle.PLAIN;
        return new Node.Scalar(line(event), isPlain ? plain.kind(event.getValue()) : Node.Kind.TEXT, event.getValue());
    }

    private Node items(String path, Event start, int depth) {
        List<Node> items = new ArrayList<>();
        for (Event event = events.next(); !(event instanceof SequenceEndEvent); event = events.next()) {
            items.add(node(path + "[" + items.size() + "]", event, depth + 1));
        }
        return new Node.Items(line(start), items);
    }

    private Node mapping(String path, Event start, int depth) {
        Map<String, Node> fields = new LinkedHashMap<>();
        for (Event event = events.next(); !(event instanceof MappingEndEvent); event = events.next()) {
            if (!(node(path, event, depth + 1) instanceof Node.Scalar key)) {
                report.violation(path, line(event), "the name of a field is no text", "name it with a word");
                node(path, events.next(), depth + 1);
                continue;
            }
            String field = Form.below(path, key.text());
            Node value = node(field, events.next(), depth + 1);
            if (fields.putIfAbsent(key.text(), value) != null) {
                report.violation(field, key.line(), TWICE, "remove one of the two");
            }
        }
        return new Node.Mapping(line(start), fields);
    }

    private static int line(Event event) {
        return event.getStartMark() == null ? 0 : event.getStartMark().getLine() + 1;
    }

    private static final class TooDeep extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final int line;

        TooDeep(int line) {
            this.line = line;
        }
    }
}
