package dev.roadstead.operator.reconcile;

import java.time.Duration;
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

    /** A length of time, give or take a fifth; never more than the usual time. */
    public Duration around(Duration length) {
        Duration base = length.compareTo(interval) < 0 ? length : interval;
        return Duration.ofMillis(Math.round(base.toMillis() * (1 - SPREAD + 2 * SPREAD * random.nextDouble())));
    }
}
