package dev.roadstead.operator.reconcile.accessrequest;

import dev.roadstead.operator.access.Decision;
import dev.roadstead.operator.access.GuardUse;
import dev.roadstead.operator.access.PolicyUse;
import dev.roadstead.operator.backend.GrantOutcome;
import dev.roadstead.operator.request.Requested;
import java.util.List;
import java.util.stream.Collectors;

/** What conditions say about an access that is allowed. Pure. */
final class ApprovalText {

    static String of(Requested requested, Decision.Approved approved, List<String> warnings) {
        String policies = approved.policies().stream().map(PolicyUse::name).collect(Collectors.joining(", "));
        String until = approved.notAfter() == null ? "" : " until " + approved.notAfter();
        String asides = approved.asides().isEmpty() ? "" : ". But: " + String.join("; ", approved.asides());
        String guards = approved.guards().isEmpty()
                ? ""
                : ", within Guardrail "
                        + approved.guards().stream().map(ApprovalText::guard).collect(Collectors.joining(", "));
        String warned = warnings.isEmpty() ? "" : ". " + String.join(". ", warnings);
        return "allowed by Policy " + policies + " of domain "
                + requested.key().port().domain() + guards + until + asides + warned;
    }

    private static String guard(GuardUse use) {
        return use.exceptions().isEmpty()
                ? use.name()
                : use.name() + " (excepted " + String.join("; ", use.exceptions()) + ")";
    }

    static String granted(GrantOutcome outcome) {
        String until = outcome.notAfter() == null ? "" : " until " + outcome.notAfter();
        return outcome.login() + " reads schema " + outcome.schema() + until;
    }

    static String passedOn(String secret, String successor, GrantOutcome outcome) {
        return "Secret " + secret + " has passed to request " + successor
                + "; who has read it before goes on reading"
                + (outcome.notAfter() == null ? "" : " until " + outcome.notAfter());
    }

    private ApprovalText() {}
}
