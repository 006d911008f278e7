package dev.roadstead.operator.reconcile.policy;

import dev.roadstead.api.v1alpha1.Policy;
import dev.roadstead.operator.access.PolicyParser;
import dev.roadstead.operator.admission.AdmissionCheck;
import dev.roadstead.operator.admission.Opinion;
import dev.roadstead.operator.admission.Proposal;
import dev.roadstead.operator.contract.Violation;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.reconcile.Faults;
import java.util.List;

/** Refuses a Policy that could not be understood. Ports that are not there (yet) are none of its business. */
public final class PolicyAdmission implements AdmissionCheck {

    @Override
    public Opinion check(Proposal proposal, Catalogue catalogue) {
        return proposal.after(Policy.class).map(PolicyAdmission::check).orElse(Opinion.NONE);
    }

    private static Opinion check(Policy policy) {
        List<Violation> violations = PolicyParser.parse(policy.getMetadata().getName(), 0, policy.getSpec())
                .violations();
        return violations.isEmpty()
                ? Opinion.NONE
                : Opinion.deny(Faults.refusal(violations).message());
    }
}
