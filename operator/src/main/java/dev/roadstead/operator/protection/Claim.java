package dev.roadstead.operator.protection;

import dev.roadstead.operator.backend.PortKey;

/**
 * That something is just being granted, before any status says so.
 *
 * @param namespace of the port
 * @param product that the port belongs to
 * @param store of that product, which holds the data
 * @param className the StoreClass behind it
 * @param weighed whether a change of the contract was judged as if the consumer saw everything, because nobody knew better yet
 */
record Claim(
        PortKey port,
        String namespace,
        String product,
        String store,
        String className,
        Consumer consumer,
        boolean weighed) {

    Claim(PortKey port, String namespace, String product, String store, String className, Consumer consumer) {
        this(port, namespace, product, store, className, consumer, false);
    }

    Claim weighed(boolean either) {
        return either == weighed ? this : new Claim(port, namespace, product, store, className, consumer, either);
    }

    boolean isOn(String portNamespace, String name) {
        return namespace.equals(portNamespace) && port.port().equals(name);
    }
}
