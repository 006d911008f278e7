package dev.roadstead.operator.request;

import dev.roadstead.operator.backend.Backend;
import dev.roadstead.operator.backend.BackendRegistry;
import dev.roadstead.operator.backend.BackendRegistry.Slot;
import dev.roadstead.operator.backend.GrantKey;
import dev.roadstead.operator.backend.LeaseState;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.reconcile.StoreBinding;
import org.jspecify.annotations.Nullable;

/**
 * What stores know of a lease. It is one for all versions of a port, and these may lie in different stores: whoever moves from
 * one to the other gets no new time by it.
 */
public final class Leases {

    private final StoreBinding binding;

    public Leases(Catalogue catalogue, BackendRegistry backends) {
        this.binding = new StoreBinding(catalogue, backends);
    }

    /** What all stores that can be asked now remember together; null before the first grant. Answered from memory. */
    @Nullable
    LeaseState of(GrantKey key) {
        LeaseState known = null;
        for (Slot slot : binding.sites(null).values()) {
            if (slot instanceof Slot.Open(Backend backend)) {
                LeaseState here = backend.lease(
                                key.subject(), key.port().domain(), key.port().port(), key.purpose())
                        .orElse(null);
                known = here == null ? known : here.merge(known);
            }
        }
        return known;
    }
}
