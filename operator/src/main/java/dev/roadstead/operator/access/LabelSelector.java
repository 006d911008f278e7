package dev.roadstead.operator.access;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Chooses objects by their labels, as label selectors do everywhere in Kubernetes.
 *
 * @param labels with the values they must have
 * @param demands that must all be met
 */
public record LabelSelector(Map<String, String> labels, List<Demand> demands) {

    /** Chooses everything. */
    public static final LabelSelector EVERYTHING = new LabelSelector(Map.of(), List.of());

    public LabelSelector {
        labels = Map.copyOf(labels);
        demands = List.copyOf(demands);
    }

    /** What a label may have to be. */
    public enum Comparison {
        /** There, with one of the values. */
        IN,
        /** Absent, or with none of the values. */
        NOT_IN,
        /** There. */
        EXISTS,
        /** Absent. */
        DOES_NOT_EXIST
    }

    /** One comparison of a label. */
    public record Demand(String key, Comparison comparison, Set<String> values) {

        public Demand {
            values = Set.copyOf(values);
        }

        boolean isMetBy(Map<String, String> given) {
            String value = given.get(key);
            return switch (comparison) {
                case IN -> value != null && values.contains(value);
                case NOT_IN -> value == null || !values.contains(value);
                case EXISTS -> value != null;
                case DOES_NOT_EXIST -> value == null;
            };
        }
    }

    /** Whether an object with these labels is chosen. */
    public boolean matches(Map<String, String> given) {
        return given.entrySet().containsAll(labels.entrySet())
                && demands.stream().allMatch(demand -> demand.isMetBy(given));
    }
}
