package dev.roadstead.operator.reconcile.outputport;

import dev.roadstead.api.v1alpha1.Lifecycle;
import dev.roadstead.api.v1alpha1.OutputPortSpec;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Which versions of a port are served and which end. Pure.
 *
 * @param publish versions to serve, in the order of the spec
 * @param release names of versions that exist in the store and must not
 */
public record VersionPlan(List<OutputPortSpec.Version> publish, Set<String> release) {

    /**
     * @param existing names of the versions that exist in the store
     * @param before names of the versions that the status says are served
     */
    static VersionPlan of(
            List<OutputPortSpec.Version> versions, Lifecycle lifecycle, Set<String> existing, Set<String> before) {
        List<OutputPortSpec.Version> publish = serves(lifecycle)
                ? versions.stream()
                        .filter(OutputPortSpec.Version::servedOrDefault)
                        .toList()
                : List.of();
        Set<String> release =
                new TreeSet<>(Stream.concat(existing.stream(), before.stream()).toList());
        publish.forEach(version -> release.remove(version.name()));
        return new VersionPlan(publish, release);
    }

    /** Whether ports of a product in that stage are served. */
    public static boolean serves(Lifecycle lifecycle) {
        return lifecycle == Lifecycle.ACTIVE || lifecycle == Lifecycle.DEPRECATED;
    }
}
