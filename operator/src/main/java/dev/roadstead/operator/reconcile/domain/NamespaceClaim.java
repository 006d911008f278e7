package dev.roadstead.operator.reconcile.domain;

import dev.roadstead.api.v1alpha1.NamespacePolicy;
import dev.roadstead.operator.protection.NamespaceShield;
import dev.roadstead.operator.status.Reason;
import dev.roadstead.operator.status.Refusal;
import io.fabric8.kubernetes.api.model.Namespace;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a Domain does about its namespace as it was found.
 *
 * @param protectedBy who would lose access if the namespace went; null if nobody would
 */
record NamespaceClaim(
        String namespace,
        NamespaceMark mark,
        NamespacePolicy policy,
        @Nullable String protectedBy) {

    /** What to do. */
    sealed interface Step {

        /** There is none: make it, marked. */
        record Create() implements Step {}

        /** It belongs to nobody: mark it, if it still is as it was found. */
        record Adopt(Namespace found) implements Step {}

        /** It is ours; its labels have been lost or altered, or say something that is not so any more. */
        record Relabel(Namespace found) implements Step {}

        /** It is ours, as it should be. */
        record Hold() implements Step {}

        /** It is ours and is going away. */
        record Wait(Refusal refusal) implements Step {}

        /** It is not ours. */
        record Refuse(Refusal refusal) implements Step {}
    }

    Step decide(@Nullable Namespace found) {
        if (found == null) {
            return policy == NamespacePolicy.ADOPT ? refuse(Reason.NAMESPACE_NOT_FOUND, notFound()) : new Step.Create();
        }
        Optional<NamespaceMark> present = NamespaceMark.of(found);
        if (present.isEmpty()) {
            return unmarked(found);
        }
        if (!present.get().equals(mark)) {
            return refuse(reasonFor(present.get()), markedOtherwise(present.get()));
        }
        if (found.isMarkedForDeletion()) {
            return new Step.Wait(new Refusal(Reason.NAMESPACE_TERMINATING, terminating()));
        }
        return labelled(found) ? new Step.Hold() : new Step.Relabel(found);
    }

    /** The labels it should have; a null takes one away. */
    Map<String, @Nullable String> labels() {
        Map<String, @Nullable String> labels = new HashMap<>(mark.labels());
        labels.putAll(NamespaceShield.labels(protectedBy));
        return labels;
    }

    private Step unmarked(Namespace found) {
        if (found.isMarkedForDeletion()) {
            return refuse(Reason.NAMESPACE_TERMINATING, terminating());
        }
        return policy == NamespacePolicy.ADOPT
                ? new Step.Adopt(found)
                : refuse(
                        Reason.NAMESPACE_EXISTS,
                        "namespace " + namespace + " exists and was not made for this Domain; set"
                                + " spec.namespacePolicy: Adopt to take it as it is, or choose another namespace");
    }

    private boolean labelled(Namespace found) {
        Map<String, String> labels = found.getMetadata().getLabels();
        return labels != null
                && labels.entrySet().containsAll(mark.labels().entrySet())
                && NamespaceShield.says(found, protectedBy);
    }

    private Reason reasonFor(NamespaceMark other) {
        boolean sameMesh = other.meshId().equals(mark.meshId());
        return sameMesh || policy == NamespacePolicy.ADOPT ? Reason.CONFLICT : Reason.NAMESPACE_EXISTS;
    }

    private String markedOtherwise(NamespaceMark other) {
        String who = other.meshId().equals(mark.meshId())
                ? "Domain " + other.domain()
                : "Domain " + other.domain() + " of mesh " + other.meshId();
        String remedy = other.domain().equals(mark.domain())
                ? "start the operator with --mesh-id " + other.meshId() + " if this is that mesh"
                : "choose another namespace, or delete that Domain";
        return "namespace " + namespace + " belongs to " + who + "; " + remedy
                + ". If it is gone for good, remove the annotations " + NamespaceMark.DOMAIN + " and "
                + NamespaceMark.MESH_ID + " from the namespace and set spec.namespacePolicy: Adopt";
    }

    private String notFound() {
        return "there is no namespace " + namespace
                + " to adopt; create it, or set spec.namespacePolicy: Create to have it made";
    }

    private String terminating() {
        return "namespace " + namespace
                + " is being deleted; wait until it is gone, then it is made again, or delete this Domain";
    }

    private static Step refuse(Reason reason, String message) {
        return new Step.Refuse(new Refusal(reason, message));
    }
}
