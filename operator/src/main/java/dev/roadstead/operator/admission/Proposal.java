package dev.roadstead.operator.admission;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What somebody is about to do to one of our objects: to create it, to change what it asks for, or to delete it.
 *
 * @param before the object as it is, with its status; null when it is created
 * @param after the object as it would be; null when it is deleted
 * @param user who asks, as the API server has authenticated them
 * @param groups of the user
 * @param dryRun whether nothing will come of it whatever the answer
 * @param time when it was proposed
 */
public record Proposal(
        Operation operation,
        @Nullable HasMetadata before,
        @Nullable HasMetadata after,
        String user,
        Set<String> groups,
        boolean dryRun,
        Instant time) {

    /** What is done to the object. */
    public enum Operation {
        CREATE,
        UPDATE,
        DELETE
    }

    public Proposal {
        groups = Set.copyOf(groups);
        if (before == null && after == null) {
            throw new IllegalArgumentException("a proposal is about an object");
        }
    }

    /** The object it is about: as it would be, or as it was if it is deleted. */
    public HasMetadata object() {
        HasMetadata object = after == null ? before : after;
        if (object == null) {
            throw new IllegalStateException("refused by the constructor");
        }
        return object;
    }

    /** The object as it is, if it exists and is of this kind. */
    public <T extends HasMetadata> Optional<T> before(Class<T> kind) {
        return Optional.ofNullable(before).filter(kind::isInstance).map(kind::cast);
    }

    /** The object as it would be, if it would exist and is of this kind. */
    public <T extends HasMetadata> Optional<T> after(Class<T> kind) {
        return Optional.ofNullable(after).filter(kind::isInstance).map(kind::cast);
    }
}
