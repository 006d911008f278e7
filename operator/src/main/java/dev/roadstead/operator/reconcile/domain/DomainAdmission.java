package dev.roadstead.operator.reconcile.domain;

import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.operator.admission.AdmissionCheck;
import dev.roadstead.operator.admission.Opinion;
import dev.roadstead.operator.admission.Proposal;
import dev.roadstead.operator.kube.Catalogue;

/** Refuses a Domain that breaks a rule by itself. */
public final class DomainAdmission implements AdmissionCheck {

    private final DomainRules rules;

    /** @param operatorNamespace which no Domain can have */
    public DomainAdmission(String operatorNamespace) {
        this.rules = new DomainRules(operatorNamespace);
    }

    @Override
    public Opinion check(Proposal proposal, Catalogue catalogue) {
        return proposal.after(Domain.class)
                .flatMap(rules::check)
                .map(broken -> Opinion.deny(broken.message()))
                .orElse(Opinion.NONE);
    }
}
