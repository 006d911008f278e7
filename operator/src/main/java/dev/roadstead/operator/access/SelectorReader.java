package dev.roadstead.operator.access;

import dev.roadstead.api.v1alpha1.GuardrailSpec;
import dev.roadstead.operator.contract.NearestName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads which Domains are meant. */
final class SelectorReader {

    private static final Map<String, LabelSelector.Comparison> COMPARISONS = Map.of(
            GuardrailSpec.Requirement.IN, LabelSelector.Comparison.IN,
            GuardrailSpec.Requirement.NOT_IN, LabelSelector.Comparison.NOT_IN,
            GuardrailSpec.Requirement.EXISTS, LabelSelector.Comparison.EXISTS,
            GuardrailSpec.Requirement.DOES_NOT_EXIST, LabelSelector.Comparison.DOES_NOT_EXIST);

    private final Findings findings;

    SelectorReader(Findings findings) {
        this.findings = findings;
    }

    /** Every Domain if there is no selector. Incomplete if there are findings. */
    LabelSelector read(String field, GuardrailSpec.@Nullable Selector selector) {
        if (selector == null) {
            return LabelSelector.EVERYTHING;
        }
        findings.unknownFields(field, selector.unknown(), GuardrailSpec.Selector.class);
        if (selector.matchLabels().values().stream().anyMatch(Objects::isNull)) {
            findings.add(field + ".matchLabels", "a label has no value", "write its value, or use Exists");
            return LabelSelector.EVERYTHING;
        }
        var demands = new ArrayList<LabelSelector.Demand>();
        for (int i = 0; i < selector.matchExpressions().size(); i++) {
            demand(
                            field + ".matchExpressions[" + i + "]",
                            selector.matchExpressions().get(i))
                    .ifPresent(demands::add);
        }
        return new LabelSelector(selector.matchLabels(), demands);
    }

    private Optional<LabelSelector.Demand> demand(String field, GuardrailSpec.@Nullable Requirement requirement) {
        if (requirement == null
                || requirement.key() == null
                || requirement.key().isEmpty()) {
            findings.add(field + ".key", "no label is named", "name the label to compare");
            return Optional.empty();
        }
        findings.unknownFields(field, requirement.unknown(), GuardrailSpec.Requirement.class);
        String written = requirement.operator() == null ? "" : requirement.operator();
        LabelSelector.Comparison comparison = COMPARISONS.get(written);
        if (comparison == null) {
            findings.add(
                    field + ".operator",
                    "this version does not know \"" + written + "\"",
                    NearestName.hint(
                            written, COMPARISONS.keySet().stream().sorted().toList()));
            return Optional.empty();
        }
        List<String> values = requirement.values();
        boolean compares = comparison == LabelSelector.Comparison.IN || comparison == LabelSelector.Comparison.NOT_IN;
        if (compares == values.isEmpty() || values.stream().anyMatch(Objects::isNull)) {
            findings.add(
                    field + ".values",
                    written + " does not compare with " + values.size() + " values",
                    compares ? "add at least one" : "remove them");
            return Optional.empty();
        }
        return Optional.of(new LabelSelector.Demand(requirement.key(), comparison, new HashSet<>(values)));
    }
}
