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
import java.util.Map;
import java.util.Optional;
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
        // the Domain
        // has gone, its own end has been through all of them; only what came after that is left, in one that is open.
        String className = domain == null ? before.storeClassName() : classOf(port, domain, before);
        Optional<StoreFailure> failure = binding.sites(className).entrySet().stream()
                .filter(site -> domain != null || site.getValue() instanceof Slot.Open)
                .map(site -> release(name, port, before, site))
                .toList()
                .stream()
                .flatMap(Optional::stream)
                .findFirst();
        if (failure.isEmpty()) {
            domains.remove(uid);
        }
        return failure;
    }

    private Optional<StoreFailure> release(
            String domain, OutputPort port, OutputPortStatus before, Map.Entry<String, Slot> site) {
        return switch (site.getValue()) {
            case Slot.Closed(Reason reason, String message) ->
                before.versions().stream().allMatch(version -> version.schema() == null)
                        ? Optional.empty()
                        : Optional.of(StoreFailure.storeClassNotReady(site.getKey(), reason, message));
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

    /** Where it lies: as its product tells, else as the status remembers; a store that has nothing to do with it holds nobody up. */
    private @Nullable String classOf(OutputPort port, Domain domain, OutputPortStatus before) {
        return services.catalogue()
                .product(port.getMetadata().getNamespace(), port.getSpec().dataProductName())
                .map(product -> binding.of(domain, product, port.getSpec().store()))
                .map(result ->
                        result instanceof StoreBinding.Result.Bound(StoreKey key, String className) ? className : null)
                .orElse(before.storeClassName());
    }
}
