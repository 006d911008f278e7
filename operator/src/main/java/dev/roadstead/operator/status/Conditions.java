package dev.roadstead.operator.status;

import dev.roadstead.api.v1alpha1.Condition;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The conditions one reconcile arrives at. What it does not mention is gone from the status, except what it keeps on
 * purpose. The time of a transition moves only when the status of a condition does, so a pass that finds nothing new
 * yields a list equal to the one before, and nothing is written.
 */
public final class Conditions {

    /** The longest message the API server takes. */
    public static final int LONGEST_MESSAGE = 32_768;

    private static final String CUT = " …";

    private final List<Condition> previous;
    private final long generation;
    private final Clock clock;
    private final Map<ConditionType, Condition> next = new EnumMap<>(ConditionType.class);

    private Conditions(List<Condition> previous, long generation, Clock clock) {
        this.previous = List.copyOf(previous);
        this.generation = generation;
        this.clock = clock;
    }

    /** Conditions computed from a spec of this generation, after the ones that the status shows now. */
    public static Conditions after(List<Condition> previous, long generation, Clock clock) {
        return new Conditions(previous, generation, clock);
    }

    public Conditions isTrue(ConditionType type, Reason reason, String message) {
        return set(type, Condition.TRUE, reason, message);
    }

    public Conditions isFalse(ConditionType type, Reason reason, String message) {
        return set(type, Condition.FALSE, reason, message);
    }

    public Conditions isUnknown(ConditionType type, Reason reason, String message) {
        return set(type, Condition.UNKNOWN, reason, message);
    }

    /** True or False; never leaves a condition at Unknown. */
    public Conditions is(ConditionType type, boolean holds, Reason reason, String message) {
        return holds ? isTrue(type, reason, message) : isFalse(type, reason, message);
    }

    /** Leaves a condition as it stands, with the generation it was computed from; nothing if it does not stand yet. */
    public Conditions keep(ConditionType type) {
        before(type).ifPresent(condition -> next.put(type, condition));
        return this;
    }

    /** What this reconcile has said about a condition so far. */
    public Optional<Condition> get(ConditionType type) {
        return Optional.ofNullable(next.get(type));
    }

    /** Whether this reconcile has said that a condition holds. */
    public boolean holds(ConditionType type) {
        return get(type)
                .filter(condition -> Condition.TRUE.equals(condition.status()))
                .isPresent();
    }

    /** The conditions in the order of {@link ConditionType}. */
    public List<Condition> list() {
        return List.copyOf(new ArrayList<>(next.values()));
    }

    private Conditions set(ConditionType type, String status, Reason reason, String message) {
        if (!reason.types().contains(type)) {
            throw new IllegalArgumentException(reason + " is not documented as a reason of " + type);
        }
        String since = before(type)
                .filter(condition -> condition.status().equals(status))
                .map(Condition::lastTransitionTime)
                .orElseGet(() -> clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        next.put(type, new Condition(type.wireName(), status, reason.wireName(), fitting(message), since, generation));
        return this;
    }

    private Optional<Condition> before(ConditionType type) {
        return previous.stream()
                .filter(condition -> condition.type().equals(type.wireName()))
                .findFirst();
    }

    /** The API server counts code points; cutting at a char could leave half a surrogate pair. */
    private static String fitting(String message) {
        if (message.codePointCount(0, message.length()) <= LONGEST_MESSAGE) {
            return message;
        }
        int end = message.offsetByCodePoints(0, LONGEST_MESSAGE - CUT.length());
        return message.substring(0, end) + CUT;
    }
}
