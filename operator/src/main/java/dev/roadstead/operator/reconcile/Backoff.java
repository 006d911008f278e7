package dev.roadstead.operator.reconcile;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * How soon an object tries again what failed for a known cause. Such failures are conditions and not exceptions, so
 * JOSDK's retry does not count them.
 */
public final class Backoff {

    static final Duration FIRST = Duration.ofSeconds(2);
    static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int DOUBLINGS = 4;

    private final RandomGenerator random;
    private final Map<String, Integer> failures = new ConcurrentHashMap<>();

    public Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** The time to wait after one more failure: doubled each time, of which at least half is kept. */
    public Duration failed(String uid) {
        int count = failures.merge(uid, 1, Integer::sum);
        long ceiling = Math.min(FIRST.toMillis() << Math.min(count, DOUBLINGS), LONGEST.toMillis());
        return Duration.ofMillis(ceiling / 2 + random.nextLong(ceiling / 2 + 1));
    }

    /** It works, or is gone. */
    public void settled(String uid) {
        failures.remove(uid);
    }
}
