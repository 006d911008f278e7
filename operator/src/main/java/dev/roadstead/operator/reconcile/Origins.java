package dev.roadstead.operator.reconcile;

import dev.roadstead.operator.backend.Because;
import dev.roadstead.operator.kube.Provenance;
import io.fabric8.kubernetes.api.model.HasMetadata;

/** Who applied an object, as the history tells it. */
public final class Origins {

    private Origins() {}

    /**
     * As far as the object tells.
     *
     * @param name {@code namespace/name}, {@code domain/name}, or of a Guardrail its name
     */
    public static Because.Origin of(String kind, String name, HasMetadata object) {
        return new Because.Origin(
                kind,
                name,
                Provenance.manager(object).orElse(null),
                Provenance.change(object).orElse(null),
                Provenance.person(object).orElse(null));
    }
}
