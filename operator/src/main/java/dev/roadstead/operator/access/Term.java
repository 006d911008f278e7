package dev.roadstead.operator.access;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A Policy and its end for one grant.
 *
 * @param end the earlier of the Policy's own end and the end of the lease; null if it has neither
 * @param because which field sets the end and what raising it would do; empty if there is none
 */
record Term(AccessPolicy policy, @Nullable Instant end, String because) {

    static Term of(AccessPolicy policy, Instant start) {
        Duration maxDuration = policy.maxDuration();
        Instant notAfter = policy.notAfter();
        if (maxDuration != null && (notAfter == null || start.plus(maxDuration).isBefore(notAfter))) {
            return new Term(policy, start.plus(maxDuration), leaseOver(policy, start, maxDuration));
        }
        return new Term(policy, notAfter, notAfter == null ? "" : policyOver(policy, notAfter));
    }

    boolean isLive(Instant now) {
        return end == null || now.isBefore(end);
    }

    Instant endOrMax() {
        return end == null ? Instant.MAX : end;
    }

    private static String leaseOver(AccessPolicy policy, Instant start, Duration maxDuration) {
        return "Policy " + policy.name() + " allows " + DurationText.of(maxDuration)
                + " (spec.maxDuration), counted from the first"
                + " grant at " + start
                + "; if its owner raises maxDuration, access goes on until the new end, and applying"
                + " the request anew does not restart it";
    }

    private static String policyOver(AccessPolicy policy, Instant notAfter) {
        return "Policy " + policy.name() + " ended at " + notAfter
                + " (spec.notAfter); if its owner sets a later notAfter, access goes on until then";
    }
}
