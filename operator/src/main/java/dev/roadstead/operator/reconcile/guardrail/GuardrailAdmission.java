package dev.roadstead.operator.reconcile.guardrail;

import dev.roadstead.api.v1alpha1.Guardrail;
import dev.roadstead.api.v1alpha1.GuardrailSpec;
import dev.roadstead.operator.access.GuardrailParser;
import dev.roadstead.operator.admission.AdmissionCheck;
import dev.roadstead.operator.admission.Opinion;
import dev.roadstead.operator.admission.Proposal;
import dev.roadstead.operator.contract.Violation;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.reconcile.Faults;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Refuses a Guardrail that could not be understood, and would hold up everything new where it may be about; tells of an exception that
 * comes too late.
 */
public final class GuardrailAdmission implements AdmissionCheck {

    @Override
    public Opinion check(Proposal proposal, Catalogue catalogue) {
        return proposal.after(Guardrail.class)
                .map(guardrail -> check(guardrail, proposal))
                .orElse(Opinion.NONE);
    }

    private static Opinion check(Guardrail guardrail, Proposal proposal) {
        List<Violation> violations = GuardrailParser.parse(
                        guardrail.getMetadata().getName(), 0, guardrail.getSpec())
                .violations();
        return violations.isEmpty()
                ? over(guardrail, proposal)
                : Opinion.deny(Faults.refusal(violations).message());
    }

    /** Exceptions whose time was over when they were written; those that were written before have ended as they should. */
    private static Opinion over(Guardrail guardrail, Proposal proposal) {
        List<GuardrailSpec.Waiver> known = proposal.before(Guardrail.class)
                .map(before -> before.getSpec().exceptions())
                .orElse(List.of());
        List<GuardrailSpec.Waiver> waivers = guardrail.getSpec().exceptions();
        return Opinion.warn(IntStream.range(0, waivers.size())
                .filter(i -> !known.contains(waivers.get(i)))
                .filter(i ->
                        !proposal.time().isBefore(Instant.parse(waivers.get(i).until())))
                .mapToObj(i -> "spec.exceptions[" + i + "].until: "
                        + waivers.get(i).until()
                        + " is over already, so the exception lifts nothing; write a time to come, or remove it")
                .toArray(String[]::new));
    }
}
