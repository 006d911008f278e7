package dev.roadstead.operator.reconcile.storeclass;

import dev.roadstead.api.v1alpha1.PostgresStore;
import dev.roadstead.api.v1alpha1.StoreClass;
import dev.roadstead.operator.admission.AdmissionCheck;
import dev.roadstead.operator.admission.Opinion;
import dev.roadstead.operator.admission.Proposal;
import dev.roadstead.operator.kube.Catalogue;
import java.util.Optional;

/** Refuses a StoreClass that breaks a rule by itself, and tells whose address changes with its own. */
public final class StoreClassAdmission implements AdmissionCheck {

    @Override
    public Opinion check(Proposal proposal, Catalogue catalogue) {
        StoreClass after = proposal.after(StoreClass.class).orElse(null);
        if (after == null) {
            return Opinion.NONE;
        }
        return StoreClassRules.check(after)
                .map(broken -> Opinion.deny(broken.message()))
                .or(() -> proposal.before(StoreClass.class).flatMap(before -> moved(before, after)))
                .orElse(Opinion.NONE);
    }

    /** A database that moves is the platform's own business, in an emergency above all, so it is told and not refused. */
    private static Optional<Opinion> moved(StoreClass before, StoreClass after) {
        String old = address(before.getSpec().postgres());
        String now = address(after.getSpec().postgres());
        if (old.equals(now) || before.getStatus() == null || before.getStatus().protectedBy() == null) {
            return Optional.empty();
        }
        return Optional.of(
                Opinion.warn("spec.postgres: the Secrets of who reads here (%s) get the address %s as soon as this very"
                                .formatted(before.getStatus().protectedBy(), now)
                        + " store answers there; keep " + old + " answering until they have taken it up"));
    }

    private static String address(PostgresStore postgres) {
        return postgres.host() + ":" + postgres.portOrDefault() + "/" + postgres.database();
    }
}
