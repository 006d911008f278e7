package dev.roadstead.operator.reconcile.outputport;

import dev.roadstead.api.v1alpha1.OutputPortStatus;
import dev.roadstead.operator.reconcile.StoreFailure;
import org.jspecify.annotations.Nullable;

/**
 * What has come of one version.
 *
 * @param status what the port's status says about it; null if it is no longer there
 */
public record VersionState(
        OutputPortStatus.@Nullable Version status, @Nullable StoreFailure failure) {

    /** The states of a version besides the reasons why it can't be served. */
    public static final String SERVED = "Served";

    static final String NOT_SERVED = "NotServed";
    static final String PENDING = "Pending";
}
