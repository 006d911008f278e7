package dev.roadstead.operator.reconcile.accessrequest;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.DataProductSpec;
import dev.roadstead.operator.request.Standing;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;

/**
 * Where a request's credential lies.
 *
 * @param owner whose Secret it is: the request's own, or the product's, which it then survives
 * @param exclusive whether the request may write it whoever wrote it last; one for a former state of an input may only keep
 *     what it wrote itself
 */
record SecretTarget(HasMetadata owner, String name, boolean exclusive) {

    static SecretTarget of(AccessRequest request, Standing standing) {
        return switch (standing) {
            case Standing.Current(DataProduct product, DataProductSpec.Input input) ->
                new SecretTarget(
                        product, input.secretNameOrDefault(product.getMetadata().getName()), true);
            case Standing.Former(DataProduct product, DataProductSpec.Input input) ->
                new SecretTarget(
                        product, input.secretNameOrDefault(product.getMetadata().getName()), false);
            case Standing.Independent independent -> own(request);
            case Standing.Stranger stranger -> own(request);
        };
    }

    /** The object that owns the Secret of a request, also when that object itself is gone. */
    static HasMetadata ownerOf(AccessRequest request) {
        if (request.getSpec().consumer() == null) {
            return request;
        }
        var product = new DataProduct();
        product.setMetadata(new ObjectMetaBuilder()
                .withName(request.getSpec().consumer().productName())
                .withNamespace(request.getMetadata().getNamespace())
                .withUid(request.getMetadata().getOwnerReferences().stream()
                        .filter(reference -> Boolean.TRUE.equals(reference.getController()))
                        .map(reference -> reference.getUid())
                        .findFirst()
                        .orElse(""))
                .build());
        return product;
    }

    private static SecretTarget own(AccessRequest request) {
        return new SecretTarget(
                ownerOf(request),
                request.getSpec().secretNameOrDefault(request.getMetadata().getName()),
                true);
    }
}
