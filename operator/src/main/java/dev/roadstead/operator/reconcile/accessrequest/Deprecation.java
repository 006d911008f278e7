package dev.roadstead.operator.reconcile.accessrequest;

import static dev.roadstead.operator.status.ConditionType.VERSION_DEPRECATED;

import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.operator.request.Requested;
import dev.roadstead.operator.request.VersionNotice;
import dev.roadstead.operator.status.Conditions;
import dev.roadstead.operator.status.Reason;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the owner of a port wants its consumers to know about the version they read. Pure. */
final class Deprecation {

    private Deprecation() {}

    /**
     * Says it in the request's conditions; nothing if the version is as good as any.
     *
     * @param end from when on the version may be removed, which a Guardrail may have put off; empty if never
     */
    static void tell(Conditions conditions, Requested requested, Optional<Instant> end, Instant now) {
        OutputPortSpec.Version version = requested.version();
        boolean over = end.filter(time -> !now.isBefore(time)).isPresent();
        VersionNotice.text(requested.ask().port(), version, requested.product(), over)
                .ifPresent(notice -> conditions.isTrue(
                        VERSION_DEPRECATED, over ? Reason.SUNSET_REACHED : Reason.DEPRECATED, notice));
    }

    /** When something else is to be said; null if never. */
    static @Nullable Instant next(Optional<Instant> end, Instant now) {
        return end.filter(now::isBefore).orElse(null);
    }
}
