package dev.roadstead.operator.backend;

import dev.roadstead.operator.contract.Contract;

/**
 * What a served port version shall show, and from which store.
 *
 * @param checked whether its data is to be checked, so that the store's checker has to read it
 */
public record PortWish(PortKey key, StoreKey store, Contract contract, boolean checked) {

    /** Without rules about its data. */
    public PortWish(PortKey key, StoreKey store, Contract contract) {
        this(key, store, contract, false);
    }
}
