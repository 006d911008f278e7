package dev.roadstead.operator.request;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.DataProductSpec;
import dev.roadstead.api.v1alpha1.Lifecycle;
import dev.roadstead.operator.reconcile.InputRequest;
import dev.roadstead.operator.status.Reason;
import dev.roadstead.operator.status.Refusal;
import org.jspecify.annotations.Nullable;

/** For whom a request asks. Pure. */
public sealed interface Standing {

    /** For itself. */
    record Independent() implements Standing {}

    /** For an input as it is now: it may write the input's Secret. */
    record Current(DataProduct product, DataProductSpec.Input input) implements Standing {}

    /** For an input as it was: its access goes on until the product has no more use for it and takes the request back. */
    record Former(DataProduct product, DataProductSpec.Input input) implements Standing {}

    /** It says it asks for a product, but the product does not. */
    record Stranger(Refusal refusal) implements Standing {}

    /**
     * Tells for whom.
     *
     * @param product the one that the request names as its consumer; null if there is none
     */
    static Standing of(AccessRequest request, @Nullable DataProduct product) {
        if (request.getSpec().consumer() == null) {
            return new Independent();
        }
        String name = request.getSpec().consumer().productName();
        if (product == null || product.isMarkedForDeletion()) {
            return stranger("there is no DataProduct " + name + " in this namespace");
        }
        if (product.getSpec().lifecycleOrDefault() == Lifecycle.RETIRED) {
            return stranger("DataProduct " + name + " is Retired, so it reads nothing any more");
        }
        if (!InputRequest.isMadeBy(product, request)) {
            return stranger("DataProduct " + name + " did not make this request");
        }
        for (DataProductSpec.Input input : product.getSpec().inputs()) {
            if (InputRequest.isCurrent(product, input, request)) {
                return new Current(product, input);
            }
            if (InputRequest.isFormer(product, input, request)) {
                return new Former(product, input);
            }
        }
        return stranger("DataProduct " + name + " has no such input (any more)");
    }

    private static Standing stranger(String cause) {
        return new Stranger(new Refusal(
                Reason.NOT_YOURS,
                "spec.consumer.productName: " + cause
                        + "; add the input to the DataProduct and let it make the request, or create one without"
                        + " spec.consumer"));
    }
}
