package dev.roadstead.operator.runtime;

import io.javaoperatorsdk.operator.processing.retry.Retry;
import io.javaoperatorsdk.operator.processing.retry.RetryExecution;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Tries again for as long as it takes, after a random part of a time that doubles from one second to five minutes. JOSDK's
 * own retry gives up after five attempts, and without jitter a thousand objects that failed together fail together again.
 */
final class FullJitterRetry implements Retry {

    static final Duration FIRST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofMinutes(5);

    private final RandomGenerator random;

    FullJitterRetry(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public RetryExecution initExecution() {
        return new Attempts();
    }

    private final class Attempts implements RetryExecution {

        private int count;

        @Override
        public Optional<Long> nextDelay() {
            // 2^9 seconds is beyond the longest time already; more doublings would only overflow.
            long ceiling = Math.min(FIRST.toMillis() << Math.min(count, 9), LONGEST.toMillis());
            count++;
            return Optional.of(random.nextLong(ceiling + 1));
        }

        @Override
        public int getAttemptCount() {
            return count;
        }

        @Override
        public boolean isLastAttempt() {
            return false;
        }
    }
}
