package dev.roadstead.operator.protection;

import dev.roadstead.operator.backend.PortKey;
import dev.roadstead.operator.contract.change.Dependent;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * That something is just being granted, before any status says so.
 *
 * @param namespace of the port
 * @param product that the port belongs to
 * @param store of that product, which holds the data
 * @param className the StoreClass behind it
 * @param reader what the consumer will see and use, if the grant succeeds
 * @param judgedBy readers, of this claim or of one it renews, by which a change of the contract was judged meanwhile
 */
record Claim(
        PortKey port,
        String namespace,
        String product,
        String store,
        String className,
        Consumer consumer,
        Dependent reader,
        Set<Dependent> judgedBy) {

    Claim {
        judgedBy = Set.copyOf(judgedBy);
    }

    Claim(
            PortKey port,
            String namespace,
            String product,
            String store,
            String className,
            Consumer consumer,
            Dependent reader) {
        this(port, namespace, product, store, className, consumer, reader, Set.of());
    }

    /** This claim, after a change was judged by it. */
    Claim judged() {
        return withJudgedBy(Set.of(reader));
    }

    /** This claim in the place of a former one of the same request. */
    Claim after(Claim former) {
        return withJudgedBy(former.judgedBy);
    }

    private Claim withJudgedBy(Set<Dependent> more) {
        return judgedBy.containsAll(more)
                ? this
                : new Claim(
                        port,
                        namespace,
                        product,
                        store,
                        className,
                        consumer,
                        reader,
                        Stream.concat(judgedBy.stream(), more.stream()).collect(Collectors.toSet()));
    }

    boolean isOn(String portNamespace, String name) {
        return namespace.equals(portNamespace) && port.port().equals(name);
    }
}
