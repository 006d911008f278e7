package dev.roadstead.operator.protection;

import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.ExceptedRule;
import dev.roadstead.api.v1alpha1.Guardrail;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.api.v1alpha1.OutputPortStatus;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.kube.GuardrailReach;
import dev.roadstead.operator.request.RequestGuards;
import dev.roadstead.operator.requirement.Demands;
import dev.roadstead.operator.requirement.Sunset;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How long consumers of a port must know that a version ends. */
public final class SunsetNotices {

    private final Catalogue catalogue;
    private final InstantSource clock;

    public SunsetNotices(Catalogue catalogue, InstantSource clock) {
        this.catalogue = catalogue;
        this.clock = clock;
    }

    /**
     * From when on a version may go although somebody reads it; empty while it has no end.
     *
     * @param before what its consumers know; null if nothing
     */
    public Optional<Instant> end(OutputPort port, @Nullable OutputPortStatus before, OutputPortSpec.Version version) {
        OutputPortStatus.Version known = before == null
                ? null
                : before.versions().stream()
                        .filter(told -> told.name().equals(version.name()))
                        .findFirst()
                        .orElse(null);
        return Sunset.told(known, version, clock.instant()).map(sunset -> sunset.end(of(port)));
    }

    /** By the strictest Guardrail that is respected; none if the Domain is excepted. */
    private Duration of(OutputPort port) {
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
