package dev.roadstead.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The cache of a program that looks once and watches nothing: what a list returned. */
public final class ListedCache<T extends HasMetadata> implements IndexerResourceCache<T> {

    private final Map<ResourceID, T> objects = new LinkedHashMap<>();
    private final Map<String, Map<String, List<T>>> indexes = new HashMap<>();

    public ListedCache(Collection<T> listed) {
        listed.forEach(object -> objects.put(ResourceID.fromResource(object), object));
    }

    @Override
    public void addIndexers(Map<String, Function<T, List<String>>> indexers) {
        indexers.forEach((name, keys) -> {
            Map<String, List<T>> index = new HashMap<>();
            objects.values()
                    .forEach(object -> keys.apply(object)
                            .forEach(key -> index.computeIfAbsent(key, k -> new ArrayList<>())
                                    .add(object)));
            indexes.put(name, index);
        });
    }

    @Override
    public List<T> byIndex(String indexName, String indexKey) {
        return indexes.getOrDefault(indexName, Map.of()).getOrDefault(indexKey, List.of());
    }

    @Override
    public Optional<T> get(ResourceID id) {
        return Optional.ofNullable(objects.get(id));
    }

    @Override
    public Stream<ResourceID> keys() {
        return objects.keySet().stream();
    }

    @Override
    public Stream<T> list(Predicate<T> predicate) {
        return objects.values().stream().filter(predicate);
    }

    @Override
    public Stream<T> list(String namespace, Predicate<T> predicate) {
        return list(predicate)
                .filter(object -> namespace.equals(object.getMetadata().getNamespace()));
    }
}
