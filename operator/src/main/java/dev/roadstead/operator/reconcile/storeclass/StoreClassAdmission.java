package dev.roadstead.operator.reconcile.storeclass;

import dev.roadstead.api.v1alpha1.StoreClass;
import dev.roadstead.operator.admission.AdmissionCheck;
import dev.roadstead.operator.admission.Opinion;
import dev.roadstead.operator.admission.Proposal;
import dev.roadstead.operator.kube.Catalogue;

/** Refuses a StoreClass that breaks a rule by itself. */
public final class StoreClassAdmission implements AdmissionCheck {

    @Override
    public Opinion check(Proposal proposal, Catalogue catalogue) {
        return proposal.after(StoreClass.class)
                .flatMap(StoreClassRules::check)
                .map(broken -> Opinion.deny(broken.message()))
                .orElse(Opinion.NONE);
    }
}
