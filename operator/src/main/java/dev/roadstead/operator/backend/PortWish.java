package dev.roadstead.operator.backend;

import dev.roadstead.operator.contract.Contract;

/** What a served port version shall show, and from which store. */
public record PortWish(PortKey key, StoreKey store, Contract contract) {}
