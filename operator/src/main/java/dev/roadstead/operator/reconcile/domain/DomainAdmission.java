package dev.roadstead.operator.reconcile.domain;

import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.DomainSpec;
import dev.roadstead.operator.admission.AdmissionCheck;
import dev.roadstead.operator.admission.Opinion;
import dev.roadstead.operator.admission.Proposal;
import dev.roadstead.operator.kube.Catalogue;
import java.util.List;

/** Refuses a Domain that breaks a rule by itself; tells of an exception that comes too late. */
public final class DomainAdmission implements AdmissionCheck {

    private final DomainRules rules;

    /** @param operatorNamespace which no Domain can have */
    public DomainAdmission(String operatorNamespace) {
        this.rules = new DomainRules(operatorNamespace);
    }

    @Override
    public Opinion check(Proposal proposal, Catalogue catalogue) {
        Domain domain = proposal.after(Domain.class).orElse(null);
        if (domain == null) {
            return Opinion.NONE;
        }
        return rules.check(domain)
                .map(broken -> Opinion.deny(broken.message()))
                .orElse(Opinion.NONE)
                .and(over(domain, proposal));
    }

    /** Exceptions whose time was over when they were written; those that were written before have ended as they should. */
    private static Opinion over(Domain domain, Proposal proposal) {
        List<DomainSpec.RuleException> known = proposal.before(Domain.class)
                .map(before -> before.getSpec().exceptions())
                .orElse(List.of());
        return Opinion.warn(domain.getSpec().exceptions().stream()
                .filter(exception -> !known.contains(exception) && !exception.holds(proposal.time()))
                .map(exception -> "spec.exceptions: the one of port " + exception.port() + " ended at "
                        + exception.expirationTime()
                        + " already, so it lets nothing through; give it an expirationTime to come, or remove it")
                .toArray(String[]::new));
    }
}
