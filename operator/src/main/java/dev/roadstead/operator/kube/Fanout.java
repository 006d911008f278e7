package dev.roadstead.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a change of one object means to others. Both states are asked, old and new, because an object that something no
 * longer points at is concerned as much as one it now points at.
 */
@FunctionalInterface
interface Fanout<T extends HasMetadata> {

    /** Who should look again; {@code old} is null for a creation, {@code now} for a deletion. */
    Stream<Wake> of(@Nullable T old, @Nullable T now);
}
