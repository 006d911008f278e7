package dev.roadstead.operator.kube;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.StoreClass;
import dev.roadstead.operator.status.ConditionType;
import dev.roadstead.operator.status.Reason;
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
        Stream<Wake> none = Stream.empty();
        var undecided = catalogue.productsWithoutStoreClass();
        var rivals = offer ? catalogue.storeClasses() : Stream.<StoreClass>empty();
        return Stream.of(
                        products.stream().map(Wake::spread),
                        products.stream().flatMap(this::portsOf).map(Wake::spread),
                        setBack(changes)
                                ? products.stream().flatMap(this::requestsOf).map(Wake::spread)
                                : none,
                        undecided.stream().map(Wake::spread),
                        rivals.map(Wake::now))
                .flatMap(wakes -> wakes);
    }

    /** A store that was set back has lost its grants: whoever is allowed gets them anew. */
    private static boolean setBack(Changes<StoreClass> changes) {
        StoreClass now = changes.now();
        return now != null
                && changes.in(storeClass -> Changes.outcome(storeClass, ConditionType.READY))
                && String.valueOf(Changes.outcome(now, ConditionType.READY)).endsWith(Reason.REWOUND.wireName());
    }

    private Stream<AccessRequest> requestsOf(DataProduct product) {
        String domain = catalogue
                .domainOf(product.getMetadata().getNamespace())
                .map(owner -> owner.getMetadata().getName())
                .orElse("");
        return portsOf(product)
                .flatMap(port ->
                        catalogue.requestsForPort(domain, port.getMetadata().getName()).stream());
    }

    private Stream<OutputPort> portsOf(DataProduct product) {
        return catalogue
                .portsOfProduct(
                        product.getMetadata().getNamespace(),
                        product.getMetadata().getName())
                .stream();
    }
}
