package dev.roadstead.operator.reconcile.dataproduct;

import static dev.roadstead.operator.status.ConditionType.PROVISIONED;
import static dev.roadstead.operator.status.ConditionType.RESOLVED_REFS;

import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.DataProductSpec;
import dev.roadstead.api.v1alpha1.DataProductStatus;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.Lifecycle;
import dev.roadstead.operator.backend.Backend;
import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.operator.backend.BackendRegistry.Slot;
import dev.roadstead.operator.backend.StoreKey;
import dev.roadstead.operator.reconcile.Services;
import dev.roadstead.operator.reconcile.StoreBinding;
import dev.roadstead.operator.reconcile.StoreFailure;
import dev.roadstead.operator.status.ConditionType;
import dev.roadstead.operator.status.Reason;
import dev.roadstead.operator.status.Refusal;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps a product's stores: each in its class, with exactly its writers. */
final class StoreKeeper {

    private final Services services;
    private final StoreBinding binding;
    private final WriterKeeper writers;

    StoreKeeper(Services services, WriterKeeper writers) {
        this.services = services;
        this.binding = new StoreBinding(services.catalogue(), services.backends());
        this.writers = writers;
    }

    /**
     * Makes every store of the spec; one that fails keeps no other from being made.
     *
     * @param held stores that are not to be made, and why
     */
    List<StoreState> keep(Domain domain, DataProduct product, DataProductStatus before, Map<String, Refusal> held) {
        List<StoreState> states = new ArrayList<>();
        for (DataProductSpec.Store store : product.getSpec().stores()) {
            Refusal refusal = held.get(store.name());
            states.add(
                    refusal == null
                            ? keep(domain, product, store, before)
                            : failed(store.name(), before, PROVISIONED, new StoreFailure(refusal, false)));
        }
        removed(product, before).forEach(gone -> states.addAll(end(domain, product, gone, before)));
        writers.remove(
                product,
                before.writers(),
                states.stream().flatMap(state -> state.writers().stream()).toList());
        return states;
    }

    private StoreState keep(Domain domain, DataProduct product, DataProductSpec.Store store, DataProductStatus before) {
        return switch (binding.of(domain, product, store.name())) {
            case StoreBinding.Result.Unbound(Refusal refusal, boolean retry) ->
                failed(store.name(), before, RESOLVED_REFS, new StoreFailure(refusal, retry));
            case StoreBinding.Result.Bound(StoreKey key, String className) ->
                switch (services.backends().slot(className)) {
                    case Slot.Closed(Reason reason, String message) ->
                        failed(store.name(), before, PROVISIONED, notReady(className, reason, message));
                    case Slot.Open(Backend backend) -> provision(backend, product, key, className, store, before);
                };
        };
    }

    private StoreState provision(
            Backend backend,
            DataProduct product,
            StoreKey key,
            String className,
            DataProductSpec.Store store,
            DataProductStatus before) {
        // Nothing of a product that has ended can be written any more.
        boolean retired = product.getSpec().lifecycleOrDefault() == Lifecycle.RETIRED;
        try {
            WriterKeeper.Provisioned provisioned =
                    writers.provision(backend, product, key, retired ? List.of() : store.writers());
            var status = new DataProductStatus.Store(
                    store.name(),
                    className,
                    provisioned.outcome().dataSchema(),
                    backend.info().storeId(),
                    null);
            return new StoreState(store.name(), status, PROVISIONED, null, provisioned.writers());
        } catch (BackendException e) {
            return failed(store.name(), before, PROVISIONED, StoreFailure.of(e, PROVISIONED));
        } catch (KubernetesClientException e) {
            return failed(store.name(), before, PROVISIONED, StoreFailure.of(e));
        }
    }

    /** Stores that the status still knows and the spec no longer does. */
    private static List<DataProductStatus.Store> removed(DataProduct product, DataProductStatus before) {
        List<String> names = product.getSpec().stores().stream()
                .map(DataProductSpec.Store::name)
                .toList();
        return before.stores().stream()
                .filter(store -> !names.contains(store.name()))
                .toList();
    }

    /** Ends the writers of a store that left the spec, and keeps its data. It stays in the status until that is done. */
    private List<StoreState> end(
            Domain domain, DataProduct product, DataProductStatus.Store gone, DataProductStatus before) {
        var key = new StoreKey(
                domain.getMetadata().getName(), product.getMetadata().getName(), gone.name());
        return release(key, gone.storeClassName())
                .map(failure -> List.of(failed(gone.name(), before, PROVISIONED, failure)))
                .orElse(List.of());
    }

    /** Ends the writers of every store that a product has or had; what stands in the way, if anything. */
    Optional<StoreFailure> release(String domain, DataProduct product, DataProductStatus before) {
        String name = product.getMetadata().getName();
        // Every store is asked before the first failure counts: one that is down keeps no writer alive in another.
        List<StoreFailure> failures = new ArrayList<>();
        for (DataProductStatus.Store store : before.stores()) {
            release(new StoreKey(domain, name, store.name()), store.storeClassName())
                    .ifPresent(failures::add);
        }
        for (DataProductSpec.Store store : product.getSpec().stores()) {
            // A status may have been lost; the mark in the store has not.
            boolean known =
                    before.stores().stream().anyMatch(bound -> bound.name().equals(store.name()));
            if (!known) {
                releaseMarked(new StoreKey(domain, name, store.name())).ifPresent(failures::add);
            }
        }
        return failures.stream().findFirst();
    }

    private Optional<StoreFailure> releaseMarked(StoreKey key) {
        return binding.sites(null).values().stream()
                .filter(slot -> slot instanceof Slot.Open(Backend backend) && backend.knows(key))
                .flatMap(slot -> release(key, slot).stream())
                .findFirst();
    }

    private Optional<StoreFailure> release(StoreKey key, @Nullable String className) {
        return binding.sites(className).entrySet().stream()
                .flatMap(site -> switch (site.getValue()) {
                    case Slot.Closed(Reason reason, String message) ->
                        Optional.of(notReady(site.getKey(), reason, message)).stream();
                    case Slot.Open open -> release(key, open).stream();
                })
                .findFirst();
    }

    private static Optional<StoreFailure> release(StoreKey key, Slot slot) {
        try {
            if (slot instanceof Slot.Open(Backend backend) && backend.knows(key)) {
                backend.release(key);
            }
            return Optional.empty();
        } catch (BackendException e) {
            return Optional.of(StoreFailure.of(e, PROVISIONED));
        }
    }

    private static StoreState failed(
            String store, DataProductStatus before, ConditionType about, StoreFailure failure) {
        return StoreState.failed(
                store,
                before.stores().stream()
                        .filter(bound -> bound.name().equals(store))
                        .findFirst()
                        .orElse(null),
                before.writers().stream()
                        .filter(writer -> writer.store().equals(store))
                        .toList(),
                about,
                failure);
    }

    private static StoreFailure notReady(String className, Reason reason, String message) {
        return StoreFailure.storeClassNotReady(className, reason, message);
    }
}
