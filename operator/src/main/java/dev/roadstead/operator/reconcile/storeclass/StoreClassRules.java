package dev.roadstead.operator.reconcile.storeclass;

import dev.roadstead.api.v1alpha1.GoDuration;
import dev.roadstead.api.v1alpha1.PostgresStore;
import dev.roadstead.api.v1alpha1.SelectorOperator;
import dev.roadstead.api.v1alpha1.StoreClass;
import dev.roadstead.api.v1alpha1.TlsMode;
import dev.roadstead.operator.status.Reason;
import dev.roadstead.operator.status.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** What a StoreClass must be, beyond what its CustomResourceDefinition can say. */
public final class StoreClassRules {

    private static final List<Function<StoreClass, Optional<Refusal>>> RULES = List.of(
            StoreClassRules::tlsModeIsKnown,
            StoreClassRules::selectorIsKnown,
            StoreClassRules::statementTimeoutIsLongEnough,
            StoreClassRules::rotationFits);

    private static final Duration SHORTEST_INTERVAL = Duration.ofHours(1);
    private static final Duration SHORTEST_OVERLAP = Duration.ofMinutes(1);
    /** An interval that fits every overlap. */
    private static final String LONGEST = "99999h99999h99999h";

    /** The first rule that is broken. */
    public static Optional<Refusal> check(StoreClass storeClass) {
        return RULES.stream().flatMap(rule -> rule.apply(storeClass).stream()).findFirst();
    }

    private static Optional<Refusal> tlsModeIsKnown(StoreClass storeClass) {
        return when(
                storeClass.getSpec().postgres().tlsModeOrDefault() == TlsMode.UNKNOWN,
                Reason.UNKNOWN_VALUE,
                "spec.postgres.tls.mode: this version of the operator knows Disable, Require, VerifyCA and VerifyFull; use"
                        + " one of them, or upgrade the operator");
    }

    private static Optional<Refusal> selectorIsKnown(StoreClass storeClass) {
        var selector = storeClass.getSpec().domainSelector();
        return when(
                selector != null
                        && selector.matchExpressions().stream()
                                .anyMatch(demand -> demand.operator() == SelectorOperator.UNKNOWN),
                Reason.UNKNOWN_VALUE,
                "spec.domainSelector.matchExpressions: this version of the operator knows In, NotIn, Exists and"
                        + " DoesNotExist; use these, or upgrade the operator");
    }

    private static Optional<Refusal> statementTimeoutIsLongEnough(StoreClass storeClass) {
        String timeout = Optional.ofNullable(storeClass.getSpec().postgres().limits())
                .map(PostgresStore.Limits::statementTimeout)
                .orElse("1s");
        return when(
                !longEnough(timeout),
                Reason.INVALID,
                "spec.postgres.limits.statementTimeout: " + timeout + " won't do; use at least 1s, for instance 5m");
    }

    private static Optional<Refusal> rotationFits(StoreClass storeClass) {
        PostgresStore store = storeClass.getSpec().postgres();
        String interval = Objects.requireNonNullElse(store.rotationInterval(), LONGEST);
        String overlap = Objects.requireNonNullElse(store.rotationOverlap(), SHORTEST_OVERLAP.toMinutes() + "m");
        return when(
                !fits(interval, overlap),
                Reason.INVALID,
                "spec.postgres.rotationInterval and rotationOverlap: the interval is at least 1h, the overlap at least 1m"
                        + " and at most half of the interval, for instance 720h and 1h; correct them");
    }

    private static boolean fits(String interval, String overlap) {
        try {
            Duration every = GoDuration.parse(interval);
            Duration both = GoDuration.parse(overlap);
            return every.compareTo(SHORTEST_INTERVAL) >= 0
                    && both.compareTo(SHORTEST_OVERLAP) >= 0
                    && both.multipliedBy(2).compareTo(every) <= 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean longEnough(String timeout) {
        try {
            return GoDuration.parse(timeout).compareTo(Duration.ofSeconds(1)) >= 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Optional<Refusal> when(boolean broken, Reason reason, String message) {
        return broken ? Optional.of(new Refusal(reason, message)) : Optional.empty();
    }

    private StoreClassRules() {}
}
