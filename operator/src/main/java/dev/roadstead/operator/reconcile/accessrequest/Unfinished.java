package dev.roadstead.operator.reconcile.accessrequest;

import static dev.roadstead.operator.status.ConditionType.ACCEPTED;
import static dev.roadstead.operator.status.ConditionType.APPROVED;
import static dev.roadstead.operator.status.ConditionType.COLUMNS_VISIBLE;
import static dev.roadstead.operator.status.ConditionType.GRANTED;
import static dev.roadstead.operator.status.ConditionType.READY;
import static dev.roadstead.operator.status.ConditionType.VERIFIED;

import dev.roadstead.operator.reconcile.StoreFailure;
import dev.roadstead.operator.status.ConditionType;
import dev.roadstead.operator.status.Conditions;
import dev.roadstead.operator.status.Reason;
import dev.roadstead.operator.status.Refusal;

/** What a request's conditions say, and when it is looked at again, where nothing came to its end. */
final class Unfinished {

    /** Nothing can be told now, so what was granted stays. It is not Ready, because nobody knows that it works. */
    static Pace.Next leave(StatusDraft draft, ConditionType about, Refusal refusal) {
        draft.uncertain();
        Conditions conditions = draft.conditions();
        if (about != ACCEPTED) {
            conditions.isTrue(ACCEPTED, Reason.VALID, "the spec makes sense");
        }
        conditions
                .isFalse(about, refusal.reason(), refusal.message())
                .keep(APPROVED)
                .keep(GRANTED)
                .keep(VERIFIED)
                .keep(COLUMNS_VISIBLE)
                .isFalse(READY, refusal.reason(), refusal.message());
        return Pace.retry();
    }

    /** Something was tried and did not succeed; what the store made of it before still stands. */
    static Pace.Next failed(Conditions conditions, ConditionType about, StoreFailure failure) {
        Refusal refusal = failure.refusal();
        // Neither is a no: the one is still under way, the other could not be tried.
        if (refusal.reason() == Reason.REVOKE_PENDING || refusal.reason() == Reason.TOO_MANY_CONNECTIONS) {
            conditions.isUnknown(about, refusal.reason(), refusal.message());
        } else {
            conditions.isFalse(about, refusal.reason(), refusal.message());
        }
        conditions.isFalse(READY, refusal.reason(), refusal.message());
        return failure.retry() ? Pace.retry() : Pace.resync();
    }

    private Unfinished() {}
}
