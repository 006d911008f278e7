package dev.roadstead.operator.requirement;

import dev.roadstead.api.v1alpha1.DataProductSpec;
import java.util.Map;

/**
 * A product, as far as anything is demanded of it.
 *
 * @param storeClasses the StoreClass of each store, by the store's name; those that can't be told are missing
 */
public record ProductFacts(String name, DataProductSpec spec, Map<String, String> storeClasses) {

    public ProductFacts {
        storeClasses = Map.copyOf(storeClasses);
    }
}
