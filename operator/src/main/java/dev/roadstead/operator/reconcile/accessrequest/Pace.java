package dev.roadstead.operator.reconcile.accessrequest;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.operator.reconcile.Backoff;
import dev.roadstead.operator.reconcile.Resync;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
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
         * All is well until it ends.
         *
         * @param end how long until the access ends; null if it has no end
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
     * @param extension when the end moves by itself; null if it does not
     * @param now by the same clock as both
     */
    static Next until(@Nullable Instant end, @Nullable Instant extension, Instant now) {
        return new Next.Later(Stream.of(Optional.ofNullable(end), Optional.ofNullable(extension))
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder())
                .map(first -> Duration.between(now, first).plus(AFTER_THE_END))
                .orElse(null));
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
