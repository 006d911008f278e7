package dev.roadstead.operator.whatif;

import dev.roadstead.api.v1alpha1.Contract;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.api.v1alpha1.OutputPortStatus;
import dev.roadstead.operator.access.Effect;
import dev.roadstead.operator.contract.change.Dependent;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.protection.SunsetNotices;
import dev.roadstead.operator.reconcile.outputport.ContractGate;
import dev.roadstead.operator.reconcile.outputport.GateVerdict;
import dev.roadstead.operator.reconcile.outputport.PortDemands;
import dev.roadstead.operator.request.DeclaredColumns;
import dev.roadstead.operator.request.RowColumns;
import dev.roadstead.operator.requirement.Sunset;
import dev.roadstead.operator.revision.ContractRevisions;
import dev.roadstead.operator.revision.ServedContracts;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which contracts a changed port is served by: what would break somebody who reads, before and after the change, is held back. */
final class Gate {

    private final Catalogue before;
    private final ServedContracts served;
    private final Function<ObjectName, @Nullable Stand> readers;

    /**
     * @param before the mesh as it is
     * @param served the contracts in it
     * @param readers who reads both before the change and after it, if contracts stay; null for who does not
     */
    Gate(Catalogue before, ServedContracts served, Function<ObjectName, @Nullable Stand> readers) {
        this.before = before;
        this.served = served;
        this.readers = readers;
    }

    /** @param demands what Guardrails demand of the port then */
    GateVerdict judge(OutputPort port, @Nullable Domain domain, PortDemands demands, Instant now) {
        String excepted = domain == null
                ? null
                : ContractGate.exception(domain, port, now).orElse(null);
        return new GateVerdict(port.getSpec().versions().stream()
                .map(version -> judge(port, version, excepted, demands, now))
                .toList());
    }

    private GateVerdict.Judged judge(
            OutputPort port,
            OutputPortSpec.Version version,
            @Nullable String excepted,
            PortDemands demands,
            Instant now) {
        if (!version.servedOrDefault()) {
            return GateVerdict.Judged.through(version, null);
        }
        Contract former = former(port, version.name());
        if (former == null) {
            return demands.againstNew(version, isNew(port))
                    .map(unmet -> GateVerdict.Judged.withheld(version, unmet))
                    .orElseGet(() -> GateVerdict.Judged.through(version, null));
        }
        if (former.equals(version.contract())) {
            return GateVerdict.Judged.through(version, null);
        }
        var judged = GateVerdict.Judged.against(version, null, former, null, dependents(port, version, now), excepted);
        return version.contract() == null
                ? judged
                : demands.againstChange(version, former)
                        .map(unmet -> judged.unmet(former, null, unmet))
                        .orElse(judged);
    }

    /** Whether no version of the port was ever served. */
    private boolean isNew(OutputPort port) {
        return port.getSpec().versions().stream().allMatch(version -> former(port, version.name()) == null);
    }

    /** The contract that consumers have; null if there is none yet, or it was never served. */
    @Nullable
    Contract former(OutputPort port, String name) {
        OutputPort known = before.port(
                        port.getMetadata().getNamespace(), port.getMetadata().getName())
                .orElse(null);
        if (known == null || (known.getStatus() != null && ContractRevisions.accepted(known, name) == null)) {
            return null;
        }
        return known.getSpec().versions().stream()
                .filter(version -> version.name().equals(name) && version.servedOrDefault())
                .flatMap(version -> Stream.ofNullable(served.of(known, version).contract()))
                .findFirst()
                .orElse(null);
    }

    private List<Dependent> dependents(OutputPort port, OutputPortSpec.Version version, Instant now) {
        if (version.isSunset(now) && isOver(port, version, now)) {
            return List.of();
        }
        return before.requestsOn(port)
                .filter(request -> request.getSpec().portRef().version().equals(version.name()))
                .flatMap(request -> Stream.ofNullable(readers.apply(ObjectName.of(request)))
                        .map(stand -> new Dependent(
                                stand.who().who(),
                                hidden(stand),
                                Set.copyOf(DeclaredColumns.of(request, before).columns()),
                                RowColumns.of(before, request, Optional.ofNullable(request.getStatus())))))
                .toList();
    }

    /** An end that comes in the same change excuses nothing, nor one that consumers have not known for as long as they must. */
    private boolean isOver(OutputPort port, OutputPortSpec.Version version, Instant now) {
        OutputPortStatus status = before.port(
                        port.getMetadata().getNamespace(), port.getMetadata().getName())
                .map(OutputPort::getStatus)
                .orElse(null);
        return Sunset.isTold(status, port, version.name())
                && new SunsetNotices(before, () -> now)
                        .end(port, status, version)
                        .filter(end -> !now.isBefore(end))
                        .isPresent();
    }

    /** Columns that he does not see; one that is hidden from him may change as it likes. */
    private static Set<String> hidden(Stand stand) {
        var hidden = new HashSet<String>();
        Stand.Reading reading = stand.reading();
        if (reading == null) {
            return hidden;
        }
        reading.contract()
                .relations()
                .forEach(relation -> relation.columns().stream()
                        .map(column -> column.name())
                        .filter(column -> reading.lens().relations().stream()
                                .filter(lens -> lens.relation().equals(relation.name()))
                                .allMatch(lens -> lens.look(column).equals(Effect.HIDDEN.wireName())))
                        .forEach(column -> hidden.add(relation.name() + "." + column)));
        return hidden;
    }
}
