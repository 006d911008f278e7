package dev.roadstead.operator.reconcile.outputport;

import dev.roadstead.api.v1alpha1.Contract;
import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.operator.requirement.Demands;
import dev.roadstead.operator.requirement.PortFacts;
import dev.roadstead.operator.requirement.Shortfall;
import dev.roadstead.operator.status.Reason;
import dev.roadstead.operator.status.Refusal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What Guardrails demand of a port, and which versions are kept back for it. Pure.
 *
 * @param shortfalls of the port as its spec is
 */
public record PortDemands(Demands demands, PortFacts facts, List<Shortfall> shortfalls) {

    /** Where nothing is demanded. */
    public static final PortDemands NONE = new PortDemands(
            new Demands(List.of(), List.of()),
            new PortFacts("", List.of(), Map.of(), Map.of(), Instant.EPOCH, false),
            List.of());

    public PortDemands {
        shortfalls = List.copyOf(shortfalls);
    }

    /**
     * Why a version that was never served is not served now.
     *
     * @param portIsNew whether no version ever was; what is wrong with the port as a whole counts only then
     */
    public Optional<Refusal> againstNew(OutputPortSpec.Version version, boolean portIsNew) {
        return demands.unclear()
                .map(text -> new Refusal(Reason.GUARDRAIL_INVALID, version.name() + " is not served yet. " + text))
                .or(() -> refusal(
                        version.name() + " is not served yet, because Guardrails demand more:\n",
                        Shortfall.enforced(shortfalls).stream()
                                .filter(shortfall ->
                                        shortfall.isAbout(version.name()) || (portIsNew && shortfall.part() == null))
                                .toList()));
    }

    /** Why a version is served by its former contract: the new one falls short where the former did not. */
    public Optional<Refusal> againstChange(OutputPortSpec.Version version, Contract former) {
        List<Shortfall> before = demands.shortfalls(facts.only(version.withContract(former)));
        List<Shortfall> now = demands.shortfalls(facts.only(version));
        return refusal(
                version.name() + " is served as before, because Guardrails demand more than its new contract has:\n",
                Shortfall.enforced(Shortfall.introduced(before, now)));
    }

    private static Optional<Refusal> refusal(String what, List<Shortfall> shortfalls) {
        return Shortfall.text(shortfalls).map(text -> new Refusal(Reason.REQUIREMENT_NOT_MET, what + text));
    }
}
