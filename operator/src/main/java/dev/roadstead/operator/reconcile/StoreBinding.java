package dev.roadstead.operator.reconcile;

import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.DataProductSpec;
import dev.roadstead.api.v1alpha1.DataProductStatus;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.operator.backend.BackendRegistry;
import dev.roadstead.operator.backend.BackendRegistry.Choice;
import dev.roadstead.operator.backend.BackendRegistry.Slot;
import dev.roadstead.operator.backend.StoreKey;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.status.Reason;
import dev.roadstead.operator.status.Refusal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds the StoreClass that holds a store, or will hold it. The mark in a store decides before everything else: a status
 * may have been lost, and a default may have moved on, while the data stays where it is.
 */
public final class StoreBinding {

    /** Where a store lies. */
    public sealed interface Result {

        record Bound(StoreKey key, String className) implements Result {}

        /**
         * It has none, or nobody can tell.
         *
         * @param retry whether it may be known later without anybody's doing
         */
        record Unbound(Refusal refusal, boolean retry) implements Result {}
    }

    private final Catalogue catalogue;
    private final BackendRegistry backends;

    public StoreBinding(Catalogue catalogue, BackendRegistry backends) {
        this.catalogue = catalogue;
        this.backends = backends;
    }

    /** The class of one store of a product. */
    public Result of(Domain domain, DataProduct product, String storeName) {
        DataProductSpec.Store store = product.getSpec().stores().stream()
                .filter(candidate -> candidate.name().equals(storeName))
                .findFirst()
                .orElse(null);
        if (store == null) {
            return unbound(Reason.STORE_NOT_FOUND, noSuchStore(product, storeName));
        }
        var key = new StoreKey(
                domain.getMetadata().getName(), product.getMetadata().getName(), storeName);
        String holder = holderOf(key).orElseGet(() -> boundInStatus(product, storeName));
        if (holder != null) {
            return held(key, holder, store.storeClassName());
        }
        return store.storeClassName() == null ? byDefault(domain, key) : chosen(key, store.storeClassName(), domain);
    }

    /**
     * The classes that may hold something: this one, or each of them if it is not known. What they have to offer now
     * comes with them.
     */
    public SequencedMap<String, Slot> sites(@Nullable String className) {
        SequencedMap<String, Slot> sites = new LinkedHashMap<>();
        catalogue
                .storeClasses()
                .map(storeClass -> storeClass.getMetadata().getName())
                .filter(name -> className == null || className.equals(name))
                .sorted()
                .forEach(name -> sites.put(name, backends.slot(name)));
        return sites;
    }

    /** The open class in which this mesh's mark of the store lies. */
    private Optional<String> holderOf(StoreKey key) {
        return sites(null).entrySet().stream()
                .filter(site -> site.getValue() instanceof Slot.Open(var backend) && backend.knows(key))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static @Nullable String boundInStatus(DataProduct product, String storeName) {
        List<DataProductStatus.Store> stores =
                product.getStatus() == null ? List.of() : product.getStatus().stores();
        return stores.stream()
                .filter(store -> store.name().equals(storeName))
                .map(DataProductStatus.Store::storeClassName)
                .filter(Predicate.not(name -> name == null))
                .findFirst()
                .orElse(null);
    }

    /** What is bound stays bound, also when the class is no longer offered to the domain. */
    private Result held(StoreKey key, String holder, @Nullable String named) {
        if (named != null && !named.equals(holder)) {
            return unbound(
                    Reason.CONFLICT,
                    "spec.stores[" + key.store() + "].storeClassName: the data lies in StoreClass " + holder
                            + ", not in " + named + "; set it to " + holder
                            + ", or add another store and move the data");
        }
        if (catalogue.storeClass(holder).isEmpty()) {
            return unbound(
                    Reason.STORE_CLASS_NOT_FOUND,
                    "store " + key.store() + " lies in StoreClass " + holder
                            + ", which is gone; ask the platform team to bring it back");
        }
        return new Result.Bound(key, holder);
    }

    /**
     * A class that can't be asked might hold the mark: after a rebuild of the cluster, classes open one after the other,
     * and the first one that is open must not get a second, empty store.
     */
    private Result byDefault(Domain domain, StoreKey key) {
        Optional<String> silent = sites(null).entrySet().stream()
                .filter(site -> site.getValue() instanceof Slot.Closed)
                .map(Map.Entry::getKey)
                .filter(name -> catalogue
                        .storeClass(name)
                        .filter(storeClass -> BackendRegistry.offered(storeClass, domain))
                        .isPresent())
                .findFirst();
        if (silent.isPresent()) {
            return new Result.Unbound(
                    new Refusal(
                            Reason.STORE_CLASS_NOT_READY,
                            "store " + key.store() + " names no class, and StoreClass " + silent.get()
                                    + " can't be asked now whether it holds it already; wait, or set storeClassName"),
                    true);
        }
        return chosen(key, null, domain);
    }

    private Result chosen(StoreKey key, @Nullable String named, Domain domain) {
        return switch (backends.choose(named, domain)) {
            case Choice.Chosen chosen -> new Result.Bound(key, chosen.name());
            case Choice.Refused(Reason reason, String message) ->
                unbound(reason, "spec.stores[" + key.store() + "]: " + message);
        };
    }

    private static String noSuchStore(DataProduct product, String storeName) {
        List<String> names = product.getSpec().stores().stream()
                .map(DataProductSpec.Store::name)
                .sorted()
                .toList();
        return "DataProduct " + product.getMetadata().getName() + " has no store " + storeName + "; "
                + (names.isEmpty() ? "it has none, so add it there" : "it has " + String.join(", ", names));
    }

    private static Result unbound(Reason reason, String message) {
        return new Result.Unbound(new Refusal(reason, message), false);
    }
}
