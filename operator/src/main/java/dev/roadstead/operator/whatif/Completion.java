package dev.roadstead.operator.whatif;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.DataProductSpec;
import dev.roadstead.api.v1alpha1.DataProductStatus;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.DomainStatus;
import dev.roadstead.api.v1alpha1.Lifecycle;
import dev.roadstead.operator.backend.BackendRegistry;
import dev.roadstead.operator.backend.BackendRegistry.Choice;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.reconcile.InputRequest;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A mesh as the operator leaves it once it has looked at everything: new Domains hold their namespaces, stores without a class have
 * the default one, and products have made the requests of their inputs.
 */
final class Completion {

    private final Catalogue catalogue;
    private final List<CustomResource<?, ?>> done = new ArrayList<>();

    private Completion(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** @param products those whose inputs count; the others have their requests already */
    static Catalogue of(Catalogue catalogue, Set<ObjectName> products) {
        var domains = new Completion(catalogue);
        catalogue.domains().forEach(domains::namespace);
        Catalogue held = catalogue.with(domains.done, List.of());

        var others = new Completion(held);
        var requesting = new TreeSet<>(products);
        Stream.concat(held.productsWithoutStoreClass().stream().map(ObjectName::of), products.stream())
                .distinct()
                .map(name -> product(held, name))
                .flatMap(Optional::stream)
                .forEach(product -> others.product(product, requesting.contains(ObjectName.of(product))));
        return held.with(others.done, List.of());
    }

    static Optional<DataProduct> product(Catalogue catalogue, ObjectName name) {
        return catalogue.product(Objects.requireNonNullElse(name.namespace(), ""), name.name());
    }

    /** One that was looked at and has no namespace was refused it. */
    private void namespace(Domain domain) {
        DomainStatus status = domain.getStatus();
        boolean looked = status != null && status.observedGeneration() != null && status.observedGeneration() >= 0;
        String namespace = Catalogue.namespaceOf(domain);
        if (!looked && catalogue.domainOf(namespace).isEmpty()) {
            done.add(Parts.withStatus(
                    domain, new DomainStatus(null, List.of(), namespace, null, null, null, null, null)));
        }
    }

    private void product(DataProduct product, boolean withInputs) {
        bind(product).ifPresent(done::add);
        if (!withInputs || product.getSpec().lifecycleOrDefault() == Lifecycle.RETIRED) {
            return;
        }
        String namespace = product.getMetadata().getNamespace();
        for (DataProductSpec.Input input : product.getSpec().inputs()) {
            AccessRequest request = InputRequest.of(product, input);
            if (catalogue.request(namespace, request.getMetadata().getName()).isEmpty()) {
                done.add(Parts.applied(request, null));
            }
        }
    }

    /** With the class that each store will be bound to; empty if nothing is new. */
    private Optional<DataProduct> bind(DataProduct product) {
        Domain domain = catalogue.domainOf(product.getMetadata().getNamespace()).orElse(null);
        if (domain == null) {
            return Optional.empty();
        }
        var stores = new ArrayList<DataProductStatus.Store>(
                product.getStatus() == null ? List.of() : product.getStatus().stores());
        boolean any = false;
        for (DataProductSpec.Store store : product.getSpec().stores()) {
            boolean bound = stores.stream()
                    .anyMatch(known -> known.name().equals(store.name()) && known.storeClassName() != null);
            if (!bound
                    && new BackendRegistry(catalogue).choose(store.storeClassName(), domain)
                            instanceof Choice.Chosen chosen) {
                stores.removeIf(known -> known.name().equals(store.name()));
                stores.add(new DataProductStatus.Store(store.name(), chosen.name(), null, null, null));
                any = true;
            }
        }
        return any
                ? Optional.of((DataProduct) Parts.withStatus(product, with(product.getStatus(), stores)))
                : Optional.empty();
    }

    private static DataProductStatus with(@Nullable DataProductStatus known, List<DataProductStatus.Store> stores) {
        return known == null
                ? new DataProductStatus(null, List.of(), null, null, null, null, stores, List.of(), List.of())
                : new DataProductStatus(
                        known.observedGeneration(),
                        known.conditions(),
                        known.domain(),
                        known.ports(),
                        known.inputsSummary(),
                        known.protectedBy(),
                        stores,
                        known.inputs(),
                        known.writers());
    }
}
