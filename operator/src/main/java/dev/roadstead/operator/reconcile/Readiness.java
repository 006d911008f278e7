package dev.roadstead.operator.reconcile;

import dev.roadstead.api.v1alpha1.Condition;
import dev.roadstead.operator.status.ConditionType;
import dev.roadstead.operator.status.Conditions;
import dev.roadstead.operator.status.Reason;
import java.util.List;

/** Sums conditions up in Ready: it repeats the first that does not hold. */
public final class Readiness {

    /** Sets Ready from these conditions, in this order; one that is missing counts as not decided yet. */
    public static Conditions of(Conditions conditions, List<ConditionType> causes, Reason reason, String message) {
        for (ConditionType cause : causes) {
            Condition condition = conditions.get(cause).orElse(null);
            if (condition == null) {
                return conditions.isFalse(ConditionType.READY, Reason.PENDING, cause + " is not decided yet");
            }
            if (!Condition.TRUE.equals(condition.status())) {
                return conditions.isFalse(
                        ConditionType.READY, Reason.of(condition.reason()).orElse(Reason.PENDING), condition.message());
            }
        }
        return conditions.isTrue(ConditionType.READY, reason, message);
    }

    private Readiness() {}
}
