package dev.roadstead.operator.access;

import dev.roadstead.operator.contract.Fingerprint;
import java.util.List;

/**
 * What a consumer sees of a version of a port.
 *
 * @param relations those with at least one column that is not hidden, in the contract's order
 */
public record Lens(List<RelationLens> relations) {

    public Lens {
        relations = relations.stream().filter(RelationLens::visible).toList();
    }

    /**
     * Whether nothing is seen through this one that is not seen through the other one, at least as clearly; as far as can be told
     * without data, so a no may be wrong, and a yes is not.
     */
    public boolean isWithin(Lens other) {
        return relations.stream()
                .allMatch(relation -> other.relations().stream()
                        .anyMatch(wider -> wider.relation().equals(relation.relation()) && relation.isWithin(wider)));
    }

    boolean isEmpty() {
        return relations.isEmpty();
    }

    /** Everything that a store has to keep. */
    void addTo(Fingerprint fingerprint) {
        relations.forEach(relation -> relation.addTo(fingerprint));
    }
}
