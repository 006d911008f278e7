package dev.roadstead.operator.request;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.AccessRequestStatus;
import dev.roadstead.api.v1alpha1.Condition;
import dev.roadstead.operator.access.Lease;
import dev.roadstead.operator.backend.LeaseState;
import dev.roadstead.operator.status.ConditionType;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a request and its status say about the time it has had. The store keeps it as well; where the two differ, one of
 * them was restored from a backup or built anew, and the memory that leaves less time is the one that holds. Pure.
 *
 * @param asked the number to renew with
 * @param remembered the lease as the status shows it; null if it shows none
 * @param unprovenSince since when the access can't be proven; null if the last proof did not fail
 */
public record Tenure(
        int asked,
        @Nullable LeaseState remembered,
        @Nullable Instant unprovenSince) {

    /** What they say now. */
    public static Tenure of(AccessRequest request, Standing standing, @Nullable AccessRequestStatus before) {
        int ofInput =
                standing instanceof Standing.Current current ? current.input().renewalOrDefault() : 0;
        return new Tenure(
                Math.max(ofInput, request.getSpec().renewalOrDefault()),
                before == null ? null : remembered(before.grant()),
                before == null ? null : unproven(before));
    }

    /**
     * The lease as the store shall keep it. In whole seconds, and proposed before it is granted: the end that follows from it
     * must be the same on each pass.
     *
     * <p>A time ahead of the store's own clock is none that the operator wrote.
     *
     * @param recorded what the store keeps; null before the first grant
     * @param now by the store's clock
     */
    public LeaseState state(@Nullable LeaseState recorded, Instant now) {
        Instant second = now.truncatedTo(ChronoUnit.SECONDS);
        LeaseState known = recorded == null ? remembered : recorded.merge(remembered);
        return known == null
                ? new LeaseState(second, asked, null)
                : known.by(second).renew(asked, second);
    }

    /** The same for a decision. */
    public Lease lease(LeaseState state) {
        return new Lease(state.startTime(), state.renewal(), state.renewedTime(), unprovenSince);
    }

    private static @Nullable LeaseState remembered(AccessRequestStatus.@Nullable Grant grant) {
        if (grant == null) {
            return null;
        }
        Instant start = instant(grant.startTime());
        int renewal = grant.renewal() == null ? 0 : grant.renewal();
        return start == null ? null : new LeaseState(start, renewal, instant(grant.renewedTime()));
    }

    private static @Nullable Instant unproven(AccessRequestStatus before) {
        Condition verified = before.condition(ConditionType.VERIFIED.wireName());
        return verified == null || !Condition.FALSE.equals(verified.status())
                ? null
                : instant(verified.lastTransitionTime());
    }

    private static @Nullable Instant instant(@Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            // A status that somebody else has written tells nothing; the store's own memory holds.
            return null;
        }
    }
}
