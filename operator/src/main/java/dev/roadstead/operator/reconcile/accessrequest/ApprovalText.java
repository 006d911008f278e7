package dev.roadstead.operator.reconcile.accessrequest;

import dev.roadstead.operator.access.Decision;
import dev.roadstead.operator.access.PolicyUse;
import dev.roadstead.operator.backend.GrantOutcome;
import dev.roadstead.operator.request.Requested;
import java.util.stream.Collectors;

/** What conditions say about an access that is allowed. Pure. */
final class ApprovalText {

    static String of(Requested requested, Decision.Approved approved) {
        String policies = approved.policies().stream().map(PolicyUse::name).collect(Collectors.joining(", "));
        String until = approved.notAfter() == null ? "" : " until " + approved.notAfter();
        String asides = approved.asides().isEmpty() ? "" : ". But: " + String.join("; ", approved.asides());
        return "allowed by Policy " + policies + " of domain "
                + requested.key().port().domain() + until + asides;
    }

    static String granted(GrantOutcome outcome) {
        String until = outcome.notAfter() == null ? "" : " until " + outcome.notAfter();
        return outcome.login() + " reads schema " + outcome.schema() + until;
    }

    private ApprovalText() {}
}
