package dev.roadstead.operator.admission;

import dev.roadstead.operator.postgres.PostgresFactory;
import dev.roadstead.operator.reconcile.Requirements;
import dev.roadstead.operator.reconcile.Services;
import dev.roadstead.operator.reconcile.accessrequest.RequestAdmission;
import dev.roadstead.operator.reconcile.dataproduct.CircleAdmission;
import dev.roadstead.operator.reconcile.dataproduct.ProductAdmission;
import dev.roadstead.operator.reconcile.domain.DomainAdmission;
import dev.roadstead.operator.reconcile.guardrail.GuardrailAdmission;
import dev.roadstead.operator.reconcile.outputport.PortAdmission;
import dev.roadstead.operator.reconcile.policy.PolicyAdmission;
import dev.roadstead.operator.reconcile.storeclass.StoreClassAdmission;
import dev.roadstead.operator.whatif.ConsequenceAdmission;
import dev.roadstead.operator.whatif.ObjectRules;
import java.util.List;

/** All checks of the webhook, in the order in which people read what they say. */
public final class AdmissionChecks {

    /** Each is asked about every proposal. */
    public static List<AdmissionCheck> all(Services services) {
        return List.of(
                new DomainAdmission(services.namespace()),
                new StoreClassAdmission(),
                new GuardrailAdmission(),
                new ProductAdmission(),
                new PortAdmission(services.revisions(), services.protection(), services.sources()),
                new CircleAdmission(),
                new PolicyAdmission(),
                new RequestAdmission(),
                new RequirementCheck(
                        new Requirements(
                                services.catalogue(), services.backends(), services.revisions(), services.clock()),
                        services.sources()),
                new ConsequenceAdmission(
                        services.revisions(), PostgresFactory.enforcement(), new ObjectRules(services.namespace())));
    }

    private AdmissionChecks() {}
}
