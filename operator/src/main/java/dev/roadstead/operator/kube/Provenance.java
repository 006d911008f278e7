package dev.roadstead.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Who applied an object, as far as the object itself tells: the field manager that wrote its spec last, and the
 * annotation {@value #CHANGE} with a commit or a ticket. Nothing is guessed where it tells nothing.
 */
public final class Provenance {

    /** Free text of whoever applies the object, such as a commit. */
    public static final String CHANGE = "roadstead.dev/change";

    private static final int MAX_CHANGE = 256;
    private static final String SPEC = "f:spec";

    private Provenance() {}

    /** The manager that wrote the spec last. */
    public static Optional<String> manager(HasMetadata object) {
        return writer(object.getMetadata()).map(ManagedFieldsEntry::getManager);
    }

    /** The annotation, cut to {@value #MAX_CHANGE} characters. */
    public static Optional<String> change(HasMetadata object) {
        return Optional.ofNullable(object.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(CHANGE))
                .filter(text -> !text.isBlank())
                .map(text -> text.substring(0, Math.min(text.length(), MAX_CHANGE)));
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
