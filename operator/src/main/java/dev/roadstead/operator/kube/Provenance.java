package dev.roadstead.operator.kube;

import dev.roadstead.api.v1alpha1.Guardrail;
import dev.roadstead.api.v1alpha1.Policy;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Who applied an object, as far as the object itself tells: the field manager that wrote its spec last, the annotation
 * {@value #CHANGE} with a commit or a ticket, and the person, whose name the chart's admission policies hold to the user who
 * was authenticated. Nothing is guessed where it tells nothing.
 */
public final class Provenance {

    /** Free text of whoever applies the object, such as a commit. */
    public static final String CHANGE = "roadstead.dev/change";

    /** On an AccessRequest or DataProduct: the user who asks. */
    public static final String REQUESTED_BY = "roadstead.dev/requested-by";

    /** On a Policy or Guardrail: the user who decides. */
    public static final String DECIDED_BY = "roadstead.dev/decided-by";

    private static final int MAX_TEXT = 256;
    private static final String SPEC = "f:spec";

    private Provenance() {}

    /** The manager that wrote the spec last. */
    public static Optional<String> manager(HasMetadata object) {
        return writer(object.getMetadata()).map(ManagedFieldsEntry::getManager);
    }

    /** The annotation, cut to {@value #MAX_TEXT} characters. */
    public static Optional<String> change(HasMetadata object) {
        return annotation(object, CHANGE);
    }

    /** Who asks or decides by this object. */
    public static Optional<String> person(HasMetadata object) {
        return annotation(object, object instanceof Policy || object instanceof Guardrail ? DECIDED_BY : REQUESTED_BY);
    }

    private static Optional<String> annotation(HasMetadata object, String name) {
        return Optional.ofNullable(object.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(name))
                .filter(text -> !text.isBlank())
                .map(text -> text.substring(0, Math.min(text.length(), MAX_TEXT)));
    }

    /** Leaves of the managed fields only what {@link #manager} reads: they are most of an object's size. */
    public static void prune(ObjectMeta meta) {
        meta.setManagedFields(writer(meta)
                .map(entry -> new ManagedFieldsEntryBuilder()
                        .withManager(entry.getManager())
                        .withTime(entry.getTime())
                        .build())
                .map(List::of)
                .orElse(List.of()));
    }

    private static Optional<ManagedFieldsEntry> writer(ObjectMeta meta) {
        List<ManagedFieldsEntry> entries = meta.getManagedFields();
        if (entries == null) {
            return Optional.empty();
        }
        return entries.stream()
                .filter(entry -> entry.getManager() != null && wroteSpec(entry))
                .max(Comparator.comparing(entry -> Objects.requireNonNullElse(entry.getTime(), "")));
    }

    /** An entry without fields has been pruned, so it is the one. */
    private static boolean wroteSpec(ManagedFieldsEntry entry) {
        if (entry.getFieldsV1() == null) {
            return true;
        }
        boolean ofObject =
                entry.getSubresource() == null || entry.getSubresource().isEmpty();
        return ofObject && entry.getFieldsV1().getAdditionalProperties().containsKey(SPEC);
    }
}
