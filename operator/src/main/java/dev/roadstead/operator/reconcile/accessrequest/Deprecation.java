package dev.roadstead.operator.reconcile.accessrequest;

import static dev.roadstead.operator.status.ConditionType.VERSION_DEPRECATED;

import dev.roadstead.api.v1alpha1.Lifecycle;
import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.operator.request.Requested;
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
        boolean product = requested.product().getSpec().lifecycleOrDefault() == Lifecycle.DEPRECATED;
        if (!version.deprecatedOrDefault() && !product) {
            return;
        }
        boolean over = version.isSunset(now);
        String what = version.deprecatedOrDefault()
                ? requested.ask().port() + " is deprecated"
                : "product " + requested.product().getMetadata().getName() + ", which "
                        + requested.ask().port() + " belongs to, is deprecated";
        conditions.isTrue(
                VERSION_DEPRECATED,
                over ? Reason.SUNSET_REACHED : Reason.DEPRECATED,
                what + advice(version) + time(version, over));
    }

    /** When something else is to be said; null if never. */
    static @Nullable Instant next(OutputPortSpec.Version version, Instant now) {
        return version.sunsetTime() == null || version.isSunset(now) ? null : Instant.parse(version.sunsetTime());
    }

    private static String advice(OutputPortSpec.Version version) {
        return version.deprecationMessage() == null ? "" : ": " + version.deprecationMessage();
    }

    private static String time(OutputPortSpec.Version version, boolean over) {
        if (version.sunsetTime() == null) {
            return ". It stays as long as somebody reads it";
        }
        return over
                ? ". Since " + version.sunsetTime() + " it may be removed at any time"
                : ". From " + version.sunsetTime() + " on it may be removed";
    }
}
