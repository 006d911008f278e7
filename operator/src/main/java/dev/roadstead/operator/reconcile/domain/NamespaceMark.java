package dev.roadstead.operator.reconcile.domain;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.Optional;

/**
 * Says, on a Namespace, which Domain of which mesh it belongs to. The first mark wins; it is written together with the
 * Namespace, or onto exactly the Namespace that was looked at. It outlives the Domain, so that the same Domain finds its
 * namespace again when it is applied anew.
 */
record NamespaceMark(String domain, String meshId) {

    static final String DOMAIN = "roadstead.dev/domain";
    static final String MESH_ID = "roadstead.dev/mesh-id";

    /** The mark of a Namespace; empty if it carries none, or half of one. */
    static Optional<NamespaceMark> of(HasMetadata namespace) {
        Map<String, String> annotations = namespace.getMetadata().getAnnotations();
        if (annotations == null) {
            return Optional.empty();
        }
        String domain = annotations.get(DOMAIN);
        String meshId = annotations.get(MESH_ID);
        return domain == null || meshId == null ? Optional.empty() : Optional.of(new NamespaceMark(domain, meshId));
    }

    Map<String, String> annotations() {
        return Map.of(DOMAIN, domain, MESH_ID, meshId);
    }

    /** For people and selectors; never read back. */
    Map<String, String> labels() {
        return Map.of(DOMAIN, domain);
    }
}
