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
import java.util.List;
import java.util.Objects;

/**
 * Refuses a contract that can't be understood, and one that would break somebody who reads by the accepted one: with the words that
 * the port's status would have.
 */
public final class PortAdmission implements AdmissionCheck {

    private final ContractRevisions revisions;
    private final Protection protection;

    /**
     * Compares with what was accepted.
     *
     * @param protection knows who reads
     */
    public PortAdmission(ContractRevisions revisions, Protection protection) {
        this.revisions = revisions;
        this.protection = protection;
    }

    @Override
    public Opinion check(Proposal proposal, Catalogue catalogue) {
        return proposal.after(OutputPort.class)
                .map(port -> PortContracts.of(port.getSpec().versions())
                        .refusal()
                        .map(invalid -> Opinion.deny(invalid.message()))
                        .orElseGet(() -> changes(proposal, port, catalogue)))
                .orElse(Opinion.NONE);
    }

    private Opinion changes(Proposal proposal, OutputPort port, Catalogue catalogue) {
        OutputPort before = proposal.before(OutputPort.class).orElse(null);
        Domain domain = catalogue.domainOf(port.getMetadata().getNamespace()).orElse(null);
        if (before == null || before.getStatus() == null || domain == null) {
            return Opinion.NONE;
        }
        var gate = new ContractGate(revisions, protection, proposal::time);
        return opinion(gate.look(port, domain, port.getSpec().versions(), before.getStatus()), before);
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
