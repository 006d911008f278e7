package dev.roadstead.operator.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * When an object is looked at again although nothing has happened. The jitter keeps all the objects of a start from
 * coming back together for ever.
 */
public final class Resync {

    private static final double SPREAD = 0.2;

    private final Duration interval;
    private final RandomGenerator random;

    public Resync(Duration interval, RandomGenerator random) {
        this.interval = interval;
        this.random = random;
    }

    /** The usual time, give or take a fifth. */
    public Duration next() {
        return around(interval);
    }

    /** Whether a resync has come since then: the shortest time there is between two. */
    public boolean isOver(Instant since, Instant now) {
        long shortest = Math.round(interval.toMillis() * (1 - SPREAD));
        return !now.isBefore(since.plusMillis(shortest));
    }

    /** A length of time, give or take a fifth; never more than the usual time. */
    public Duration around(Duration length) {
        Duration base = length.compareTo(interval) < 0 ? length : interval;
        return Duration.ofMillis(Math.round(base.toMillis() * (1 - SPREAD + 2 * SPREAD * random.nextDouble())));
    }
}
