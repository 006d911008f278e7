package dev.roadstead.operator.whatif;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.Guardrail;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.Policy;
import dev.roadstead.api.v1alpha1.StoreClass;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.kube.GuardrailReach;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Which requests may be decided otherwise because of an object, found by the indexes. */
final class Scope {

    private final Catalogue catalogue;

    private Scope(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** @param touched objects that come, change or go, as they are in this catalogue or were */
    static Map<ObjectName, AccessRequest> of(Catalogue catalogue, Collection<CustomResource<?, ?>> touched) {
        var scope = new Scope(catalogue);
        var requests = new TreeMap<ObjectName, AccessRequest>();
        touched.stream()
                .flatMap(scope::requests)
                .filter(request -> !request.isMarkedForDeletion())
                .forEach(request -> requests.put(ObjectName.of(request), request));
        return requests;
    }

    private Stream<AccessRequest> requests(CustomResource<?, ?> object) {
        String name = object.getMetadata().getName();
        return switch (object) {
            case AccessRequest request -> sameInput(request);
            case Policy policy ->
                catalogue.claimantsOf(policy.getMetadata().getNamespace()).stream()
                        .flatMap(domain ->
                                catalogue.requestsForDomain(domain.getMetadata().getName()).stream());
            case OutputPort port -> catalogue.requestsOn(port);
            case DataProduct product -> ofProduct(product);
            case Guardrail guardrail -> new GuardrailReach(catalogue).requests(guardrail);
            case StoreClass storeClass ->
                Stream.concat(
                                catalogue.productsOfStoreClass(name).stream(),
                                catalogue.productsWithoutStoreClass().stream())
                        .flatMap(this::ofProduct);
            case Domain domain ->
                Stream.concat(
                        catalogue.requestsForDomain(name).stream(),
                        catalogue.requestsIn(Catalogue.namespaceOf(domain)).stream());
            default -> Stream.empty();
        };
    }

    /** With the others of its product: one of them may only be there until this one can be read. */
    private Stream<AccessRequest> sameInput(AccessRequest request) {
        String namespace = request.getMetadata().getNamespace();
        return Stream.concat(
                catalogue.request(namespace, request.getMetadata().getName()).stream(),
                request.getSpec().consumer() == null
                        ? Stream.empty()
                        : catalogue
                                .requestsOfProduct(
                                        namespace, request.getSpec().consumer().productName())
                                .stream());
    }

    private Stream<AccessRequest> ofProduct(DataProduct product) {
        String namespace = product.getMetadata().getNamespace();
        String name = product.getMetadata().getName();
        return Stream.concat(
                catalogue.requestsOfProduct(namespace, name).stream(),
                catalogue.portsOfProduct(namespace, name).stream().flatMap(catalogue::requestsOn));
    }
}
