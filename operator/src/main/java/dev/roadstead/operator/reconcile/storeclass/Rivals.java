package dev.roadstead.operator.reconcile.storeclass;

import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.StoreClass;
import dev.roadstead.operator.backend.BackendRegistry;
import dev.roadstead.operator.kube.Catalogue;
import java.util.List;

/** Finds other StoreClasses that are the default for a domain this one is the default for. */
final class Rivals {

    private final Catalogue catalogue;

    Rivals(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** Their names in order. Without any Domain yet, two classes for everybody are rivals all the same. */
    List<String> of(StoreClass storeClass) {
        if (!storeClass.getSpec().defaultClassOrDefault()) {
            return List.of();
        }
        return catalogue
                .storeClasses()
                .filter(other -> !other.getMetadata()
                        .getName()
                        .equals(storeClass.getMetadata().getName()))
                .filter(other -> other.getSpec().defaultClassOrDefault() && !other.isMarkedForDeletion())
                .filter(other -> meet(storeClass, other))
                .map(other -> other.getMetadata().getName())
                .sorted()
                .toList();
    }

    private boolean meet(StoreClass one, StoreClass other) {
        boolean bothForEverybody =
                one.getSpec().domainSelector() == null && other.getSpec().domainSelector() == null;
        return bothForEverybody || catalogue.domains().anyMatch(domain -> offeredBoth(one, other, domain));
    }

    private static boolean offeredBoth(StoreClass one, StoreClass other, Domain domain) {
        return BackendRegistry.offered(one, domain) && BackendRegistry.offered(other, domain);
    }
}
