package dev.roadstead.operator.reconcile.outputport;

import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.DataProductStatus;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.Lifecycle;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.operator.backend.Backend;
import dev.roadstead.operator.backend.BackendRegistry.Slot;
import dev.roadstead.operator.backend.StoreKey;
import dev.roadstead.operator.reconcile.Services;
import dev.roadstead.operator.reconcile.StoreBinding;
import dev.roadstead.operator.reconcile.StoreFailure;
import dev.roadstead.operator.status.ConditionType;
import dev.roadstead.operator.status.Reason;
import dev.roadstead.operator.status.Refusal;
import java.util.List;

/** Where the data of a version lies, or why that can't be told. */
sealed interface PortPlace {

    record Found(Backend backend, String className, StoreKey store, Lifecycle lifecycle) implements PortPlace {}

    /**
     * It can't be served from anywhere now.
     *
     * @param about the condition that the failure belongs to
     */
    record Missing(ConditionType about, StoreFailure failure) implements PortPlace {}

    /** Of the data that lies in this store of the port's product. */
    static PortPlace of(Services services, Domain domain, OutputPort port, String store) {
        String namespace = port.getMetadata().getNamespace();
        String name = port.getSpec().dataProductName();
        return services.catalogue()
                .product(namespace, name)
                .filter(product -> !product.isMarkedForDeletion())
                .map(product -> of(services, domain, product, store))
                .orElseGet(() -> new Missing(
                        ConditionType.RESOLVED_REFS,
                        failure(
                                Reason.PRODUCT_NOT_FOUND,
                                "spec.dataProductName: namespace " + namespace + " has no DataProduct " + name
                                        + "; create it, or correct the name")));
    }

    private static PortPlace of(Services services, Domain domain, DataProduct product, String store) {
        var binding = new StoreBinding(services.catalogue(), services.backends());
        return switch (binding.of(domain, product, store)) {
            case StoreBinding.Result.Unbound(Refusal refusal, boolean retry) ->
                new Missing(ConditionType.RESOLVED_REFS, new StoreFailure(refusal, retry));
            case StoreBinding.Result.Bound(StoreKey key, String className) ->
                switch (services.backends().slot(className)) {
                    case Slot.Closed(Reason reason, String message) ->
                        new Missing(
                                ConditionType.PROVISIONED, StoreFailure.storeClassNotReady(className, reason, message));
                    case Slot.Open(Backend backend) -> made(backend, className, key, product);
                };
        };
    }

    /** A store that was never made has nothing to show; the product's own status tells what keeps it. */
    private static PortPlace made(Backend backend, String className, StoreKey key, DataProduct product) {
        List<DataProductStatus.Store> stores =
                product.getStatus() == null ? List.of() : product.getStatus().stores();
        boolean made = backend.knows(key)
                || stores.stream().anyMatch(store -> store.name().equals(key.store()) && store.location() != null);
        return made
                ? new Found(backend, className, key, product.getSpec().lifecycleOrDefault())
                : new Missing(
                        ConditionType.RESOLVED_REFS,
                        failure(
                                Reason.PRODUCT_NOT_READY,
                                "store " + key.store() + " of DataProduct "
                                        + product.getMetadata().getName()
                                        + " was not made yet; its conditions tell what is missing"));
    }

    private static StoreFailure failure(Reason reason, String message) {
        return new StoreFailure(new Refusal(reason, message), false);
    }
}
