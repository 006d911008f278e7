package dev.roadstead.operator.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.reconcile.Resync;
import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FullJitterRetryTest {

    /** Always the longest that may come. */
    private static final RandomGenerator LONGEST = new RandomGenerator() {
        @Override
        public long nextLong() {
            return 0;
        }

        @Override
        public long nextLong(long bound) {
            return bound - 1;
        }
    };

    @Test
    void theTimeDoublesUpToFiveMinutesAndNeverEnds() {
        var retry = new FullJitterRetry(LONGEST).initExecution();
        assertEquals(
                LongStream.of(1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300)
                        .mapToObj(s -> s * 1000)
                        .toList(),
                LongStream.range(0, 11)
                        .mapToObj(i -> retry.nextDelay().orElseThrow())
                        .toList());
        LongStream.range(0, 1000)
                .forEach(i -> assertEquals(300_000, retry.nextDelay().orElseThrow()));
        assertFalse(retry.isLastAttempt());
        assertEquals(1011, retry.getAttemptCount());
    }

    @Test
    void anyPartOfTheTimeMayCome() {
        var retry = new FullJitterRetry(new Random(7)).initExecution();
        long shortest = LongStream.range(0, 500)
                .map(i -> retry.nextDelay().orElseThrow())
                .min()
                .orElseThrow();
        assertTrue(shortest < 30_000, "spread over all of it, not around its end: " + shortest);
    }

    @Test
    void resyncsAreSpreadByAFifth() {
        var resync = new Resync(Duration.ofMinutes(30), new Random(7));
        for (int i = 0; i < 1000; i++) {
            Duration next = resync.next();
            assertTrue(next.compareTo(Duration.ofMinutes(24)) >= 0 && next.compareTo(Duration.ofMinutes(36)) <= 0);
        }
        assertTrue(resync.around(Duration.ofHours(5)).compareTo(Duration.ofMinutes(36)) <= 0);
    }
}
