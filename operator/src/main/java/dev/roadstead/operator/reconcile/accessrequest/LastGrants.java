package dev.roadstead.operator.reconcile.accessrequest;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.operator.access.Decision;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What was last granted, in memory, for the cases in which a grant may be made narrower but not wider. After a start nothing
 * is known but what {@link ToldGrant} reads in the status.
 */
final class LastGrants {

    private record Last(String contract, Decision.Approved decision) {}

    private final Map<String, Last> byUid = new ConcurrentHashMap<>();

    /** Remembers what was granted. */
    void granted(AccessRequest request, String contractHash, Decision.Approved decision) {
        byUid.put(request.getMetadata().getUid(), new Last(contractHash, decision));
    }

    /**
     * Nobody knows what the store took of it. What was to become narrower may be tried again, but no more than that; of anything else
     * nothing is known.
     */
    void tried(AccessRequest request, String contractHash, Decision.Approved decision) {
        if (isNarrower(request, contractHash, decision)) {
            granted(request, contractHash, decision);
        } else {
            forget(request);
        }
    }

    /** Whether this shows nothing that was not granted already, and no longer. */
    boolean isNarrower(AccessRequest request, String contractHash, Decision.Approved decision) {
        Last last = byUid.get(request.getMetadata().getUid());
        return last != null
                && last.contract().equals(contractHash)
                && endsNoLater(decision.notAfter(), last.decision().notAfter())
                && decision.lens().isWithin(last.decision().lens());
    }

    /** Whether anything has been granted since this operator started. */
    boolean knows(AccessRequest request) {
        return byUid.containsKey(request.getMetadata().getUid());
    }

    void forget(AccessRequest request) {
        byUid.remove(request.getMetadata().getUid());
    }

    private static boolean endsNoLater(@Nullable Instant end, @Nullable Instant last) {
        return last == null || (end != null && !end.isAfter(last));
    }
}
