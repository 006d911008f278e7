package dev.roadstead.operator.reconcile.accessrequest;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.operator.access.GuardUse;
import dev.roadstead.operator.access.PolicyUse;
import dev.roadstead.operator.backend.Because;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.kube.Provenance;
import dev.roadstead.operator.reconcile.Origins;
import dev.roadstead.operator.request.Requested;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts together what the history tells about a decision. */
final class Decisions {

    private final Catalogue catalogue;

    Decisions(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    Because because(AccessRequest request, Requested requested, List<PolicyUse> policies, List<GuardUse> guards) {
        String domain = requested.key().port().domain();
        List<Because.Decider> deciders = new ArrayList<>();
        List<Because.Origin> origins = new ArrayList<>();
        origins.add(Origins.of(
                "AccessRequest",
                request.getMetadata().getNamespace() + "/"
                        + request.getMetadata().getName(),
                request));
        for (PolicyUse use : policies) {
            String name = domain + "/" + use.name();
            deciders.add(new Because.Decider("Policy", name, use.generation(), List.of()));
            catalogue
                    .policy(requested.portNamespace(), use.name())
                    .ifPresent(policy -> origins.add(Origins.of("Policy", name, policy)));
        }
        for (GuardUse use : guards) {
            deciders.add(new Because.Decider("Guardrail", use.name(), use.generation(), use.exceptions()));
            catalogue
                    .guardrail(use.name())
                    .ifPresent(guardrail -> origins.add(Origins.of("Guardrail", use.name(), guardrail)));
        }
        return new Because(
                requested.product().getMetadata().getName(),
                requested.port().getSpec().storeOf(requested.version()),
                deciders,
                origins);
    }

    /** Who decided by a Policy; null if nothing tells. */
    @Nullable
    String decidedBy(Requested requested, String policy) {
        return catalogue
                .policy(requested.portNamespace(), policy)
                .flatMap(Provenance::person)
                .orElse(null);
    }
}
