package dev.roadstead.operator.backend;

import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.DomainSelector;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Matches Domain objects by their labels, as label selectors do everywhere in Kubernetes. */
final class DomainSelection {

    /** No selector, and one without demands, match every Domain; an operator of a newer version matches none. */
    static boolean matches(@Nullable DomainSelector selector, Domain domain) {
        Map<String, String> labels = domain.getMetadata().getLabels() == null
                ? Map.of()
                : domain.getMetadata().getLabels();
        return selector == null
                || (labels.entrySet().containsAll(selector.matchLabels().entrySet())
                        && selector.matchExpressions().stream().allMatch(demand -> meets(labels, demand)));
    }

    private static boolean meets(Map<String, String> labels, DomainSelector.Requirement demand) {
        String value = labels.get(demand.key());
        return switch (demand.operator()) {
            case IN -> value != null && demand.values().contains(value);
            case NOT_IN -> value == null || !demand.values().contains(value);
            case EXISTS -> value != null;
            case DOES_NOT_EXIST -> value == null;
            case UNKNOWN -> false;
        };
    }

    private DomainSelection() {}
}
