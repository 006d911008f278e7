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
import java.util.Optional;
import java.util.function.Function;

/** What a StoreClass must be, beyond what its CustomResourceDefinition can say. */
final class StoreClassRules {

    private static final List<Function<StoreClass, Optional<Refusal>>> RULES = List.of(
            StoreClassRules::tlsModeIsKnown,
            StoreClassRules::selectorIsKnown,
            StoreClassRules::statementTimeoutIsLongEnough);

    /** The first rule that is broken. */
    static Optional<Refusal> check(StoreClass storeClass) {
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
