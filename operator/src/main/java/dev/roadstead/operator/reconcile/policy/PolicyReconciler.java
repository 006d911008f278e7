package dev.roadstead.operator.reconcile.policy;

import static dev.roadstead.operator.status.ConditionType.ACCEPTED;
import static dev.roadstead.operator.status.ConditionType.READY;
import static dev.roadstead.operator.status.ConditionType.RESOLVED_REFS;
import static dev.roadstead.operator.status.ConditionType.STALLED;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.Condition;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.Policy;
import dev.roadstead.api.v1alpha1.PolicyStatus;
import dev.roadstead.operator.access.AccessPolicy;
import dev.roadstead.operator.access.PolicyParser;
import dev.roadstead.operator.contract.Parsed;
import dev.roadstead.operator.contract.Violation;
import dev.roadstead.operator.reconcile.Faults;
import dev.roadstead.operator.reconcile.NamespaceOwner;
import dev.roadstead.operator.reconcile.Readiness;
import dev.roadstead.operator.reconcile.Services;
import dev.roadstead.operator.status.ConditionType;
import dev.roadstead.operator.status.Conditions;
import dev.roadstead.operator.status.Reason;
import dev.roadstead.operator.status.Refusal;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells the steward what became of a Policy. It changes nothing: requests read the Policies themselves, and a Policy that is
 * deleted wakes them at once, so it needs no finalizer.
 */
@ControllerConfiguration(name = "policy")
public final class PolicyReconciler implements Reconciler<Policy> {

    private final Services services;

    public PolicyReconciler(Services services) {
        this.services = services;
    }

    @Override
    public List<EventSource<?, Policy>> prepareEventSources(EventSourceContext<Policy> context) {
        return services.eventSources(context);
    }

    @Override
    public UpdateControl<Policy> reconcile(Policy policy, Context<Policy> context) {
        Conditions conditions = conditions(policy);
        switch (NamespaceOwner.of(services.catalogue(), policy.getMetadata().getNamespace())) {
            case NamespaceOwner.Nobody(Refusal refusal) -> refuse(policy, conditions, ACCEPTED, refusal);
            case NamespaceOwner.Unsettled(Refusal refusal) ->
                refuse(
                        policy,
                        conditions.isTrue(ACCEPTED, Reason.VALID, "the spec makes sense"),
                        RESOLVED_REFS,
                        refusal);
            case NamespaceOwner.Owned(Domain domain) ->
                report(policy, conditions, domain.getMetadata().getName());
        }
        return UpdateControl.<Policy>noUpdate()
                .rescheduleAfter(services.resync().next());
    }

    private void report(Policy policy, Conditions conditions, String domain) {
        switch (PolicyParser.parse(
                policy.getMetadata().getName(), policy.getMetadata().getGeneration(), policy.getSpec())) {
            case Parsed.Invalid<AccessPolicy>(List<Violation> violations) -> {
                Refusal refusal = Faults.refusal(violations);
                conditions.isTrue(STALLED, refusal.reason(), refusal.message());
                refuse(policy, conditions, ACCEPTED, refusal);
            }
            case Parsed.Valid<AccessPolicy>(AccessPolicy parsed) -> {
                PolicyMatch match = PolicyMatch.of(
                        parsed,
                        services.catalogue().portsIn(policy.getMetadata().getNamespace()),
                        services.revisions());
                conditions.isTrue(ACCEPTED, Reason.VALID, "the spec makes sense");
                references(conditions, match);
                Readiness.of(
                        conditions,
                        List.of(ACCEPTED, RESOLVED_REFS),
                        Reason.READY,
                        "it is about " + String.join(", ", match.ports()));
                write(policy, conditions, match.ports().size(), grants(policy, domain), match.unmatchedColumns());
            }
        }
    }

    /** What is missing stands here, and does not keep the Policy from holding for what is there. */
    private static void references(Conditions conditions, PolicyMatch match) {
        if (!match.missingPorts().isEmpty()) {
            conditions.isFalse(
                    RESOLVED_REFS,
                    Reason.PORT_NOT_FOUND,
                    "spec.ports.names: this domain has no OutputPort " + String.join(", ", match.missingPorts())
                            + "; correct the name, or create the port");
        } else if (match.ports().isEmpty()) {
            conditions.isFalse(
                    RESOLVED_REFS,
                    Reason.PORT_NOT_FOUND,
                    "spec.ports.names: this domain has no OutputPort yet; create one");
        } else if (!match.unmatchedColumns().isEmpty()) {
            conditions.isFalse(
                    RESOLVED_REFS,
                    Reason.UNMATCHED_COLUMNS,
                    "spec.columns, spec.rows: no version has " + String.join(", ", match.unmatchedColumns())
                            + "; correct the names. Rows are not shown where a column that chooses them is missing");
        } else {
            conditions.isTrue(RESOLVED_REFS, Reason.RESOLVED, "every port and column was found");
        }
    }

    private int grants(Policy policy, String domain) {
        String name = policy.getMetadata().getName();
        return Math.toIntExact(services.catalogue().requestsForDomain(domain).stream()
                .filter(request -> rests(request, name))
                .count());
    }

    private static boolean rests(AccessRequest request, String policy) {
        if (request.getStatus() == null) {
            return false;
        }
        Condition ready = request.getStatus().condition(READY.wireName());
        return ready != null
                && Condition.TRUE.equals(ready.status())
                && request.getStatus().policies().stream()
                        .anyMatch(use -> use.name().equals(policy));
    }

    private void refuse(Policy policy, Conditions conditions, ConditionType cause, Refusal refusal) {
        conditions.isFalse(cause, refusal.reason(), refusal.message());
        conditions.isFalse(READY, refusal.reason(), refusal.message());
        write(policy, conditions, null, null, List.of());
    }

    private void write(
            Policy policy,
            Conditions conditions,
            @Nullable Integer ports,
            @Nullable Integer grants,
            List<String> unmatchedColumns) {
        services.status()
                .write(
                        policy,
                        new PolicyStatus(
                                policy.getMetadata().getGeneration(),
                                conditions.list(),
                                ports,
                                grants,
                                unmatchedColumns));
    }

    private Conditions conditions(Policy policy) {
        PolicyStatus current = services.status().current(policy);
        return Conditions.after(
                current == null ? List.of() : current.conditions(),
                policy.getMetadata().getGeneration(),
                services.clock());
    }
}
