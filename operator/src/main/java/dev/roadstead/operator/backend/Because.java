package dev.roadstead.operator.backend;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a grant or a writer is as it is, for the history alone: nothing here changes what is granted.
 *
 * @param product the data product that the port or the store belongs to
 * @param store its store that holds the data
 * @param decidedBy what the decision rests on, in a fixed order
 * @param origins who applied the request, if there is one, and the objects that decided, as far as the cluster tells
 */
public record Because(String product, String store, List<Decider> decidedBy, List<Origin> origins) {
    public Because {
        decidedBy = List.copyOf(decidedBy);
        origins = List.copyOf(origins);
    }

    /**
     * An object that a decision rests on.
     *
     * @param kind {@code Policy}, {@code Guardrail}, or of a writer {@code DataProduct}
     * @param name {@code domain/name}, or the name alone of a Guardrail
     * @param generation of the spec that was evaluated
     * @param exceptions those that were used, in words
     */
    public record Decider(String kind, String name, long generation, List<String> exceptions) {
        public Decider {
            exceptions = List.copyOf(exceptions);
        }
    }

    /**
     * Who applied an object.
     *
     * @param manager the field manager that wrote its spec last; null if the cluster does not tell
     * @param change the annotation {@code roadstead.dev/change}, such as a commit; null without one
     * @param person who asked or decided; null if nothing tells
     */
    public record Origin(
            String kind,
            String name,
            @Nullable String manager,
            @Nullable String change,
            @Nullable String person) {}
}
