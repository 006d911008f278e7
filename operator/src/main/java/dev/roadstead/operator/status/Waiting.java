package dev.roadstead.operator.status;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.Condition;
import java.util.Set;

/** Which requests are in the queue of a port's owner. */
public final class Waiting {

    private static final Set<Reason> FOR_A_DECISION =
            Set.of(Reason.NO_POLICY, Reason.PURPOSE_NOT_ALLOWED, Reason.VERSION_NOT_ALLOWED, Reason.NOTHING_VISIBLE);

    /** Whether only a Policy of the port's domain is missing. */
    public static boolean forPolicy(AccessRequest request) {
        Condition approved =
                request.getStatus() == null ? null : request.getStatus().condition(ConditionType.APPROVED.wireName());
        return approved != null
                && Condition.FALSE.equals(approved.status())
                && Reason.of(approved.reason()).filter(FOR_A_DECISION::contains).isPresent();
    }

    private Waiting() {}
}
