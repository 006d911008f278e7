package dev.roadstead.operator.runtime;

import dev.roadstead.operator.reconcile.domain.DomainReconciler;
import dev.roadstead.operator.reconcile.storeclass.StoreClassReconciler;
import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.Policy;
import dev.roadstead.api.v1alpha1.StoreClass;
import dev.roadstead.operator.reconcile.Services;
import dev.roadstead.operator.reconcile.domain.DomainReconciler;
import dev.roadstead.operator.reconcile.storeclass.StoreClassReconciler;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import java.util.List;

/** All reconcilers of the operator, one for each kind. */
final class Reconcilers {

    static final List<Class<? extends HasMetadata>> KINDS = List.of(
            Domain.class, StoreClass.class, DataProduct.class, OutputPort.class, Policy.class, AccessRequest.class);

    static List<Reconciler<?>> all(Services services) {
        return List.of(new DomainReconciler(services), new StoreClassReconciler(services));
    }

    private Reconcilers() {}
}
