package dev.roadstead.operator.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the time a consumer has had one port for one purpose. All by the clock that ends the access.
 *
 * @param start when it first got it
 * @param renewal the greatest number that it has renewed with; 0 if it never has
 * @param renewed when that was; null if it never has
 * @param unprovenSince since when the access can't be proven; null if the last proof did not fail
 */
public record Lease(
        Instant start,
        int renewal,
        @Nullable Instant renewed,
        @Nullable Instant unprovenSince) {

    /** One that has just begun, or has never been renewed. */
    public static Lease from(Instant start) {
        return new Lease(start, 0, null, null);
    }

    /** From when the time of a Policy counts that the consumer renews. */
    Instant counted() {
        return renewed == null ? start : renewed;
    }

    /** The latest instant at which it may be extended by itself: not while it can't be proven, unless renewed since. */
    Instant extendedAt(Instant now) {
        if (unprovenSince == null) {
            return now;
        }
        Instant last = renewed != null && renewed.isAfter(unprovenSince) ? renewed : unprovenSince;
        return last.isBefore(now) ? last : now;
    }
}
