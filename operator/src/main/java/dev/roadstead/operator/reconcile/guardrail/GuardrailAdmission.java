package dev.roadstead.operator.reconcile.guardrail;

import dev.roadstead.api.v1alpha1.Guardrail;
import dev.roadstead.operator.access.GuardrailParser;
import dev.roadstead.operator.admission.AdmissionCheck;
import dev.roadstead.operator.admission.Opinion;
import dev.roadstead.operator.admission.Proposal;
import dev.roadstead.operator.contract.Violation;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.reconcile.Faults;
import java.util.List;

/** Refuses a Guardrail that could not be understood, and would hold up everything new where it may be about. */
public final class GuardrailAdmission implements AdmissionCheck {

    @Override
    public Opinion check(Proposal proposal, Catalogue catalogue) {
        return proposal.after(Guardrail.class).map(GuardrailAdmission::check).orElse(Opinion.NONE);
    }

    private static Opinion check(Guardrail guardrail) {
        List<Violation> violations = GuardrailParser.parse(
                        guardrail.getMetadata().getName(), 0, guardrail.getSpec())
                .violations();
        return violations.isEmpty()
                ? Opinion.NONE
                : Opinion.deny(Faults.refusal(violations).message());
    }
}
