package dev.roadstead.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What a cache would hold after a few changes. It costs with the changes, not with the cache, which stays as it is. */
final class OverlaidCache<T extends HasMetadata> implements IndexerResourceCache<T> {

    private final IndexerResourceCache<T> below;
    private final Map<ResourceID, Optional<T>> over;
    private final Map<String, Function<T, List<String>>> indexers = new HashMap<>();

    /** @param over what stands instead of an object; empty where it is gone */
    OverlaidCache(IndexerResourceCache<T> below, Map<ResourceID, Optional<T>> over) {
        this.below = below;
        this.over = Map.copyOf(over);
    }

    /** The cache below has them already. */
    @Override
    public void addIndexers(Map<String, Function<T, List<String>>> more) {
        indexers.putAll(more);
    }

    @Override
    public List<T> byIndex(String indexName, String indexKey) {
        Function<T, List<String>> keys = indexers.getOrDefault(indexName, object -> List.of());
        return Stream.concat(
                        untouched(below.byIndex(indexName, indexKey).stream()),
                        put().filter(object -> keys.apply(object).contains(indexKey)))
                .toList();
    }

    @Override
    public Optional<T> get(ResourceID id) {
        Optional<T> changed = over.get(id);
        return changed == null ? below.get(id) : changed;
    }

    @Override
    public Stream<ResourceID> keys() {
        return list(object -> true).map(ResourceID::fromResource);
    }

    @Override
    public Stream<T> list(Predicate<T> predicate) {
        return Stream.concat(untouched(below.list(predicate)), put().filter(predicate));
    }

    @Override
    public Stream<T> list(String namespace, Predicate<T> predicate) {
        return list(predicate)
                .filter(object -> namespace.equals(object.getMetadata().getNamespace()));
    }

    private Stream<T> untouched(Stream<T> objects) {
        return objects.filter(object -> !over.containsKey(ResourceID.fromResource(object)));
    }

    private Stream<T> put() {
        return over.values().stream().flatMap(Optional::stream);
    }
}
