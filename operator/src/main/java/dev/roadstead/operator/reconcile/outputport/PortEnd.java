package dev.roadstead.operator.reconcile.outputport;

import static dev.roadstead.operator.status.ConditionType.PROVISIONED;

import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.OutputPortStatus;
import dev.roadstead.operator.backend.Backend;
import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.operator.backend.BackendRegistry.Slot;
import dev.roadstead.operator.backend.PortKey;
import dev.roadstead.operator.backend.StoreKey;
import dev.roadstead.operator.reconcile.Services;
import dev.roadstead.operator.reconcile.StoreBinding;
import dev.roadstead.operator.reconcile.StoreFailure;
import dev.roadstead.operator.status.Reason;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Ends every version of a port, wherever it is found: the product that told where it lies may be gone. */
final class PortEnd {

    private final Services services;
    private final StoreBinding binding;
    /** Whose port it is, for what was still being published while its Domain went. */
    private final Map<String, String> domains = new ConcurrentHashMap<>();

    PortEnd(Services services) {
        this.services = services;
        this.binding = new StoreBinding(services.catalogue(), services.backends());
    }

    /** It is about to be published: from now on its end is this one's business, whatever becomes of the Domain. */
    void begun(OutputPort port, String domain) {
        domains.put(port.getMetadata().getUid(), domain);
    }

    /**
     * Ends all versions there are.
     *
     * @param before what the status says was served, and where
     * @return what stands in the way, if anything
     */
    Optional<StoreFailure> release(OutputPort port, OutputPortStatus before) {
        String uid = port.getMetadata().getUid();
        Domain domain = domain(port);
        String name = domain == null ? domains.get(uid) : domain.getMetadata().getName();
        if (name == null) {
            // The end of the domain has ended its ports, and waited until it could.
            return Optional.empty();
        }
        // Every store is asked before the first failure counts: one that is down keeps no grant alive in another. Where
        // the Domain has gone, its own end has been through all stores; what came after that is left in an open one.
        Set<String> classes = domain == null ? Set.of() : classes(port, domain, before);
        Optional<StoreFailure> failure = binding.sites(null).entrySet().stream()
                .filter(site -> site.getValue() instanceof Slot.Open || classes.contains(site.getKey()))
                .map(site -> release(name, port, site))
                .toList()
                .stream()
                .flatMap(Optional::stream)
                .findFirst();
        if (failure.isEmpty()) {
            domains.remove(uid);
        }
        return failure;
    }

    private static Optional<StoreFailure> release(String domain, OutputPort port, Map.Entry<String, Slot> site) {
        return switch (site.getValue()) {
            case Slot.Closed(Reason reason, String message) ->
                Optional.of(StoreFailure.storeClassNotReady(site.getKey(), reason, message));
            case Slot.Open(Backend backend) ->
                release(backend, domain, port.getMetadata().getName());
        };
    }

    private static Optional<StoreFailure> release(Backend backend, String domain, String port) {
        try {
            for (String version : new TreeSet<>(backend.versions(domain, port))) {
                backend.release(new PortKey(domain, port, version));
            }
            return Optional.empty();
        } catch (BackendException e) {
            return Optional.of(StoreFailure.of(e, PROVISIONED));
        }
    }

    /** Also one that is being deleted: both ends may run at once, and each is complete by itself. */
    private @Nullable Domain domain(OutputPort port) {
        String namespace = port.getMetadata().getNamespace();
        return services.catalogue()
                .domainOf(namespace)
                .or(() -> services.catalogue().claimantsOf(namespace).stream().findFirst())
                .orElse(null);
    }

    /**
     * Where its versions may lie that were ever served: as the status remembers, and as the product tells. A store that has
     * nothing to do with them holds nobody up; if it can't be told of one, every store has.
     */
    private Set<String> classes(OutputPort port, Domain domain, OutputPortStatus before) {
        var classes = new HashSet<String>();
        for (OutputPortStatus.Version version : before.versions()) {
            if (version.schema() != null) {
                Set<String> known = classes(port, domain, before, version.name());
                classes.addAll(known.isEmpty() ? binding.sites(null).keySet() : known);
            }
        }
        return classes;
    }

    private Set<String> classes(OutputPort port, Domain domain, OutputPortStatus before, String version) {
        var classes = new HashSet<String>();
        services.catalogue()
                .product(port.getMetadata().getNamespace(), port.getSpec().dataProductName())
                .ifPresent(product -> {
                    if (binding.of(domain, product, port.getSpec().storeOf(version))
                            instanceof StoreBinding.Result.Bound(StoreKey key, String className)) {
                        classes.add(className);
                    }
                });
        Optional.ofNullable(before.storeClassOf(version)).ifPresent(classes::add);
        return classes;
    }
}
