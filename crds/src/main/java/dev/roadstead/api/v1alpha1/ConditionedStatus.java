package dev.roadstead.api.v1alpha1;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the statuses of all kinds have in common. */
public sealed interface ConditionedStatus permits ProtectedStatus, GuardrailStatus, PolicyStatus, AccessRequestStatus {

    /** The generation of the spec this status was computed from; -1 or null before the first time. */
    @Nullable
    Long observedGeneration();

    /** At most one condition of each type. */
    List<Condition> conditions();

    /** The condition of this type, or null if there is none (yet). */
    default @Nullable Condition condition(String type) {
        return conditions().stream()
                .filter(condition -> type.equals(condition.type()))
                .findFirst()
                .orElse(null);
    }
}
