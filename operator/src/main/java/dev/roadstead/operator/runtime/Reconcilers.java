package dev.roadstead.operator.runtime;

import dev.roadstead.operator.reconcile.domain.DomainReconciler;
import dev.roadstead.operator.reconcile.storeclass.StoreClassReconciler;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import java.util.List;

/** All reconcilers of the operator, one for each kind. */
final class Reconcilers {

    static List<Reconciler<?>> all(Services services) {
        return List.of(new DomainReconciler(services), new StoreClassReconciler(services));
    }

    private Reconcilers() {}
}
