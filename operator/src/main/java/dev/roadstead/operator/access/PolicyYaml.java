package dev.roadstead.operator.access;

import dev.roadstead.api.v1alpha1.Api;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Writes a Policy as a person would. Drafts have no versions, rows and end of their own, so these are not written. */
final class PolicyYaml {

    /**
     * A manifest that can be applied.
     *
     * @param comments about the columns, one a line
     */
    static String write(AccessPolicy policy, String namespace, List<String> comments) {
        var lines = new StringBuilder();
        line(lines, "apiVersion: " + Api.GROUP + "/" + Api.VERSION);
        line(lines, "kind: Policy");
        line(lines, "metadata:");
        line(lines, "  name: " + YamlText.scalar(policy.name()));
        line(lines, "  namespace: " + YamlText.scalar(namespace));
        line(lines, "spec:");
        line(lines, "  ports:");
        line(lines, "    names: " + list(policy.ports()));
        line(lines, "  consumers:");
        policy.consumers().forEach(consumer -> line(lines, "  - " + consumer(consumer)));
        line(lines, "  purposes: " + list(policy.purposes()));
        line(lines, "  columns:");
        comments.forEach(comment -> line(lines, "    # " + YamlText.comment(comment)));
        columns(lines, policy.columns());
        if (policy.maxDuration() != null) {
            line(lines, "  maxDuration: " + DurationText.of(policy.maxDuration()));
        }
        return lines.toString();
    }

    private static void columns(StringBuilder lines, ColumnRules columns) {
        line(lines, "    allow: " + list(columns.allow()));
        if (columns.unclassifiedClear()) {
            line(lines, "    unclassified: Clear");
        }
        rules(lines, "mask", columns, false);
        rules(lines, "hide", columns, true);
    }

    private static void rules(StringBuilder lines, String field, ColumnRules columns, boolean hidden) {
        List<ColumnRule> rules = columns.rules().stream()
                .filter(rule -> (rule.effect() == Effect.HIDDEN) == hidden)
                .toList();
        if (!rules.isEmpty()) {
            line(lines, "    " + field + ":");
        }
        for (ColumnRule rule : rules) {
            String what = rule.name() == null
                    ? "classification: " + YamlText.scalar(String.valueOf(rule.classification()))
                    : "name: " + YamlText.scalar(rule.name());
            line(
                    lines,
                    "    - {" + what
                            + (hidden
                                    ? ""
                                    : ", with: " + YamlText.scalar(rule.effect().wireName())) + "}");
        }
    }

    private static String consumer(ConsumerRule consumer) {
        String domain = "{domain: " + YamlText.scalar(consumer.domain());
        return consumer.product() == null
                ? domain + "}"
                : domain + ", product: " + YamlText.scalar(consumer.product()) + "}";
    }

    private static String list(Collection<String> texts) {
        return texts.stream().sorted().map(YamlText::scalar).collect(Collectors.joining(", ", "[", "]"));
    }

    private static void line(StringBuilder lines, String line) {
        lines.append(line).append('\n');
    }

    private PolicyYaml() {}
}
