package dev.roadstead.operator.whatif;

import io.fabric8.kubernetes.client.CustomResource;
import java.util.List;

/**
 * What is to be changed.
 *
 * @param applied objects as they are to be; what they do not say about an object that exists, such as its status, stays as it
 *     is
 * @param deleted those that are to go
 */
public record Edit(List<CustomResource<?, ?>> applied, List<ObjectName> deleted) {

    public Edit {
        applied = List.copyOf(applied);
        deleted = List.copyOf(deleted);
    }

    /** Objects that are applied; none is deleted. */
    public static Edit of(List<? extends CustomResource<?, ?>> applied) {
        return new Edit(List.copyOf(applied), List.of());
    }
}
