package dev.roadstead.operator.reconcile.accessrequest;

import static dev.roadstead.operator.status.ConditionType.ACCEPTED;
import static dev.roadstead.operator.status.ConditionType.READY;
import static dev.roadstead.operator.status.ConditionType.RESOLVED_REFS;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.operator.access.Decision;
import dev.roadstead.operator.access.SuggestedPolicy;
import dev.roadstead.operator.backend.Backend;
import dev.roadstead.operator.backend.BackendRegistry.Slot;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.reconcile.Services;
import dev.roadstead.operator.reconcile.StoreFailure;
import dev.roadstead.operator.request.Leases;
import dev.roadstead.operator.request.NextStep;
import dev.roadstead.operator.request.PortPolicies;
import dev.roadstead.operator.request.RequestResolver;
import dev.roadstead.operator.request.Requested;
import dev.roadstead.operator.request.Tenure;
import dev.roadstead.operator.request.Verdict;
import dev.roadstead.operator.status.Conditions;
import dev.roadstead.operator.status.Reason;
import dev.roadstead.operator.status.Refusal;
import org.jspecify.annotations.Nullable;

/** Decides about a request whose references are all there, and has done what was decided. */
final class Judging {

    private final Services services;
    private final RequestResolver resolver;
    private final Leases leases;
    private final GrantKeeper keeper;
    private final Granting granting;
    private final Withdrawal withdrawal;
    private final LastGrants last;

    /** @param last knows what was granted, where it may become narrower but not wider */
    Judging(
            Services services,
            RequestResolver resolver,
            GrantKeeper keeper,
            Granting granting,
            Withdrawal withdrawal,
            LastGrants last) {
        this.services = services;
        this.resolver = resolver;
        this.leases = new Leases(services.catalogue(), services.backends());
        this.keeper = keeper;
        this.granting = granting;
        this.withdrawal = withdrawal;
        this.last = last;
    }

    Pace.Next decide(AccessRequest request, StatusDraft draft, Requested requested, GuardWatch.Moment guards) {
        begin(draft, requested)
                .isTrue(
                        RESOLVED_REFS,
                        Reason.RESOLVED,
                        "found version " + requested.ask().port());
        Verdict verdict = verdict(request, draft, requested, guards);
        Contract contract = requested.contract();
        Slot slot = services.backends().slot(requested.className());
        if (slot instanceof Slot.Open(Backend backend) && contract != null) {
            Verdict.Judged judged = verdict.decide(backend, leases, contract);
            draft.warnings(guards.weighed(verdict.weigh(backend, judged)));
            return act(backend, request, draft, requested, verdict, judged);
        }
        return blind(guards, request, draft, requested, verdict, missing(slot, requested));
    }

    /** Where its data lies or whose it is can't be told: what it was granted can still end or become narrower, and nothing else. */
    Pace.Next doubt(
            AccessRequest request, StatusDraft draft, Requested requested, GuardWatch.Moment guards, Refusal refusal) {
        begin(draft, requested).isFalse(RESOLVED_REFS, refusal.reason(), refusal.message());
        Verdict verdict = verdict(request, draft, requested, guards);
        Contract contract = requested.contract();
        if (services.backends().slot(requested.className()) instanceof Slot.Open(Backend backend) && contract != null) {
            Verdict.Judged judged = verdict.decide(backend, leases, contract);
            if (judged.decision() instanceof Decision.Approved approved) {
                if (isNarrower(request, draft, requested, judged, approved)) {
                    guards.left();
                    return again(backend, request, draft, requested, judged, approved, refusal);
                }
            } else if (!isUnreadable(judged.decision())) {
                guards.left();
                return act(backend, request, draft, requested, verdict, judged);
            }
        }
        return blind(guards, request, draft, requested, verdict, refusal);
    }

    private Conditions begin(StatusDraft draft, Requested requested) {
        draft.domain(requested.key().subject().domain());
        draft.conditions().isTrue(ACCEPTED, Reason.VALID, "the spec makes sense");
        Deprecation.tell(
                draft.conditions(),
                requested,
                services.protection().sunset(requested),
                services.clock().instant());
        return draft.conditions();
    }

    private Verdict verdict(AccessRequest request, StatusDraft draft, Requested requested, GuardWatch.Moment guards) {
        return new Verdict(
                requested,
                Tenure.of(request, resolver.standing(request), draft.before()),
                PortPolicies.of(services.catalogue().policiesIn(requested.portNamespace())),
                guards.about(requested.ask()));
    }

    private static Refusal missing(Slot slot, Requested requested) {
        return switch (slot) {
            case Slot.Open open ->
                new Refusal(
                        Reason.PORT_NOT_READY,
                        "the contract of port " + requested.ask().port()
                                + " can't be read; its owner has to correct it");
            case Slot.Closed(Reason reason, String message) ->
                StoreFailure.storeClassNotReady(requested.className(), reason, message)
                        .refusal();
        };
    }

    /** Whether a Guardrail is in the way that can't be understood: what it forbids nobody knows. */
    private static boolean isUnreadable(Decision decision) {
        return decision instanceof Decision.Denied denied && denied.reason().equals(Decision.Denied.GUARDRAIL_INVALID);
    }

