package dev.roadstead.operator.reconcile;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.AccessRequestSpec;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.DataProductSpec;
import dev.roadstead.api.v1alpha1.PortRef;
import dev.roadstead.operator.contract.Fingerprint;
import dev.roadstead.operator.kube.Provenance;
import dev.roadstead.operator.kube.Secrets;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The AccessRequest of a product's input. Its name depends on what is asked for, because a request can't be edited: an input
 * that moves to another version gets a second request while the first goes on.
 */
public final class InputRequest {

    /** The request that has taken the place of this one, which therefore ends soon; set and removed together with the end. */
    public static final String HANDED_OVER_TO = "roadstead.dev/handed-over-to";

    private static final String FORM = "roadstead request name 1";
    private static final int HEX = 6;

    public static String name(String product, String input, PortRef port, String purpose) {
        String hash = new Fingerprint(FORM)
                .add(port.domain())
                .add(port.name())
                .add(port.version())
                .add(purpose)
                .hex();
        return product + "-" + input + "-" + hash.substring(0, HEX);
    }

    /** The name of the request that an input needs as it is now. */
    public static String name(DataProduct product, DataProductSpec.Input input) {
        return name(product.getMetadata().getName(), input.name(), input.portRef(), input.purpose());
    }

    /** The request that an input needs as it is now. */
    public static AccessRequest of(DataProduct product, DataProductSpec.Input input) {
        String productName = product.getMetadata().getName();
        var request = new AccessRequest();
        request.setMetadata(new ObjectMetaBuilder()
                .withName(name(product, input))
                .withNamespace(product.getMetadata().getNamespace())
                .withLabels(Map.of(Secrets.MANAGED_BY, Secrets.MANAGED_BY_US))
                .withAnnotations(Provenance.person(product)
                        .map(person -> Map.of(Provenance.REQUESTED_BY, person))
                        .orElse(Map.of()))
                .withOwnerReferences(new OwnerReferenceBuilder()
                        .withApiVersion(product.getApiVersion())
                        .withKind(product.getKind())
                        .withName(productName)
                        .withUid(product.getMetadata().getUid())
                        .withController(true)
                        .build())
                .build());
        request.setSpec(new AccessRequestSpec(
                input.portRef(),
                input.purpose(),
                "input " + input.name() + " of DataProduct " + productName,
                List.of(),
                new AccessRequestSpec.Consumer(productName),
                null,
                null,
                input.secretNameOrDefault(productName)));
        return request;
    }

    /** Whether the request is the one that the input needs as it is now. */
    public static boolean isCurrent(DataProduct product, DataProductSpec.Input input, AccessRequest request) {
        return request.getMetadata().getName().equals(name(product, input))
                && request.getSpec().portRef().equals(input.portRef())
                && request.getSpec().purpose().equals(input.purpose());
    }

    /** Whether the request is one that the input needed when it asked for something else. */
    public static boolean isFormer(DataProduct product, DataProductSpec.Input input, AccessRequest request) {
        String former = name(
                product.getMetadata().getName(),
                input.name(),
                request.getSpec().portRef(),
                request.getSpec().purpose());
        return request.getMetadata().getName().equals(former) && !isCurrent(product, input, request);
    }

    /** Whether another request has taken the place of this one, so that it has an end. */
    public static boolean isHandedOver(AccessRequest request) {
        return Objects.requireNonNullElse(request.getMetadata().getAnnotations(), Map.of())
                .containsKey(HANDED_OVER_TO);
    }

    /** Whether the product made the request: it names it as its consumer, and the product controls it. */
    public static boolean isMadeBy(DataProduct product, AccessRequest request) {
        return request.getSpec().consumer() != null
                && request.getSpec()
                        .consumer()
                        .productName()
                        .equals(product.getMetadata().getName())
                && request.getMetadata().getOwnerReferences().stream()
                        .anyMatch(reference -> Boolean.TRUE.equals(reference.getController())
                                && reference
                                        .getUid()
                                        .equals(product.getMetadata().getUid()));
    }

    /** Whether an earlier product of this name made the request. */
    public static boolean isLeftBehind(DataProduct product, AccessRequest request) {
        return request.getSpec().consumer() != null
                && request.getSpec()
                        .consumer()
                        .productName()
                        .equals(product.getMetadata().getName())
                && request.getMetadata().getOwnerReferences().stream()
                        .anyMatch(reference -> Boolean.TRUE.equals(reference.getController())
                                && reference.getKind().equals(product.getKind())
                                && reference
                                        .getName()
                                        .equals(product.getMetadata().getName())
                                && !reference
                                        .getUid()
                                        .equals(product.getMetadata().getUid()));
    }

    private InputRequest() {}
}
