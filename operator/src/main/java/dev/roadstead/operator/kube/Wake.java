package dev.roadstead.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** That an object should look again, and how soon. */
record Wake(Target target, Tempo tempo) {

    enum Tempo {
        /** Somebody waits for it. */
        NOW,
        /** Within some seconds, not all at once: many objects share what has changed. */
        SPREAD,
        /** Once for everything that happens within two seconds: it only counts. */
        COALESCED
    }

    static Wake now(HasMetadata object) {
        return new Wake(Target.of(object), Tempo.NOW);
    }

    static Wake spread(HasMetadata object) {
        return new Wake(Target.of(object), Tempo.SPREAD);
    }

    static Wake coalesced(HasMetadata object) {
        return new Wake(Target.of(object), Tempo.COALESCED);
    }
}
