package dev.roadstead.operator.reconcile.dataproduct;

import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.operator.admission.AdmissionCheck;
import dev.roadstead.operator.admission.Opinion;
import dev.roadstead.operator.admission.Proposal;
import dev.roadstead.operator.kube.Catalogue;

/**
 * Tells whoever publishes a port for which somebody waits already that products will read each other in a circle. No more than
 * that: else a stranger's input for a port that is not there yet would keep its owner from publishing it.
 */
public final class CircleAdmission implements AdmissionCheck {

    @Override
    public Opinion check(Proposal proposal, Catalogue catalogue) {
        return proposal.after(OutputPort.class)
                .filter(port -> proposal.before() == null)
                .flatMap(port -> new InputCycles(catalogue).closedBy(port))
                .map(
                        cycle -> Opinion.warn(
                                "with this port, products read each other in a circle: " + cycle
                                        + "; one of these inputs gets no access, and InputsGranted of its product says so; remove one of them"))
                .orElse(Opinion.NONE);
    }
}
