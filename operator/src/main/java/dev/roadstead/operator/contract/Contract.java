package dev.roadstead.operator.contract;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What one version of an output port promises.
 *
 * @param relations at least one, in the order in which they were written
 * @param serviceLevels what is promised about the service
 */
public record Contract(List<Relation> relations, List<ServiceLevel> serviceLevels) {

    private static final String FORM = "roadstead contract 1";

    public Contract {
        relations = List.copyOf(relations);
        serviceLevels = List.copyOf(serviceLevels);
    }

    /** Without service levels. */
    public Contract(List<Relation> relations) {
        this(relations, List.of());
    }

    public Optional<Relation> relation(String relationName) {
        return relations.stream()
                .filter(relation -> relation.name().equals(relationName))
                .findFirst();
    }

    /**
     * Identifies what consumers see and where it comes from: 64 hexadecimal digits.
     *
     * <p>Names, tables inside the store, types, order of columns, required, primary keys, classifications and tags are part of it. Not
     * part of it are descriptions, because rewording one must not set anything in motion, the way a type was spelt, the
     * order of relations, which nobody can see, and what is promised of the data and the service, which no view shows.
     */
    public String hash() {
        var fingerprint = new Fingerprint(FORM).add(relations.size());
        relations.stream().sorted(Comparator.comparing(Relation::name)).forEach(relation -> {
            fingerprint
                    .add(relation.name())
                    .add(relation.physicalName())
                    .add(relation.columns().size());
            for (Column column : relation.columns()) {
                fingerprint
                        .add(column.name())
                        .add(column.type().sql())
                        .add(column.required())
                        .add(column.primaryKeyPosition())
                        .add(column.classification());
                if (!column.tags().isEmpty()) {
                    // Only then, so that contracts without tags keep the hash that stores remember.
                    fingerprint.add("tags").add(column.tags());
                }
            }
        });
        return fingerprint.hex();
    }
}
