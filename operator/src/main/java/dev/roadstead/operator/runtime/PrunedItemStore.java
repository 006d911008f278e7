package dev.roadstead.operator.runtime;

import dev.roadstead.operator.kube.Provenance;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;

/**
 * A cache without what nobody here reads: all managed fields but the name of who wrote the spec, and kubectl's copy of the last applied object are more than two
 * thirds of an object, and are parsed and printed again each time a reconcile gets its own copy of it.
 */
final class PrunedItemStore<T extends HasMetadata> extends BasicItemStore<T> {

    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    PrunedItemStore() {
        super(Cache::metaNamespaceKeyFunc);
    }

    @Override
    public T put(String key, T object) {
        Provenance.prune(object.getMetadata());
        if (object.getMetadata().getAnnotations() != null) {
            object.getMetadata().getAnnotations().remove(LAST_APPLIED);
        }
        return super.put(key, object);
    }
}
