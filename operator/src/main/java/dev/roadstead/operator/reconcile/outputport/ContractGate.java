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
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets a changed contract through if nobody who is granted access breaks by it, and else holds the version as it was. It is asked
 * on each pass, so the end of the last such access lets the change through by itself.
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
     */
    GateVerdict judge(OutputPort port, Domain domain, List<OutputPortSpec.Version> versions, OutputPortStatus before) {
        GateVerdict verdict = look(port, domain, versions, before);
        for (GateVerdict.Judged judged : verdict.versions()) {
            String revision = judged.revision();
            if (revision != null
                    && !revision.equals(accepted(before, judged.serve().name()))) {
                revisions.keep(port, judged.serve());
            }
        }
        return verdict;
    }

    /** Judges each version, and does nothing about it. */
    GateVerdict look(OutputPort port, Domain domain, List<OutputPortSpec.Version> versions, OutputPortStatus before) {
        return new GateVerdict(versions.stream()
                .map(version -> look(port, domain, version, accepted(before, version.name())))
                .toList());
    }

    private GateVerdict.Judged look(
            OutputPort port, Domain domain, OutputPortSpec.Version version, @Nullable String accepted) {
        if (!version.servedOrDefault()) {
            return GateVerdict.Judged.through(version, null);
        }
        Contract asked = version.contract();
        if (asked == null) {
            return unchanged(port, version, accepted);
        }
        String name = revisions.nameOf(port, version);
        if (accepted == null || name.equals(accepted)) {
            return GateVerdict.Judged.through(version, name);
        }
        Contract former =
                revisions.read(port.getMetadata().getNamespace(), accepted).orElse(null);
        return former == null
                ? GateVerdict.Judged.through(version, name)
                : GateVerdict.Judged.against(
                        version,
                        name,
                        former,
                        accepted,
                        protection.dependents(port, version.name()),
                        exception(domain, port, clock.instant()).orElse(null));
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
        return domain.getSpec().exceptions().stream()
                .filter(exception -> exception.rule() == ExceptedRule.BREAKING_CHANGE
                        && exception.port().equals(port.getMetadata().getName())
                        && exception.holds(now))
                .map(DomainSpec.RuleException::reason)
                .findFirst();
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
