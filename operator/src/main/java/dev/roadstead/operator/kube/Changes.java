package dev.roadstead.operator.kube;

import dev.roadstead.api.v1alpha1.Api;
import dev.roadstead.api.v1alpha1.Condition;
import dev.roadstead.api.v1alpha1.ConditionedStatus;
import dev.roadstead.operator.status.ConditionType;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Compares two states of one object.
 *
 * @param old null for a creation
 * @param now null for a deletion
 */
record Changes<T extends HasMetadata>(
        @Nullable T old, @Nullable T now) {

    static <T extends HasMetadata> Changes<T> between(@Nullable T old, @Nullable T now) {
        return new Changes<>(old, now);
    }

    /** The one or two states there are. */
    Stream<T> states() {
        return Stream.of(old, now).filter(Objects::nonNull).map(Objects::requireNonNull);
    }

    /** The object came, went, or was marked for deletion. */
    boolean cameOrWent() {
        return old == null || now == null || old.isMarkedForDeletion() != now.isMarkedForDeletion();
    }

    boolean spec() {
        return cameOrWent() || in(object -> object.getMetadata().getGeneration());
    }

    boolean labels() {
        return cameOrWent() || in(object -> object.getMetadata().getLabels());
    }

    /** Somebody asks for other credentials, which the object's generation does not tell. */
    boolean rotation() {
        return old != null && now != null && in(Changes::asked);
    }

    private static @Nullable Object asked(HasMetadata object) {
        Map<String, String> annotations = object.getMetadata().getAnnotations();
        return annotations == null ? null : annotations.get(Api.ROTATE);
    }

    /** Whether a view of the object differs. */
    boolean in(Function<T, @Nullable Object> view) {
        return old == null || now == null || !Objects.equals(view.apply(old), view.apply(now));
    }

    /** Status and reason of a condition, which is what others care about; null without the condition. */
    static <S extends ConditionedStatus> @Nullable String outcome(CustomResource<?, S> object, ConditionType type) {
        Condition condition =
                object.getStatus() == null ? null : object.getStatus().condition(type.wireName());
        return condition == null ? null : condition.status() + " " + condition.reason();
    }
}
