package dev.roadstead.operator.reconcile.outputport;

import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.operator.admission.AdmissionCheck;
import dev.roadstead.operator.admission.Opinion;
import dev.roadstead.operator.admission.Proposal;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.protection.Protection;
import dev.roadstead.operator.revision.ContractRevisions;
import dev.roadstead.operator.source.ContractSources;
import dev.roadstead.operator.source.PortSources;
import java.util.List;
import java.util.Objects;

/**
 * Refuses a contract that can't be understood, and one that would break somebody who reads by the accepted one: with the words that
 * the port's status would have. One that a version would get from elsewhere is read there.
 */
public final class PortAdmission implements AdmissionCheck {

    private final ContractRevisions revisions;
    private final Protection protection;
    private final ContractSources sources;

    /**
     * Compares with what was accepted.
     *
     * @param protection knows who reads
     * @param sources knows the contracts that do not stand in the spec
     */
    public PortAdmission(ContractRevisions revisions, Protection protection, ContractSources sources) {
        this.revisions = revisions;
        this.protection = protection;
        this.sources = sources;
    }

    @Override
    public Opinion check(Proposal proposal, Catalogue catalogue) {
        return proposal.after(OutputPort.class)
                .map(port -> check(proposal, port, catalogue))
                .orElse(Opinion.NONE);
    }

    private Opinion check(Proposal proposal, OutputPort port, Catalogue catalogue) {
        PortSources found =
                sources.proposed(port, proposal.before(OutputPort.class).orElse(null));
        return PortContracts.of(found.versions())
                .refusal()
                .map(invalid -> Opinion.deny(invalid.message()))
                .orElseGet(() -> changes(proposal, port, found.versions(), catalogue))
                .and(unjudged(found));
    }

    /** It may only not be there yet, as when it is applied together with the port. */
    private static Opinion unjudged(PortSources found) {
        return Opinion.warn(found.missing().stream()
                .map(missing ->
                        missing.message() + "\nSo its contract is not judged now. The port's condition ResolvedRefs"
                                + " tells what becomes of it; until then, what was served is served as it was.")
                .toArray(String[]::new));
    }

    private Opinion changes(
            Proposal proposal, OutputPort port, List<OutputPortSpec.Version> versions, Catalogue catalogue) {
        OutputPort before = proposal.before(OutputPort.class).orElse(null);
        Domain domain = catalogue.domainOf(port.getMetadata().getNamespace()).orElse(null);
        if (before == null || before.getStatus() == null || domain == null) {
            return Opinion.NONE;
        }
        var gate = new ContractGate(revisions, protection, proposal::time);
        return opinion(gate.look(port, domain, versions, before.getStatus()), before);
    }

    private static Opinion opinion(GateVerdict verdict, OutputPort before) {
        Opinion excepted = verdict.excepted().stream()
                .map(judged -> Opinion.warn("spec.versions: admitted by the exception \"" + judged.exception()
                        + "\", although consumers break: " + judged.breakage()))
                .reduce(Opinion.NONE, Opinion::and);
        List<GateVerdict.Judged> held =
                verdict.versions().stream().filter(GateVerdict.Judged::isHeld).toList();
        boolean now = held.stream().anyMatch(judged -> isChanged(judged.asked(), before));
        // What is held already, because it came past the webhook, must not keep anything else from being changed.
        return verdict.refusal()
                .map(refusal -> now
                        ? Opinion.deny(refusal.message())
                        : Opinion.warn(held.stream()
                                .map(judged -> "spec.versions: still served as before, because consumers would break: "
                                        + judged.breakage())
                                .toArray(String[]::new)))
                .orElse(Opinion.NONE)
                .and(excepted);
    }

    private static boolean isChanged(OutputPortSpec.Version version, OutputPort before) {
        return before.getSpec().versions().stream()
                .filter(known -> known.name().equals(version.name()))
                .noneMatch(known -> Objects.equals(known.contract(), version.contract()));
    }
}
