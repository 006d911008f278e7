package dev.roadstead.operator.kube;

import dev.roadstead.api.v1alpha1.Guardrail;
import dev.roadstead.api.v1alpha1.GuardrailSpec;
import java.util.stream.Stream;

/** The Guardrails that count again when something is published: those that demand anything of it. */
final class DemandingGuardrails {

    private final Catalogue catalogue;

    DemandingGuardrails(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** Which domains they are about is theirs to find out; they count at most once in a while anyway. */
    Stream<Wake> counting() {
        return catalogue.guardrails().filter(DemandingGuardrails::demands).map(Wake::coalesced);
    }

    private static boolean demands(Guardrail guardrail) {
        GuardrailSpec spec = guardrail.getSpec();
        return !spec.require().isEmpty()
                || spec.namePatterns() != null
                || !spec.allowedStoreClasses().isEmpty()
                || spec.minSunsetNotice() != null;
    }
}
