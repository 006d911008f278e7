package dev.roadstead.operator.kube;

import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.StoreClass;
import dev.roadstead.operator.status.ConditionType;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A StoreClass concerns its products and their ports when it becomes usable, stops being so, or is offered to others. */
final class StoreClassFanout implements Fanout<StoreClass> {

    private final Catalogue catalogue;

    StoreClassFanout(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    @Override
    public Stream<Wake> of(@Nullable StoreClass old, @Nullable StoreClass now) {
        var changes = Changes.between(old, now);
        boolean offer = changes.in(storeClass -> List.of(
                storeClass.getSpec().defaultClassOrDefault(),
                String.valueOf(storeClass.getSpec().domainSelector())));
        boolean usable =
                changes.cameOrWent() || changes.in(storeClass -> Changes.outcome(storeClass, ConditionType.READY));
        if (!offer && !usable) {
            return Stream.empty();
        }
        var products = changes.states()
                .findFirst()
                .map(storeClass ->
                        catalogue.productsOfStoreClass(storeClass.getMetadata().getName()))
                .orElse(List.of());
        var undecided = catalogue.productsWithoutStoreClass();
        var rivals = offer ? catalogue.storeClasses() : Stream.<StoreClass>empty();
        return Stream.of(
                        products.stream().map(Wake::spread),
                        products.stream().flatMap(this::portsOf).map(Wake::spread),
                        undecided.stream().map(Wake::spread),
                        rivals.map(Wake::now))
                .flatMap(wakes -> wakes);
    }

    /**
     * Products that keep data in the class, their ports, the requests for those, and Domains that are going: these need
     * every store.
     */
    Stream<Wake> usersOf(String storeClassName) {
        List<DataProduct> products = catalogue.productsOfStoreClass(storeClassName);
        List<OutputPort> ports = products.stream().flatMap(this::portsOf).toList();
        return Stream.of(
                        products.stream().map(Wake::spread),
                        ports.stream().map(Wake::spread),
                        ports.stream().flatMap(catalogue::requestsOn).map(Wake::spread),
                        catalogue.domains().filter(Domain::isMarkedForDeletion).map(Wake::now))
                .flatMap(wakes -> wakes);
    }

    private Stream<OutputPort> portsOf(DataProduct product) {
        return catalogue
                .portsOfProduct(
                        product.getMetadata().getNamespace(),
                        product.getMetadata().getName())
                .stream();
    }
}
