package dev.roadstead.operator.odcs.read;

import dev.roadstead.operator.contract.NearestName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A mapping of the standard: which fields it has, which of them it needs, and what must fit together. */
final class Form implements Rule {

    /** What must fit together in one mapping; it may also correct what the contract takes. */
    @FunctionalInterface
    interface Check {
        void check(String path, Node.Mapping written, Map<String, Object> taken, Report report);
    }

    private final Map<String, Rule> fields = new LinkedHashMap<>();
    private final Set<String> required = new HashSet<>();
    private final Set<String> later = new HashSet<>();
    private final List<Check> checks = new ArrayList<>();
    private boolean open;

    Form field(String name, Rule rule) {
        fields.put(name, rule);
        return this;
    }

    Form required(String name, Rule rule) {
        required.add(name);
        return field(name, rule);
    }

    /** A field that a later version of the standard has; known only so that the message can tell. */
    Form later(String name, Rule rule, boolean known) {
        if (known) {
            return field(name, rule);
        }
        later.add(name);
        return this;
    }

    /** All that another form has, too. */
    Form with(Form other) {
        fields.putAll(other.fields);
        required.addAll(other.required);
        later.addAll(other.later);
        checks.addAll(other.checks);
        return this;
    }

    Form check(Check check) {
        checks.add(check);
        return this;
    }

    /** The standard has more fields here than are looked at. */
    Form open() {
        open = true;
        return this;
    }

    @Override
    public @Nullable Object read(String path, Node node, Report report) {
        if (!(node instanceof Node.Mapping mapping)) {
            return Rules.mismatch(path, node, "a mapping", report);
        }
        Map<String, Object> taken = new LinkedHashMap<>();
        mapping.fields().forEach((name, value) -> field(path, name, value, taken, report));
        for (String name : fields.keySet()) {
            if (required.contains(name) && !mapping.fields().containsKey(name)) {
                report.violation(below(path, name), node.line(), "it is missing, and ODCS requires it", "add it");
            }
        }
        checks.forEach(check -> check.check(path, mapping, taken, report));
        return taken;
    }

    private void field(String path, String name, Node value, Map<String, Object> taken, Report report) {
        Rule rule = fields.get(name);
        if (rule != null) {
            Object found = rule.read(below(path, name), value, report);
            if (found != null) {
                taken.put(name, found);
            }
        } else if (later.contains(name)) {
            report.violation(
                    below(path, name),
                    value.line(),
                    "ODCS has this field from 3.2.0 on",
                    "write apiVersion: " + OdcsVersion.V3_2_0.wireName() + ", or remove it");
        } else if (!open) {
            report.violation(
                    below(path, name),
                    value.line(),
                    "ODCS has no such field here",
                    NearestName.of(name, fields.keySet())
                            .map(near -> "did you mean " + near + "? Else remove it, or put it into customProperties")
                            .orElse("remove it, or put it into customProperties"));
        }
    }

    static String below(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
