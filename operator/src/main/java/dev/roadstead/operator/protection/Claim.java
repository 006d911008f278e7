package dev.roadstead.operator.protection;

import dev.roadstead.operator.backend.PortKey;

/**
 * That something is just being granted, before any status says so.
 *
 * @param namespace of the port
 * @param product that the port belongs to
 * @param store of that product, which holds the data
 * @param className the StoreClass behind it
 */
record Claim(PortKey port, String namespace, String product, String store, String className, Consumer consumer) {}
