package dev.roadstead.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import org.jspecify.annotations.Nullable;

/** An object that should look again. */
public record Target(
        Class<? extends HasMetadata> kind, @Nullable String namespace, String name) {

    public static Target of(HasMetadata object) {
        return new Target(
                object.getClass(),
                object.getMetadata().getNamespace(),
                object.getMetadata().getName());
    }
}
