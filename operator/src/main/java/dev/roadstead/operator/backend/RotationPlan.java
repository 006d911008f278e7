package dev.roadstead.operator.backend;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the credentials of a store rotate.
 *
 * @param interval the oldest that a password gets; absent: they rotate on demand only
 * @param overlap how long the old login works on once every Secret holds the new one
 */
public record RotationPlan(@Nullable Duration interval, Duration overlap) {

    public static final RotationPlan ON_DEMAND = new RotationPlan(null, Duration.ofHours(1));
}
