package dev.roadstead.operator.protection;

import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.ExceptedRule;
import dev.roadstead.api.v1alpha1.Guardrail;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.kube.GuardrailReach;
import dev.roadstead.operator.request.RequestGuards;
import dev.roadstead.operator.requirement.Demands;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** How long consumers of a port must know that a version ends. */
final class SunsetNotices {

    private final Catalogue catalogue;
    private final InstantSource clock;

    SunsetNotices(Catalogue catalogue, InstantSource clock) {
        this.catalogue = catalogue;
        this.clock = clock;
    }

    /** By the strictest Guardrail that is respected; none if the Domain is excepted. */
    Duration of(OutputPort port) {
        List<Guardrail> guardrails = catalogue
                .guardrails()
                .filter(guardrail -> guardrail.getSpec().minSunsetNotice() != null)
                .toList();
        return guardrails.isEmpty()
                ? Duration.ZERO
                : catalogue
                        .domainOf(port.getMetadata().getNamespace())
                        .map(domain -> of(guardrails, domain, port))
                        .orElse(Duration.ZERO);
    }

    private Duration of(List<Guardrail> guardrails, Domain domain, OutputPort port) {
        boolean excepted = domain.getSpec()
                .exception(ExceptedRule.SUNSET_NOTICE, port.getMetadata().getName(), clock.instant())
                .isPresent();
        return excepted
                ? Duration.ZERO
                : Demands.on(RequestGuards.read(guardrails), GuardrailReach.labels(Optional.of(domain)))
                        .sunsetNotice();
    }
}
