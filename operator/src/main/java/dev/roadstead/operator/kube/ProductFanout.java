package dev.roadstead.operator.kube;

import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.DataProductSpec;
import dev.roadstead.api.v1alpha1.DataProductStatus;
import dev.roadstead.api.v1alpha1.Lifecycle;
import dev.roadstead.operator.status.ConditionType;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A DataProduct concerns its ports and the requests it made; its Domain, its StoreClasses and the Guardrails only count it.
 */
final class ProductFanout implements Fanout<DataProduct> {

    private final Catalogue catalogue;
    private final DemandingGuardrails guardrails;

    ProductFanout(Catalogue catalogue) {
        this.catalogue = catalogue;
        this.guardrails = new DemandingGuardrails(catalogue);
    }

    @Override
    public Stream<Wake> of(@Nullable DataProduct old, @Nullable DataProduct now) {
        var changes = Changes.between(old, now);
        boolean matters = changes.spec()
                || changes.in(ProductFanout::places)
                || changes.in(product -> Changes.outcome(product, ConditionType.PROVISIONED));
        Stream<Wake> concerned = matters ? changes.states().flatMap(this::concernedBy) : Stream.empty();
        Stream<Wake> classes =
                changes.in(ProductFanout::stores) ? changes.states().flatMap(this::classesOf) : Stream.empty();
        Stream<Wake> domain = changes.cameOrWent() ? changes.states().flatMap(this::domainOf) : Stream.empty();
        Stream<Wake> readers =
                changes.in(ProductFanout::isDeprecated) ? changes.states().flatMap(this::readersOf) : Stream.empty();
        Stream<Wake> holders = changes.rotation() && now != null ? requestsOf(now) : Stream.empty();
        Stream<Wake> read = changes.in(ProductFanout::uses) ? changes.states().flatMap(this::portsOf) : Stream.empty();
        Stream<Wake> demanding =
                changes.spec() || changes.in(ProductFanout::places) ? guardrails.counting() : Stream.empty();
        return Stream.of(concerned, classes, domain, readers, holders, read, demanding)
                .flatMap(wakes -> wakes);
    }

    private Stream<Wake> concernedBy(DataProduct product) {
        String namespace = product.getMetadata().getNamespace();
        String name = product.getMetadata().getName();
        return Stream.of(catalogue.portsOfProduct(namespace, name), catalogue.requestsOfProduct(namespace, name))
                .flatMap(List::stream)
                .map(Wake::now);
    }

    private Stream<Wake> readersOf(DataProduct product) {
        String namespace = product.getMetadata().getNamespace();
        return catalogue.portsOfProduct(namespace, product.getMetadata().getName()).stream()
                .flatMap(catalogue::requestsOn)
                .map(Wake::coalesced);
    }

    private Stream<Wake> requestsOf(DataProduct product) {
        return catalogue
                .requestsOfProduct(
                        product.getMetadata().getNamespace(),
                        product.getMetadata().getName())
                .stream()
                .map(Wake::now);
    }

    /** A port may hold back a change for the sake of a column that is no longer used. */
    private Stream<Wake> portsOf(DataProduct product) {
        return product.getSpec().inputs().stream()
                .map(DataProductSpec.Input::portRef)
                .flatMap(ref -> catalogue.domain(ref.domain()).stream()
                        .flatMap(domain -> catalogue.port(Catalogue.namespaceOf(domain), ref.name()).stream()))
                .map(Wake::coalesced);
    }

    private static List<List<String>> uses(DataProduct product) {
        return product.getSpec().inputs().stream()
                .map(DataProductSpec.Input::columns)
                .toList();
    }

    private Stream<Wake> classesOf(DataProduct product) {
        return stores(product).stream()
                .flatMap(store -> Optional.ofNullable(store.storeClassName()).stream())
                .flatMap(name -> catalogue.storeClass(name).stream())
                .map(Wake::coalesced);
    }

    private Stream<Wake> domainOf(DataProduct product) {
        return catalogue.claimantsOf(product.getMetadata().getNamespace()).stream()
                .map(Wake::coalesced);
    }

    private static boolean isDeprecated(DataProduct product) {
        return product.getSpec().lifecycleOrDefault() == Lifecycle.DEPRECATED;
    }

    /** Where its data lies; that consumers rest on it concerns nobody who reads or serves it. */
    private static List<List<String>> places(DataProduct product) {
        return stores(product).stream()
                .map(store -> List.of(
                        store.name(),
                        String.valueOf(store.storeClassName()),
                        String.valueOf(store.location()),
                        String.valueOf(store.storeID())))
                .toList();
    }

    private static List<DataProductStatus.Store> stores(DataProduct product) {
        return product.getStatus() == null ? List.of() : product.getStatus().stores();
    }
}
