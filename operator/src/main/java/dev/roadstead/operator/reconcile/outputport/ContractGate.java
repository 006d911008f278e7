package dev.roadstead.operator.reconcile.outputport;

import dev.roadstead.api.v1alpha1.Contract;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.DomainSpec;
import dev.roadstead.api.v1alpha1.ExceptedRule;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.api.v1alpha1.OutputPortStatus;
import dev.roadstead.operator.protection.Protection;
import dev.roadstead.operator.revision.ContractRevisions;
import dev.roadstead.operator.status.Refusal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets a changed contract through if nobody who is granted access breaks by it, and if it falls short of no Guardrail that the
 * former one did not, and else holds the version as it was. A version that was never served must meet what is demanded first.
 * The gate is asked on each pass, so the end of what stands in the way lets the change through by itself.
 */
public final class ContractGate {

    private final ContractRevisions revisions;
    private final Protection protection;
    private final InstantSource clock;

    ContractGate(ContractRevisions revisions, Protection protection, InstantSource clock) {
        this.revisions = revisions;
        this.protection = protection;
        this.clock = clock;
    }

    /**
     * Judges each version, and keeps the contracts that are let through.
     *
     * @param versions of the spec, with the contracts that their sources hold now; one without is served as it was
     * @param existing names of the versions that exist in the store: they are not new, whatever the status has forgotten
     */
    GateVerdict judge(
            OutputPort port,
            Domain domain,
            List<OutputPortSpec.Version> versions,
            OutputPortStatus before,
            PortDemands demands,
            Set<String> existing) {
        return new GateVerdict(versions.stream()
                .map(version -> withheld(version, before, demands, existing)
                        .map(refusal -> GateVerdict.Judged.withheld(version, refusal))
                        .orElseGet(() -> look(port, domain, version, before, Optional.of(demands))))
                .map(judged -> kept(port, judged, before))
                .toList());
    }

    private GateVerdict.Judged kept(OutputPort port, GateVerdict.Judged judged, OutputPortStatus before) {
        Contract contract = judged.serve().contract();
        if (judged.revision() == null || contract == null) {
            return judged;
        }
        String accepted = accepted(before, judged.serve().name());
        return accepted != null && revisions.holds(port.getMetadata().getNamespace(), accepted, contract)
                ? judged
                : judged.keptAs(revisions.keep(port, judged.serve()));
    }

    /** Judges whom each version would break, and does nothing about it. */
    GateVerdict look(OutputPort port, Domain domain, List<OutputPortSpec.Version> versions, OutputPortStatus before) {
        return new GateVerdict(versions.stream()
                .map(version -> look(port, domain, version, before, Optional.empty()))
                .toList());
    }

    /** Why a version that was never served is not served now either. */
    private static Optional<Refusal> withheld(
            OutputPortSpec.Version version, OutputPortStatus before, PortDemands demands, Set<String> existing) {
        boolean portIsNew =
                existing.isEmpty() && before.versions().stream().allMatch(known -> known.revisionName() == null);
        boolean isNew = accepted(before, version.name()) == null && !existing.contains(version.name());
        return version.servedOrDefault() && isNew ? demands.againstNew(version, portIsNew) : Optional.empty();
    }

    private GateVerdict.Judged look(
            OutputPort port,
            Domain domain,
            OutputPortSpec.Version version,
            OutputPortStatus before,
            Optional<PortDemands> demands) {
        String accepted = accepted(before, version.name());
        if (!version.servedOrDefault()) {
            return GateVerdict.Judged.through(version, null);
        }
        Contract asked = version.contract();
        if (asked == null) {
            return unchanged(port, version, accepted);
        }
        String namespace = port.getMetadata().getNamespace();
        if (accepted != null && revisions.holds(namespace, accepted, asked)) {
            return GateVerdict.Judged.through(version, accepted);
        }
        String name = revisions.nameOf(port, version);
        Contract former =
                accepted == null ? null : revisions.read(namespace, accepted).orElse(null);
        if (former == null) {
            return GateVerdict.Judged.through(version, name);
        }
        var judged = GateVerdict.Judged.against(
                version,
                name,
                former,
                accepted,
                protection.dependents(port, version.name()),
                exception(domain, port, clock.instant()).orElse(null));
        return demands.flatMap(demand -> demand.againstChange(version, former))
                .map(unmet -> judged.unmet(former, accepted, unmet))
                .orElse(judged);
    }

    /** Where nothing can be asked for, nothing changes. */
    private GateVerdict.Judged unchanged(OutputPort port, OutputPortSpec.Version version, @Nullable String accepted) {
        Contract former = accepted == null
                ? null
                : revisions.read(port.getMetadata().getNamespace(), accepted).orElse(null);
        return GateVerdict.Judged.through(version.withContract(former), accepted);
    }

    /** Gives up the contracts that the status before named and the status now does not. */
    void forget(OutputPort port, OutputPortStatus before, List<OutputPortStatus.Version> now) {
        before.versions().stream()
                .flatMap(version -> Optional.ofNullable(version.revisionName()).stream())
                .filter(name -> now.stream().noneMatch(version -> Objects.equals(name, version.revisionName())))
                .forEach(name -> revisions.forget(port.getMetadata().getNamespace(), name));
    }

    /** Why a contract of the port may break its readers for now; empty if it may not. */
    public static Optional<String> exception(Domain domain, OutputPort port, Instant now) {
        return domain.getSpec()
                .exception(ExceptedRule.BREAKING_CHANGE, port.getMetadata().getName(), now)
                .map(DomainSpec.RuleException::reason);
    }

    /** The name of the contract that was accepted last; null if none was. */
    static @Nullable String accepted(OutputPortStatus before, String version) {
        return before.versions().stream()
                .filter(known -> known.name().equals(version))
                .map(OutputPortStatus.Version::revisionName)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }
}
