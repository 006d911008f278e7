package dev.roadstead.operator.binding;

import dev.roadstead.api.v1alpha1.Api;
import dev.roadstead.operator.backend.Credential;
import dev.roadstead.operator.backend.LoginState;
import dev.roadstead.operator.backend.RotationPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a credential rotates. Logins that were made together would rotate together for ever, so each has a place of
 * its own within a spread, by a hash of its name; and those that are overdue when an operator begins to work with a store
 * (it was away, or the interval is new) are spread from then on.
 *
 * @param opened when the operator began to work with the store; all instants are by the store's clock
 */
public record Rotation(RotationPlan plan, Instant opened) {

    private static final Duration LONGEST_SPREAD = Duration.ofHours(24);
    private static final Duration LONGEST_CATCH_UP = Duration.ofHours(1);
    private static final int PART_OF_INTERVAL = 4;
    private static final int LONGEST_WORD = 64;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    /**
     * What somebody wants to have rotated, by an annotation: each new value once.
     *
     * @return the value, or what stands for it if it is long; null if there is none
     */
    public static @Nullable String asked(@Nullable Map<String, String> annotations) {
        String value = annotations == null ? null : annotations.get(Api.ROTATE);
        if (value == null || value.isBlank()) {
            return null;
        }
        return value.length() <= LONGEST_WORD ? value : Credential.fingerprint(Api.ROTATE, value);
    }

    /** Whether the other slot is to be made now. Never while the one before still works: there are two slots. */
    public boolean isDue(LoginState state, @Nullable String asked, Instant now) {
        if (state.previous() != null) {
            return false;
        }
        return (asked != null && !asked.equals(state.handled()))
                || byAge(state).filter(due -> !now.isBefore(due)).isPresent();
    }

    /** When something is to be done about it without anybody asking; empty if that can't be told, or never. */
    public Optional<Instant> next(LoginState state) {
        return state.previous() == null ? byAge(state) : Optional.ofNullable(state.previousUntil());
    }

    /** When to look again after this pass: at once if a wish has waited for the end of the overlap. */
    public Optional<Instant> lookAgain(LoginState state, @Nullable String asked, Instant now) {
        return isDue(state, asked, now) ? Optional.of(now) : next(state);
    }

    private Optional<Instant> byAge(LoginState state) {
        Duration interval = plan.interval();
        if (interval == null) {
            return Optional.empty();
        }
        Duration spread = shorter(LONGEST_SPREAD, interval.dividedBy(PART_OF_INTERVAL));
        double place = place(state.login());
        Instant due = state.since().plus(interval).minus(part(spread, place));
        return Optional.of(due.isBefore(opened) ? opened.plus(part(shorter(LONGEST_CATCH_UP, spread), place)) : due);
    }

    /** The same for both slots, 0 to 1. */
    static double place(String login) {
        long hash = login.substring(0, login.length() - 1).hashCode() * GOLDEN;
        return (hash >>> 11) * 0x1.0p-53;
    }

    private static Duration part(Duration whole, double share) {
        return Duration.ofMillis(Math.round(whole.toMillis() * share));
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
