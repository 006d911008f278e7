package dev.roadstead.operator.backend;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a lease: one of an identity on a port, in any version, for one purpose. It only ever becomes what
 * {@link #merge} makes of two memories, so nothing that is deleted, restored or applied again makes it longer.
 *
 * @param startTime when it began, by the store's clock
 * @param renewal the greatest number it has been renewed with
 * @param renewedTime when that was; null if it was never renewed since it began
 */
public record LeaseState(
        Instant startTime, int renewal, @Nullable Instant renewedTime) {

    /** Stores keep microseconds: a finer instant would differ from what is kept at every pass. */
    public LeaseState {
        startTime = startTime.truncatedTo(ChronoUnit.MICROS);
        renewedTime = renewedTime == null ? null : renewedTime.truncatedTo(ChronoUnit.MICROS);
    }

    /** One that begins, and has never been renewed. */
    public static LeaseState from(Instant startTime) {
        return new LeaseState(startTime, 0, null);
    }

    /** The earlier start, and the renewal with the greater number; of two with one number, the earlier. */
    public LeaseState merge(@Nullable LeaseState other) {
        if (other == null) {
            return this;
        }
        Instant start = startTime.isBefore(other.startTime) ? startTime : other.startTime;
        LeaseState latest = renewal == other.renewal ? earlier(this, other) : renewal > other.renewal ? this : other;
        return new LeaseState(start, latest.renewal, latest.renewedTime);
    }

    /** With nothing in it that lies ahead: whoever wrote such a time wrote a longer lease. */
    public LeaseState by(Instant now) {
        return new LeaseState(
                startTime.isAfter(now) ? now : startTime,
                renewal,
                renewedTime != null && renewedTime.isAfter(now) ? now : renewedTime);
    }

    /** Renewed now, if the number is greater than any before; else as it is. */
    public LeaseState renew(int number, Instant now) {
        return number > renewal ? new LeaseState(startTime, number, now) : this;
    }

    private static LeaseState earlier(LeaseState one, LeaseState two) {
        if (one.renewedTime == null || two.renewedTime == null) {
            return one.renewedTime == null ? one : two;
        }
        return one.renewedTime.isBefore(two.renewedTime) ? one : two;
    }
}
