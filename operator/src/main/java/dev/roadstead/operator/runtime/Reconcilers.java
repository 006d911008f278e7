package dev.roadstead.operator.runtime;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.Guardrail;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.Policy;
import dev.roadstead.api.v1alpha1.StoreClass;
import dev.roadstead.operator.reconcile.Services;
import dev.roadstead.operator.reconcile.accessrequest.AccessRequestReconciler;
import dev.roadstead.operator.reconcile.dataproduct.DataProductReconciler;
import dev.roadstead.operator.reconcile.domain.DomainReconciler;
import dev.roadstead.operator.reconcile.guardrail.GuardTally;
import dev.roadstead.operator.reconcile.guardrail.GuardrailReconciler;
import dev.roadstead.operator.reconcile.outputport.OutputPortReconciler;
import dev.roadstead.operator.reconcile.policy.PolicyReconciler;
import dev.roadstead.operator.reconcile.storeclass.StoreClassReconciler;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * All reconcilers of the operator, one for each kind.
 *
 * @param stores that of StoreClasses, which opens what the others work with
 */
record Reconcilers(StoreClassReconciler stores, List<Reconciler<?>> all) {

    static final List<Class<? extends HasMetadata>> KINDS = List.of(
            Domain.class,
            StoreClass.class,
            Guardrail.class,
            DataProduct.class,
            OutputPort.class,
            Policy.class,
            AccessRequest.class);

    /** @param random a cryptographically strong one */
    static Reconcilers of(Services services, RandomGenerator random) {
        var tally = new GuardTally();
        var stores = new StoreClassReconciler(services);
        return new Reconcilers(
                stores,
                List.of(
                        new DomainReconciler(services),
                        stores,
                        new GuardrailReconciler(services, tally),
                        new DataProductReconciler(services, random),
                        new OutputPortReconciler(services, random),
                        new PolicyReconciler(services),
                        new AccessRequestReconciler(services, random, tally)));
    }
}
