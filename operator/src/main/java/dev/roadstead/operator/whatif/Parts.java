package dev.roadstead.operator.whatif;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.Guardrail;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.Policy;
import dev.roadstead.api.v1alpha1.StoreClass;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Objects put together from parts of others, which stay as they are: what a cache holds must not be changed. */
final class Parts {

    private static final String NOT_THERE_YET = "not-there-yet/";

    /** The object as applying it leaves it: what the API server and the operator write stays. */
    static <S, T> CustomResource<S, T> applied(CustomResource<S, T> asked, @Nullable CustomResource<S, T> before) {
        ObjectMeta own = asked.getMetadata();
        if (before == null) {
            ObjectMeta made = new ObjectMetaBuilder(own)
                    .withUid(NOT_THERE_YET + ObjectName.of(asked))
                    .withGeneration(1L)
                    .build();
            return of(asked, made, null);
        }
        boolean same = Objects.equals(asked.getSpec(), before.getSpec());
        ObjectMeta known = before.getMetadata();
        ObjectMeta kept = new ObjectMetaBuilder(known)
                .withLabels(own.getLabels())
                .withAnnotations(own.getAnnotations())
                .withGeneration(generation(known) + (same ? 0 : 1))
                .build();
        return of(asked, kept, before.getStatus());
    }

    /** Whether applying the object changes nothing that anything depends on. */
    static boolean unchanged(CustomResource<?, ?> asked, CustomResource<?, ?> before) {
        return Objects.equals(asked.getSpec(), before.getSpec())
                && Objects.equals(
                        asked.getMetadata().getLabels(), before.getMetadata().getLabels());
    }

    /** The object with another status. */
    static <S, T> CustomResource<S, T> withStatus(CustomResource<S, T> object, T status) {
        return of(object, object.getMetadata(), status);
    }

    private static long generation(ObjectMeta metadata) {
        return metadata.getGeneration() == null ? 0 : metadata.getGeneration();
    }

    private static <S, T> CustomResource<S, T> of(CustomResource<S, T> spec, ObjectMeta metadata, @Nullable T status) {
        CustomResource<S, T> copy = empty(spec);
        copy.setMetadata(metadata);
        copy.setSpec(spec.getSpec());
        copy.setStatus(status);
        return copy;
    }

    @SuppressWarnings("unchecked") // an object of the same class has the same spec and status
    private static <S, T> CustomResource<S, T> empty(CustomResource<S, T> like) {
        CustomResource<?, ?> made = switch ((CustomResource<?, ?>) like) {
            case Domain d -> new Domain();
            case StoreClass s -> new StoreClass();
            case Guardrail g -> new Guardrail();
            case DataProduct p -> new DataProduct();
            case OutputPort p -> new OutputPort();
            case Policy p -> new Policy();
            case AccessRequest r -> new AccessRequest();
            default -> throw new IllegalArgumentException(like.getKind() + " is no kind of this mesh");
        };
        return (CustomResource<S, T>) made;
    }

    private Parts() {}
}
