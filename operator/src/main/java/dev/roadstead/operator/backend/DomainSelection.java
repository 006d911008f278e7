package dev.roadstead.operator.backend;

import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.DomainSelector;
import dev.roadstead.operator.access.LabelSelector;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Matches Domain objects by their labels, as label selectors do everywhere in Kubernetes. */
final class DomainSelection {

    /** No selector, and one without demands, match every Domain; an operator of a newer version matches none. */
    static boolean matches(@Nullable DomainSelector selector, Domain domain) {
        Map<String, String> labels = domain.getMetadata().getLabels() == null
                ? Map.of()
                : domain.getMetadata().getLabels();
        return selector == null
                || readable(selector).map(wanted -> wanted.matches(labels)).orElse(false);
    }

    /** Empty if a demand is of a newer version: what it would choose can't be told. */
    private static Optional<LabelSelector> readable(DomainSelector selector) {
        var demands = new ArrayList<LabelSelector.Demand>();
        for (DomainSelector.Requirement requirement : selector.matchExpressions()) {
            LabelSelector.Comparison comparison = switch (requirement.operator()) {
                case IN -> LabelSelector.Comparison.IN;
                case NOT_IN -> LabelSelector.Comparison.NOT_IN;
                case EXISTS -> LabelSelector.Comparison.EXISTS;
                case DOES_NOT_EXIST -> LabelSelector.Comparison.DOES_NOT_EXIST;
                case UNKNOWN -> null;
            };
            if (comparison == null) {
                return Optional.empty();
            }
            demands.add(new LabelSelector.Demand(requirement.key(), comparison, Set.copyOf(requirement.values())));
        }
        return Optional.of(new LabelSelector(selector.matchLabels(), demands));
    }

    private DomainSelection() {}
}
