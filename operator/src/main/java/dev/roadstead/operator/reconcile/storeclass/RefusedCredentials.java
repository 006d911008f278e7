package dev.roadstead.operator.reconcile.storeclass;

import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.operator.backend.StoreSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Operator credentials that stores refused. One is tried again less and less often, because some servers lock an account
 * that fails too often; another one is tried at once.
 */
final class RefusedCredentials {

    static final Duration FIRST = Duration.ofSeconds(10);
    static final Duration LONGEST = Duration.ofMinutes(1);

    private record Refused(StoreSettings settings, BackendException why, Duration pause, Instant until) {}

    private final Clock clock;
    private final Map<String, Refused> byClass = new ConcurrentHashMap<>();

    RefusedCredentials(Clock clock) {
        this.clock = clock;
    }

    /** What the store said, if it is too early to ask it the same again. */
    Optional<BackendException> tooEarly(StoreSettings settings) {
        return Optional.ofNullable(byClass.get(settings.className()))
                .filter(refused ->
                        refused.settings().equals(settings) && clock.instant().isBefore(refused.until()))
                .map(Refused::why);
    }

    void refused(StoreSettings settings, BackendException why) {
        byClass.compute(settings.className(), (name, before) -> {
            Duration pause = before == null || !before.settings().equals(settings)
                    ? FIRST
                    : before.pause().multipliedBy(2);
            Duration bounded = pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
            return new Refused(settings, why, bounded, clock.instant().plus(bounded));
        });
    }

    void accepted(StoreSettings settings) {
        byClass.remove(settings.className());
    }
}