    private Pace.Next act(
            Backend backend,
            AccessRequest request,
            StatusDraft draft,
            Requested requested,
            Verdict verdict,
            Verdict.Judged judged) {
        return switch (judged.decision()) {
            case Decision.Approved approved
            when requested.served() -> granting.grant(backend, request, draft, requested, judged, approved);
            case Decision.Approved approved -> {
                var refusal = new Refusal(
                        Reason.PORT_NOT_READY,
                        "port " + requested.ask().port()
                                + " is not served with this contract (yet); its conditions tell why");
                yield isNarrower(request, draft, requested, judged, approved)
                                || isStillShown(request, draft, requested, judged, approved)
                        ? again(backend, request, draft, requested, judged, approved, refusal)
                        : Unfinished.leave(draft, RESOLVED_REFS, refusal);
            }
            case Decision.Expired expired ->
                withdrawal.expire(backend, request, draft, requested, verdict, judged, expired);
            case Decision.NoPolicy(String reason, String message) -> {
                draft.suggestion(
                        reason.equals(Decision.NoPolicy.DECLINED)
                                ? null
                                : suggestion(backend, request, requested, judged.contract()));
                yield withdrawal.disapprove(
                        request,
                        draft,
                        requested,
                        Reason.of(reason).orElse(Reason.NO_POLICY),
                        message + NextStep.contact(requested));
            }
            case Decision.Denied denied
            when isUnreadable(denied) && draft.wasGranted() ->
                stand(backend, request, draft, requested, verdict, judged, denied);
            case Decision.Denied denied -> withdrawal.deny(request, draft, requested, denied);
            case Decision.NotEnforceable(String part, String message) ->
                withdrawal.disapprove(
                        request, draft, requested, Reason.NOT_ENFORCEABLE, message + NextStep.contact(requested));
        };
    }

    /** Whether something else is decided than what was granted, and nothing that shows more or longer. */
    private boolean isNarrower(
            AccessRequest request,
            StatusDraft draft,
            Requested requested,
            Verdict.Judged judged,
            Decision.Approved approved) {
        return !keeper.isAsGranted(draft.before(), judged, approved)
                && (last.knows(request)
                        ? last.isNarrower(request, judged.contract().hash(), approved)
                        : requested.shown() && ToldGrant.covers(draft.before(), judged.contract(), approved));
    }

    /**
     * An operator that has just started does not know what is narrower. What the store shows on, such as the other tables where one is
     * unsafe, is granted as it is decided then.
     */
    private boolean isStillShown(
            AccessRequest request,
            StatusDraft draft,
            Requested requested,
            Verdict.Judged judged,
            Decision.Approved approved) {
        return draft.wasGranted()
                && !last.knows(request)
                && requested.shown()
                && !keeper.isAsGranted(draft.before(), judged, approved);
    }

    /** What was granted is granted anew; it is not Ready all the same. */
    private Pace.Next again(
            Backend backend,
            AccessRequest request,
            StatusDraft draft,
            Requested requested,
            Verdict.Judged judged,
            Decision.Approved approved,
            Refusal refusal) {
        Pace.Next next = granting.grant(backend, request, draft, requested, judged, approved);
        draft.conditions()
                .isFalse(RESOLVED_REFS, refusal.reason(), refusal.message())
                .isFalse(READY, refusal.reason(), refusal.message());
        return next;
    }

    /** Without store or contract only one thing can be told: that no Policy is about this at all. */
    private Pace.Next blind(
            GuardWatch.Moment guards,
            AccessRequest request,
            StatusDraft draft,
            Requested requested,
            Verdict verdict,
            Refusal missing) {
        guards.left();
        Decision decision = verdict.refusedAnyway(services.clock().instant()).orElse(null);
        return switch (decision) {
            case Decision.NoPolicy(String reason, String message) ->
                withdrawal.disapprove(
                        request,
                        draft,
                        requested,
                        Reason.of(reason).orElse(Reason.NO_POLICY),
                        message + NextStep.contact(requested));
            case Decision.Denied denied -> withdrawal.deny(request, draft, requested, denied);
            case null, default -> Unfinished.leave(draft, RESOLVED_REFS, missing);
        };
    }

    /**
     * Nobody knows what the Guardrail forbids that can't be understood, so the grant is neither begun nor widened. What would be
     * without that Guardrail tells whether it would have to change.
     */
    private Pace.Next stand(
            Backend backend,
            AccessRequest request,
            StatusDraft draft,
            Requested requested,
            Verdict verdict,
            Verdict.Judged judged,
            Decision.Denied denied) {
        Verdict others = verdict.withoutInvalidGuards();
        Verdict.Judged without = others.decide(backend, leases, judged.contract());
        if (without.decision() instanceof Decision.Approved approved
                && !keeper.isAsGranted(draft.before(), without, approved)
                && !isNarrower(request, draft, requested, without, approved)) {
            return Unfinished.leave(
                    draft,
                    RESOLVED_REFS,
                    new Refusal(
                            Reason.GUARDRAIL_INVALID,
                            "what was granted stays as it is, though something has changed. " + denied.message()));
        }
        return act(backend, request, draft, requested, others, without);
    }

    private static @Nullable String suggestion(
            Backend backend, AccessRequest request, Requested requested, Contract contract) {
        String requester = requested.ask().product() == null
                ? request.getMetadata().getName()
                : requested.ask().product();
        return SuggestedPolicy.yaml(
                        requested.ask(), requester, requested.portNamespace(), contract, backend.enforcement())
                .orElse(null);
    }
}
