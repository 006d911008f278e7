package dev.roadstead.operator.reconcile.outputport;

import dev.roadstead.api.v1alpha1.OutputPortStatus;
import dev.roadstead.operator.reconcile.StoreFailure;
import dev.roadstead.operator.status.ConditionType;
import org.jspecify.annotations.Nullable;

/**
 * What has come of one version.
 *
 * @param status what the port's status says about it; null if it is no longer there
 * @param failure why it is not as it should be; null if it is
 * @param about the condition that the failure belongs to
 */
public record VersionState(
        OutputPortStatus.@Nullable Version status, @Nullable StoreFailure failure, ConditionType about) {

    VersionState(OutputPortStatus.@Nullable Version status, @Nullable StoreFailure failure) {
        this(status, failure, ConditionType.PROVISIONED);
    }

    /** The states of a version besides the reasons why it can't be served. */
    public static final String SERVED = "Served";

    static final String NOT_SERVED = "NotServed";
    static final String PENDING = "Pending";
}
