package dev.roadstead.operator.access;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * A Policy and its end for one grant.
 *
 * @param end the earlier of the Policy's own end and the end of the lease; null if it has neither
 * @param moves when the end is next extended by itself; null if it stays
 * @param because which field sets the end and what would make it later; empty if there is none
 */
record Term(
        AccessPolicy policy,
        @Nullable Instant end,
        @Nullable Instant moves,
        String because) {

    static Term of(AccessPolicy policy, Lease lease, Instant now) {
        Duration maxDuration = policy.maxDuration();
        Instant notAfter = policy.notAfter();
        if (maxDuration != null) {
            Term term = policy.renewal() == Renewal.AUTOMATIC
                    ? extended(policy, maxDuration, lease, now)
                    : counted(policy, maxDuration, lease);
            if (notAfter == null || term.endOrMax().isBefore(notAfter)) {
                return term;
            }
        }
        return new Term(policy, notAfter, null, notAfter == null ? "" : policyOver(policy, notAfter));
    }

    boolean isLive(Instant now) {
        return end == null || now.isBefore(end);
    }

    Instant endOrMax() {
        return end == null ? Instant.MAX : end;
    }

    private static Term counted(AccessPolicy policy, Duration maxDuration, Lease lease) {
        return new Term(policy, lease.counted().plus(maxDuration), null, leaseOver(policy, maxDuration, lease));
    }

    /**
     * Follows from the start alone, so nothing about it has to be kept: at least half of the time and at most all of it is
     * left, and the end moves exactly once in half of the time. Whoever looks at any instant in between finds the same end.
     */
    private static Term extended(AccessPolicy policy, Duration maxDuration, Lease lease, Instant now) {
        Duration half = maxDuration.dividedBy(2).truncatedTo(ChronoUnit.MICROS);
        Instant at = lease.extendedAt(now);
        long passed = at.isBefore(lease.start())
                ? 0
                : Duration.between(lease.start(), at).dividedBy(half);
        Instant boundary = lease.start().plus(half.multipliedBy(passed + 1));
        boolean goesOn = lease.unprovenSince() == null;
        return new Term(policy, boundary.plus(half), goesOn ? boundary : null, notExtended(policy, maxDuration, lease));
    }

    private static String leaseOver(AccessPolicy policy, Duration maxDuration, Lease lease) {
        return "Policy " + policy.name() + " allows " + DurationText.of(maxDuration)
                + " (spec.maxDuration), counted from the "
                + (lease.renewed() == null ? "first grant at " + lease.start() : "renewal at " + lease.renewed())
                + "; raise renewal of the request or input above " + lease.renewal()
                + " and it counts anew from then; applying the request anew does not restart it";
    }

    private static String notExtended(AccessPolicy policy, Duration maxDuration, Lease lease) {
        return "Policy " + policy.name() + " allows " + DurationText.of(maxDuration)
                + " (spec.maxDuration), extended by itself only while the access is proven, and the proof has failed since "
                + lease.unprovenSince() + "; remove its cause, then raise renewal of the request or input above "
                + lease.renewal();
    }

    private static String policyOver(AccessPolicy policy, Instant notAfter) {
        return "Policy " + policy.name() + " ended at " + notAfter
                + " (spec.notAfter); ask its owner for a later notAfter, and access goes on until then";
    }
}
