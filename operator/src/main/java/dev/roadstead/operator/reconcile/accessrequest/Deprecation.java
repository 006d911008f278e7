package dev.roadstead.operator.reconcile.accessrequest;

import static dev.roadstead.operator.status.ConditionType.VERSION_DEPRECATED;

import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.operator.request.Requested;
import dev.roadstead.operator.request.VersionNotice;
import dev.roadstead.operator.status.Conditions;
import dev.roadstead.operator.status.Reason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the owner of a port wants its consumers to know about the version they read. Pure. */
final class Deprecation {

    private Deprecation() {}

    /** Says it in the request's conditions; nothing if the version is as good as any. */
    static void tell(Conditions conditions, Requested requested, Instant now) {
        OutputPortSpec.Version version = requested.version();
        VersionNotice.text(requested.ask().port(), version, requested.product(), now)
                .ifPresent(notice -> conditions.isTrue(
                        VERSION_DEPRECATED, version.isSunset(now) ? Reason.SUNSET_REACHED : Reason.DEPRECATED, notice));
    }

    /** When something else is to be said; null if never. */
    static @Nullable Instant next(OutputPortSpec.Version version, Instant now) {
        return version.sunsetTime() == null || version.isSunset(now) ? null : Instant.parse(version.sunsetTime());
    }
}
