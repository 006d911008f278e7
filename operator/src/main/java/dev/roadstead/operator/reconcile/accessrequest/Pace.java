package dev.roadstead.operator.reconcile.accessrequest;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.operator.reconcile.Backoff;
import dev.roadstead.operator.reconcile.Resync;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When a request is looked at again: at its end, soon after a failure, else with the resync. */
final class Pace {

    /** The store decides by its own clock; looking a moment later finds the end behind us. */
    private static final Duration AFTER_THE_END = Duration.ofMillis(100);

    private final Backoff backoff;
    private final Resync resync;

    Pace(Backoff backoff, Resync resync) {
        this.backoff = backoff;
        this.resync = resync;
    }

    /** What a pass found out about it. */
    sealed interface Next {

        record Retry() implements Next {}

        /**
         * All is well until then.
         *
         * @param end how long until the access ends, or its login rotates; null if neither is in sight
         */
        record Later(@Nullable Duration end) implements Next {}
    }

    static Next retry() {
        return new Next.Retry();
    }

    static Next resync() {
        return new Next.Later(null);
    }

    /** Something has become known that may change the answer. */
    static Next again() {
        return new Next.Later(AFTER_THE_END);
    }

    /**
     * At the first of these.
     *
     * @param now by the same clock as all of them
     * @param moments when the access ends, its end moves by itself, or its login is to be looked at; null: not by itself
     */
    static Next until(Instant now, @Nullable Instant... moments) {
        Instant first = null;
        for (Instant moment : moments) {
            first = first == null || (moment != null && moment.isBefore(first)) ? moment : first;
        }
        return new Next.Later(
                first == null ? null : Duration.between(now, first).plus(AFTER_THE_END));
    }

    UpdateControl<AccessRequest> control(AccessRequest request, Next next) {
        String uid = request.getMetadata().getUid();
        return UpdateControl.<AccessRequest>noUpdate()
                .rescheduleAfter(
                        switch (next) {
                            case Next.Retry retry -> backoff.failed(uid);
                            case Next.Later(Duration end) -> {
                                backoff.settled(uid);
                                yield soonest(resync.next(), end);
                            }
                        });
    }

    DeleteControl holdBack(AccessRequest request) {
        return DeleteControl.noFinalizerRemoval()
                .rescheduleAfter(backoff.failed(request.getMetadata().getUid()));
    }

    void forget(AccessRequest request) {
        backoff.settled(request.getMetadata().getUid());
    }

    private static Duration soonest(Duration usual, @Nullable Duration end) {
        if (end == null || end.compareTo(usual) > 0) {
            return usual;
        }
        return end.isNegative() ? AFTER_THE_END : end;
    }
}
