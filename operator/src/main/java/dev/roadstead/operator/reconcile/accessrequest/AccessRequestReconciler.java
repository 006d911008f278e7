package dev.roadstead.operator.reconcile.accessrequest;

import static dev.roadstead.operator.status.ConditionType.ACCEPTED;
import static dev.roadstead.operator.status.ConditionType.APPROVED;
import static dev.roadstead.operator.status.ConditionType.GRANTED;
import static dev.roadstead.operator.status.ConditionType.RESOLVED_REFS;
import static dev.roadstead.operator.status.ConditionType.VERSION_DEPRECATED;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.AccessRequestStatus;
import dev.roadstead.operator.binding.Passwords;
import dev.roadstead.operator.kube.Provenance;
import dev.roadstead.operator.reconcile.Backoff;
import dev.roadstead.operator.reconcile.LastProofs;
import dev.roadstead.operator.reconcile.NamespaceOwner;
import dev.roadstead.operator.reconcile.Services;
import dev.roadstead.operator.reconcile.StoreFailure;
import dev.roadstead.operator.reconcile.guardrail.GuardTally;
import dev.roadstead.operator.request.RequestResolver;
import dev.roadstead.operator.request.Requested;
import dev.roadstead.operator.request.Resolution;
import dev.roadstead.operator.status.Conditions;
import dev.roadstead.operator.status.Refusal;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Turns a request into access, for as long as a Policy of the port's domain allows it. Only a definite answer takes access
 * away; what can't be told now leaves everything else as it is.
 */
@ControllerConfiguration(name = "accessrequest")
public final class AccessRequestReconciler implements Reconciler<AccessRequest>, Cleaner<AccessRequest> {

    private final Services services;
    private final RequestResolver resolver;
    private final GrantEnd end;
    private final RequestEvents events;
    private final GuardWatch watch;
    private final Judging judging;
    private final Withdrawal withdrawal;
    private final LastGrants last = new LastGrants();
    private final LastProofs proofs;
    private final Pace pace;

    /**
     * Works with what all reconcilers share.
     *
     * @param random a cryptographically strong one, which passwords are made from
     * @param tally takes in what Guardrails do
     */
    public AccessRequestReconciler(Services services, RandomGenerator random, GuardTally tally) {
        var locks = new SubjectLocks();
        var passwords = new Passwords(random);
        var siblings = new Siblings(services);
        var decisions = new Decisions(services.catalogue());
        this.services = services;
        this.resolver = new RequestResolver(services.catalogue(), services.backends(), services.revisions());
        this.proofs = new LastProofs(services.resync());
        this.end = new GrantEnd(services, locks, passwords);
        this.events = new RequestEvents(services);
        this.watch = new GuardWatch(services, tally);
        this.withdrawal = new Withdrawal(services, resolver, siblings, end, watch, decisions, last);
        var keeper = new GrantKeeper(services, siblings, locks, proofs, passwords);
        this.judging = new Judging(
                services,
                resolver,
                keeper,
                new Granting(services, resolver, keeper, end, decisions, last),
                withdrawal,
                last);
        this.pace = new Pace(new Backoff(random), services.resync());
    }

    @Override
    public List<EventSource<?, AccessRequest>> prepareEventSources(EventSourceContext<AccessRequest> context) {
        return services.eventSources(context);
    }

    @Override
    public UpdateControl<AccessRequest> reconcile(AccessRequest request, Context<AccessRequest> context) {
        StatusDraft draft = draft(request);
        GuardWatch.Moment guards = watch.moment(request);
        Pace.Next next = switch (resolver.resolve(request, draft.before().domain())) {
            case Resolution.Unsettled unsettled -> {
                guards.left();
                draft.conditions().keep(VERSION_DEPRECATED);
                yield Unfinished.leave(draft, unsettled.about(), unsettled.refusal());
            }
            case Resolution.Doubtful(Requested requested, Refusal refusal) ->
                judging.doubt(request, draft, requested, guards, refusal);
            case Resolution.Refused refused -> {
                guards.weighed(List.of());
                yield withdrawal.refuse(request, draft, refused);
            }
            case Resolution.Found(Requested requested) -> judging.decide(request, draft, requested, guards);
        };
        report(request, draft);
        return pace.control(request, next);
    }

    @Override
    public DeleteControl cleanup(AccessRequest request, Context<AccessRequest> context) {
        StatusDraft draft = draft(request);
        boolean domainGone =
                NamespaceOwner.of(services.catalogue(), request.getMetadata().getNamespace())
                        instanceof NamespaceOwner.Nobody;
        StoreFailure failure = withdrawal.delete(request, draft, domainGone);
        if (failure != null) {
            Unfinished.failed(
                    draft.conditions().keep(ACCEPTED).keep(RESOLVED_REFS).keep(APPROVED), GRANTED, failure);
            report(request, draft);
            return pace.holdBack(request);
        }
        end.deleteSecrets(request, draft.before());
        events.deleted(request, draft.before());
        watch.forget(request);
        last.forget(request);
        proofs.forget(request.getMetadata().getUid());
        pace.forget(request);
        services.protection().forget(request);
        return DeleteControl.defaultDelete();
    }

    private void report(AccessRequest request, StatusDraft draft) {
        AccessRequestStatus after = draft.done(request.getMetadata().getGeneration());
        services.status().write(request, after);
        if (!draft.isUncertain()) {
            services.protection().settled(request);
        }
        events.tell(request, draft.before(), after);
        events.warn(request, draft.before(), draft.warnings());
    }

    private StatusDraft draft(AccessRequest request) {
        AccessRequestStatus current = services.status().current(request);
        AccessRequestStatus before = current == null ? StatusDraft.NONE : current;
        return new StatusDraft(
                before,
                Conditions.after(before.conditions(), request.getMetadata().getGeneration(), services.clock()),
                Provenance.person(request).orElse(null));
    }
}
