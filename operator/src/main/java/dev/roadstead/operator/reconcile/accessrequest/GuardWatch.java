package dev.roadstead.operator.reconcile.accessrequest;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.Guardrail;
import dev.roadstead.operator.access.Ask;
import dev.roadstead.operator.access.GuardEffect;
import dev.roadstead.operator.access.GuardMode;
import dev.roadstead.operator.access.GuardUse;
import dev.roadstead.operator.access.Guards;
import dev.roadstead.operator.kube.Target;
import dev.roadstead.operator.reconcile.Services;
import dev.roadstead.operator.reconcile.guardrail.GuardTally;
import dev.roadstead.operator.request.RequestGuards;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What the Guardrails do to one request, for the numbers of the Guardrails and for the request itself. */
final class GuardWatch {

    private final Services services;
    private final GuardTally tally;

    GuardWatch(Services services, GuardTally tally) {
        this.services = services;
        this.tally = tally;
    }

    /** The Guardrails at one moment: what is decided and what is counted must not be about different ones. */
    final class Moment {

        private final AccessRequest request;
        private final List<Guardrail> guardrails;
        private final Map<String, Long> seen;

        private Moment(AccessRequest request) {
            this.request = request;
            this.guardrails = services.catalogue().guardrails().toList();
            this.seen = GuardTally.generations(guardrails);
        }

        Guards about(Ask ask) {
            return RequestGuards.about(services.catalogue(), guardrails, ask);
        }

        /** It was compared; returns what those say that only warn. */
        List<String> weighed(List<GuardEffect> effects) {
            wake(tally.weighed(request, seen, effects));
            return effects.stream()
                    .filter(effect -> effect.guard().mode() == GuardMode.WARN)
                    .flatMap(effect -> effect
                            .change()
                            .map(change -> "Guardrail " + effect.guard().name()
                                    + " only warns so far, and would change this: " + change)
                            .stream())
                    .toList();
        }

        /** It can't be compared now. */
        void left() {
            wake(tally.left(request, seen));
        }
    }

    Moment moment(AccessRequest request) {
        return new Moment(request);
    }

    void revoked(List<GuardUse> guards) {
        wake(tally.revoked(guards.stream().map(GuardUse::name).collect(Collectors.toSet())));
    }

    void forget(AccessRequest request) {
        wake(tally.forget(request));
    }

    private void wake(Set<String> guardrails) {
        guardrails.forEach(name -> services.wakeups().wakeSoon(new Target(Guardrail.class, null, name)));
    }
}
