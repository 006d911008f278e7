package dev.roadstead.operator.reconcile.outputport;

import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.Lifecycle;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.operator.reconcile.Services;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Where each version of a port lies. Versions may lie in different stores: one that can't be used keeps those in others from
 * nothing. Pure, but for {@link #of(Services, Domain, OutputPort)}.
 *
 * @param stores where each store lies that a version names
 * @param versions the name of its store for each version, in the order of the spec
 */
record PortPlaces(Map<String, PortPlace> stores, SequencedMap<String, String> versions) {

    static PortPlaces of(Services services, Domain domain, OutputPort port) {
        return of(port.getSpec(), store -> PortPlace.of(services, domain, port, store));
    }

    static PortPlaces of(OutputPortSpec spec, Function<String, PortPlace> places) {
        var stores = new HashMap<String, PortPlace>();
        var versions = new LinkedHashMap<String, String>();
        for (OutputPortSpec.Version version : spec.versions()) {
            String store = spec.storeOf(version);
            versions.put(version.name(), store);
            stores.computeIfAbsent(store, places);
        }
        return new PortPlaces(stores, versions);
    }

    /** @param version one of the spec */
    PortPlace of(String version) {
        PortPlace place = stores.get(String.valueOf(versions.get(version)));
        if (place == null) {
            throw new IllegalArgumentException("the spec has no version " + version);
        }
        return place;
    }

    /** Where the version lies, if it can be looked after there now. */
    Optional<PortPlace.Found> found(String version) {
        return of(version) instanceof PortPlace.Found found ? Optional.of(found) : Optional.empty();
    }

    /** The first of those that can be used, in the order of the versions. */
    Optional<PortPlace.Found> first() {
        return versions.keySet().stream()
                .flatMap(version -> found(version).stream())
                .findFirst();
    }

    /** Why the first version can't be looked after; only to be asked where none can. */
    PortPlace.Missing missing() {
        return versions.keySet().stream()
                .map(this::of)
                .filter(PortPlace.Missing.class::isInstance)
                .map(PortPlace.Missing.class::cast)
                .findFirst()
                .orElseThrow();
    }

    /** Whether versions lie in different stores, so that a failure has to name its version. */
    boolean areSeveral() {
        return stores.size() > 1;
    }

    /** Whether ports of the product are served; all its stores are of one product. */
    Lifecycle lifecycle() {
        return first().map(PortPlace.Found::lifecycle).orElseThrow();
    }

    /** The stores that can be used, in the order of the versions, for people. */
    String text() {
        List<String> texts = new ArrayList<>();
        Map<String, List<String>> byStore = versions.keySet().stream()
                .filter(version -> found(version).isPresent())
                .collect(Collectors.groupingBy(
                        version -> String.valueOf(versions.get(version)), LinkedHashMap::new, Collectors.toList()));
        byStore.forEach((store, names) -> found(names.getFirst())
                .ifPresent(found -> texts.add(
                        areSeveral()
                                ? "store " + found.store() + " (" + String.join(", ", names) + ")"
                                : "store " + found.store())));
        return String.join(", ", texts);
    }
}
