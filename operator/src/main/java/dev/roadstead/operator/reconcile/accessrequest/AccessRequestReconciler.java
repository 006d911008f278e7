package dev.roadstead.operator.reconcile.accessrequest;

import static dev.roadstead.operator.status.ConditionType.ACCEPTED;
import static dev.roadstead.operator.status.ConditionType.APPROVED;
import static dev.roadstead.operator.status.ConditionType.COLUMNS_VISIBLE;
import static dev.roadstead.operator.status.ConditionType.GRANTED;
import static dev.roadstead.operator.status.ConditionType.READY;
import static dev.roadstead.operator.status.ConditionType.RESOLVED_REFS;
import static dev.roadstead.operator.status.ConditionType.STALLED;
import static dev.roadstead.operator.status.ConditionType.VERIFIED;
import static dev.roadstead.operator.status.ConditionType.VERSION_DEPRECATED;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.AccessRequestStatus;
import dev.roadstead.api.v1alpha1.Condition;
import dev.roadstead.operator.access.Decision;
import dev.roadstead.operator.access.LensSummary;
import dev.roadstead.operator.access.SuggestedPolicy;
import dev.roadstead.operator.backend.Backend;
import dev.roadstead.operator.backend.BackendRegistry.Slot;
import dev.roadstead.operator.backend.GrantKey;
import dev.roadstead.operator.binding.Passwords;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.kube.Provenance;
import dev.roadstead.operator.reconcile.Backoff;
import dev.roadstead.operator.reconcile.LastProofs;
import dev.roadstead.operator.reconcile.NamespaceOwner;
import dev.roadstead.operator.reconcile.Services;
import dev.roadstead.operator.reconcile.StoreFailure;
import dev.roadstead.operator.reconcile.guardrail.GuardTally;
import dev.roadstead.operator.request.DeclaredColumns;
import dev.roadstead.operator.request.GrantKeys;
import dev.roadstead.operator.request.Leases;
import dev.roadstead.operator.request.NextStep;
import dev.roadstead.operator.request.PortPolicies;
import dev.roadstead.operator.request.RequestResolver;
import dev.roadstead.operator.request.Requested;
import dev.roadstead.operator.request.Resolution;
import dev.roadstead.operator.request.Standing;
import dev.roadstead.operator.request.Tenure;
import dev.roadstead.operator.request.Verdict;
import dev.roadstead.operator.status.ConditionType;
import dev.roadstead.operator.status.Conditions;
import dev.roadstead.operator.status.Reason;
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
import org.jspecify.annotations.Nullable;

/**
 * Turns a request into access, for as long as a Policy of the port's domain allows it. Only a definite answer takes access
 * away; what can't be told now leaves everything as it is.
 */
@ControllerConfiguration(name = "accessrequest")
public final class AccessRequestReconciler implements Reconciler<AccessRequest>, Cleaner<AccessRequest> {

    private final Services services;
    private final RequestResolver resolver;
    private final Siblings siblings;
    private final GrantKeeper keeper;
    private final GrantEnd end;
    private final RequestEvents events;
    private final GuardWatch watch;
    private final Decisions decisions;
    private final Leases leases;
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
        this.services = services;
        this.resolver = new RequestResolver(services.catalogue(), services.backends(), services.revisions());
        this.siblings = new Siblings(services);
        this.proofs = new LastProofs(services.resync());
        this.keeper = new GrantKeeper(services, siblings, locks, proofs, passwords);
        this.end = new GrantEnd(services, locks, passwords);
        this.events = new RequestEvents(services);
        this.watch = new GuardWatch(services, tally);
        this.decisions = new Decisions(services.catalogue());
        this.leases = new Leases(services.catalogue(), services.backends());
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
                yield leave(draft, unsettled.about(), unsettled.refusal());
            }
            case Resolution.Refused refused -> {
                guards.weighed(List.of());
                yield refuse(request, draft, refused);
            }
            case Resolution.Found(Requested requested) -> decide(request, draft, requested, guards);
        };
        report(request, draft);
        return pace.control(request, next);
    }

    private Pace.Next decide(AccessRequest request, StatusDraft draft, Requested requested, GuardWatch.Moment guards) {
        draft.domain(requested.key().subject().domain());
        draft.conditions()
                .isTrue(ACCEPTED, Reason.VALID, "the spec makes sense")
                .isTrue(
                        RESOLVED_REFS,
                        Reason.RESOLVED,
                        "found version " + requested.ask().port());
        Deprecation.tell(
                draft.conditions(),
                requested,
                services.protection().sunset(requested),
                services.clock().instant());
        var verdict = new Verdict(
                requested,
                Tenure.of(request, resolver.standing(request), draft.before()),
                PortPolicies.of(services.catalogue().policiesIn(requested.portNamespace())),
                guards.about(requested.ask()));
        Contract contract = requested.contract();
        return switch (services.backends().slot(requested.className())) {
            case Slot.Open(Backend backend)
            when contract != null -> {
                Verdict.Judged judged = verdict.decide(backend, leases, contract);
                draft.warnings(guards.weighed(verdict.weigh(backend, judged)));
                yield act(backend, request, draft, requested, verdict, judged);
            }
            case Slot.Open open ->
                blind(
                        guards,
                        request,
                        draft,
                        requested,
                        verdict,
                        new Refusal(
                                Reason.PORT_NOT_READY,
                                "the contract of port " + requested.ask().port()
                                        + " can't be read; its owner has to correct it"));
            case Slot.Closed(Reason reason, String message) ->
                blind(
                        guards,
                        request,
                        draft,
                        requested,
                        verdict,
                        StoreFailure.storeClassNotReady(requested.className(), reason, message)
                                .refusal());
        };
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
            when requested.served() -> grant(backend, request, draft, requested, judged, approved);
            case Decision.Approved approved ->
                leave(
                        draft,
                        RESOLVED_REFS,
                        new Refusal(
                                Reason.PORT_NOT_READY,
                                "port " + requested.ask().port()
                                        + " is not served with this contract (yet); its conditions tell why"));
            case Decision.Expired expired -> expire(backend, request, draft, requested, verdict, judged, expired);
            case Decision.NoPolicy(String reason, String message) -> {
                draft.suggestion(
                        reason.equals(Decision.NoPolicy.DECLINED)
                                ? null
                                : suggestion(backend, request, requested, judged.contract()));
                yield disapprove(
                        request,
                        draft,
                        requested,
                        Reason.of(reason).orElse(Reason.NO_POLICY),
                        message + NextStep.contact(requested));
            }
            case Decision.Denied denied
            when denied.reason().equals(Decision.Denied.GUARDRAIL_INVALID) && draft.wasGranted() ->
                stand(backend, request, draft, requested, verdict, judged, denied);
            case Decision.Denied denied -> deny(request, draft, requested, denied);
            case Decision.NotEnforceable(String part, String message) ->
                disapprove(request, draft, requested, Reason.NOT_ENFORCEABLE, message + NextStep.contact(requested));
        };
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
                disapprove(
                        request,
                        draft,
                        requested,
                        Reason.of(reason).orElse(Reason.NO_POLICY),
                        message + NextStep.contact(requested));
            case Decision.Denied denied -> deny(request, draft, requested, denied);
            case null, default -> leave(draft, RESOLVED_REFS, missing);
        };
    }

    /** What Guardrails refuse goes at once; what they may refuse, for all that can be understood of them, stays as it is. */
    private Pace.Next deny(AccessRequest request, StatusDraft draft, Requested requested, Decision.Denied denied) {
        draft.suggestion(null);
        boolean granted = draft.wasGranted();
        Pace.Next next = disapprove(
                request,
                draft,
                requested,
                Reason.of(denied.reason()).orElse(Reason.DENIED_BY_GUARDRAIL),
                denied.message());
        draft.guardrails(denied.guards());
        if (granted && !draft.isGranted()) {
            watch.revoked(denied.guards());
        }
        return next;
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
                && !last.isNarrower(request, without.contract().hash(), approved)) {
            return leave(
                    draft,
                    RESOLVED_REFS,
                    new Refusal(
                            Reason.GUARDRAIL_INVALID,
                            "what was granted stays as it is, though something has changed. " + denied.message()));
        }
        return act(backend, request, draft, requested, others, without);
    }

    private Pace.Next grant(
            Backend backend,
            AccessRequest request,
            StatusDraft draft,
            Requested requested,
            Verdict.Judged judged,
            Decision.Approved approved) {
        Standing standing = resolver.standing(request);
        SecretTarget target = SecretTarget.of(request, standing);
        Conditions conditions = draft.conditions()
                .isTrue(APPROVED, Reason.APPROVED_BY_POLICY, ApprovalText.of(requested, approved, draft.warnings()));
        ColumnUse.tell(
                conditions, DeclaredColumns.of(request, services.catalogue()), judged.contract(), approved.lens());
        draft.policies(approved.policies(), policy -> decisions.decidedBy(requested, policy));
        draft.guardrails(approved.guards());
        draft.suggestion(null);
        LensSummary seen = LensSummary.of(approved.lens(), judged.contract());
        Refusal unprotected = services.protection()
                .hold(request, requested, seen.hiddenColumns())
                .orElse(null);
        if (unprotected != null) {
            return leave(draft, RESOLVED_REFS, unprotected);
        }
        Granted granted = keeper.keep(backend, request, draft.before(), requested, judged, approved, target);
        if (granted instanceof Granted.Failed) {
            // Nobody knows what the store took of it.
            last.forget(request);
        } else {
            last.granted(request, judged.contract().hash(), approved);
        }
        return switch (granted) {
            case Granted.Verified verified -> {
                dropFormerSecret(request, draft, verified.secretName());
                draft.granted(verified.outcome(), requested.className(), verified.hash());
                draft.seen(seen);
                draft.secret(verified.secretName());
                if (verified.proof() != null) {
                    draft.proof(verified.proof());
                }
                Refusal rotation =
                        verified.rotation() == null ? null : verified.rotation().refusal();
                conditions
                        .isTrue(
                                GRANTED,
                                rotation == null ? Reason.GRANTED_IN_STORE : rotation.reason(),
                                rotation == null ? ApprovalText.granted(verified.outcome()) : rotation.message())
                        .isTrue(VERIFIED, Reason.READ_AS_CONSUMER, "status.proof tells what was read and refused")
                        .isTrue(
                                READY,
                                Reason.READY,
                                "the credential in Secret " + verified.secretName() + " reads "
                                        + requested.ask().port());
                if (judged.unprovenSince() != null) {
                    yield Pace.again();
                }
                yield rotation == null
                        ? Pace.until(
                                backend.now(),
                                verified.outcome().notAfter(),
                                judged.extension(),
                                verified.next(),
                                Deprecation.next(
                                        services.protection().sunset(requested),
                                        services.clock().instant()))
                        : Pace.retry();
            }
            case Granted.Unverified(var outcome, String hash, StoreFailure failure) -> {
                draft.granted(outcome, requested.className(), hash);
                draft.seen(seen);
                draft.proof(null);
                conditions.isTrue(GRANTED, Reason.GRANTED_IN_STORE, ApprovalText.granted(outcome));
                yield failed(conditions, VERIFIED, failure);
            }
            case Granted.Undelivered(var outcome, String hash, StoreFailure failure) -> {
                draft.granted(outcome, requested.className(), hash);
                draft.seen(seen);
                yield failed(conditions, GRANTED, failure);
            }
            case Granted.Failed(StoreFailure failure) -> {
                draft.uncertain();
                conditions.keep(VERIFIED);
                yield failed(conditions, GRANTED, failure);
            }
        };
    }

    /** An input's secretName may change; programs find the new Secret before the old one goes. */
    private void dropFormerSecret(AccessRequest request, StatusDraft draft, String current) {
        AccessRequestStatus.Binding former = draft.before().binding();
        if (former != null && !former.name().equals(current)) {
            end.deleteSecret(request, former.name());
        }
    }

    private Pace.Next expire(
            Backend backend,
            AccessRequest request,
            StatusDraft draft,
            Requested requested,
            Verdict verdict,
            Verdict.Judged judged,
            Decision.Expired expired) {
        GrantEnd.Expiry expiry =
                end.expire(backend, request, requested, judged, expired, verdict.untilThen(backend, judged, expired));
        Conditions conditions = draft.conditions().isFalse(APPROVED, Reason.EXPIRED, expired.because());
        last.forget(request);
        if (expiry.failure() != null) {
            // The store refuses by its own clock from the end on, but it has not been told to tidy up.
            return failed(conditions.keep(VERIFIED), GRANTED, expiry.failure());
        }
        end.deleteSecrets(request, draft.before(), false);
        draft.suggestion(null);
        if (expiry.left() == null) {
            draft.nothingGranted();
        } else {
            draft.nothingReadable();
            draft.granted(expiry.left(), requested.className(), expired.hash());
            conditions.isFalse(GRANTED, Reason.EXPIRED, "the address answers with the reason, and has no data");
        }
        if (judged.unprovenSince() != null) {
            // What could not be proven stays so until it is renewed, or it would begin anew here.
            conditions.keep(VERIFIED);
        }
        draft.policies(expired.policies(), policy -> decisions.decidedBy(requested, policy));
        draft.guardrails(expired.guards());
        conditions.isFalse(READY, Reason.EXPIRED, expired.because());
        return Pace.resync();
    }

    private Pace.Next disapprove(
            AccessRequest request, StatusDraft draft, Requested requested, Reason reason, String message) {
        Conditions conditions = draft.conditions().isFalse(APPROVED, reason, message);
        last.forget(request);
        // Not where the version lies: it may have been added again in another store since.
        String className = classOf(request, draft, requested.className());
        StoreFailure failure =
                end.release(requested.key(), className, draft.wasGranted()).orElse(null);
        if (failure != null) {
            return failed(conditions.keep(VERIFIED), GRANTED, failure);
        }
        revoked(request, draft, conditions, message, false);
        conditions.isFalse(READY, reason, message);
        return end.isUncertain(className) ? Pace.retry() : Pace.resync();
    }

    private Pace.Next refuse(AccessRequest request, StatusDraft draft, Resolution.Refused refused) {
        Conditions conditions = draft.conditions();
        Refusal refusal = refused.refusal();
        boolean domainGone = refused.about() == ACCEPTED && !refused.alone();
        if (refused.about() != ACCEPTED) {
            conditions.isTrue(ACCEPTED, Reason.VALID, "the spec makes sense");
        } else if (refusal.reason().types().contains(STALLED)) {
            conditions.isTrue(STALLED, refusal.reason(), refusal.message());
        }
        conditions.isFalse(refused.about(), refusal.reason(), refusal.message());
        GrantKey key = refused.key();
        if (key != null) {
            draft.domain(key.subject().domain());
            boolean keep = refused.alone() && siblings.anotherHolds(request, key, resolver);
            StoreFailure failure = keep
                    ? null
                    : end.release(
                                    key,
                                    classOf(request, draft, refused.className()),
                                    mayLieInAnyStore(request, draft, domainGone))
                            .orElse(null);
            if (failure != null) {
                return failed(conditions.keep(VERIFIED), GRANTED, failure);
            }
        }
        draft.suggestion(null);
        revoked(request, draft, conditions, refusal.message(), domainGone);
        conditions.isFalse(READY, refusal.reason(), refusal.message());
        return key != null && end.isUncertain(classOf(request, draft, refused.className()))
                ? Pace.retry()
                : Pace.resync();
    }

    /** Where the grant lies: as the status remembers, else as the references tell, if they still can. */
    private @Nullable String classOf(AccessRequest request, StatusDraft draft, @Nullable String resolved) {
        AccessRequestStatus.Grant grant = draft.before().grant();
        if (grant != null && grant.storeClassName() != null) {
            return grant.storeClassName();
        }
        return resolved == null ? resolver.classOf(request) : resolved;
    }

    /**
     * Whether a grant may still lie in a store that can't be asked. The end of a port or of a domain waits for every store
     * that holds its grants, so where one of them is gone, nothing is left; a store that has nothing to do with it must not
     * hold the request up.
     */
    private boolean mayLieInAnyStore(AccessRequest request, StatusDraft draft, boolean domainGone) {
        return draft.wasGranted() && !domainGone && resolver.portExists(request);
    }

    /** The store holds nothing any more: the Secret goes, and the status says so if there was something. */
    private void revoked(
            AccessRequest request, StatusDraft draft, Conditions conditions, String message, boolean domainGone) {
        end.deleteSecrets(request, draft.before(), domainGone);
        if (draft.wasGranted() || isRevoked(draft.before())) {
            conditions.isFalse(GRANTED, Reason.REVOKED, "it was granted, and is not any more: " + message);
        }
        draft.nothingGranted();
    }

    private static boolean isRevoked(AccessRequestStatus before) {
        Condition granted = before.condition(GRANTED.wireName());
        return granted != null && granted.reason().equals(Reason.REVOKED.wireName());
    }

    /** Nothing can be told now, so what was granted stays. It is not Ready, because nobody knows that it works. */
    private static Pace.Next leave(StatusDraft draft, ConditionType about, Refusal refusal) {
        draft.uncertain();
        Conditions conditions = draft.conditions();
        if (about != ACCEPTED) {
            conditions.isTrue(ACCEPTED, Reason.VALID, "the spec makes sense");
        }
        conditions
                .isFalse(about, refusal.reason(), refusal.message())
                .keep(APPROVED)
                .keep(GRANTED)
                .keep(VERIFIED)
                .keep(COLUMNS_VISIBLE)
                .isFalse(READY, refusal.reason(), refusal.message());
        return Pace.retry();
    }

    private static Pace.Next failed(Conditions conditions, ConditionType about, StoreFailure failure) {
        Refusal refusal = failure.refusal();
        // Neither is a no: the one is still under way, the other could not be tried.
        if (refusal.reason() == Reason.REVOKE_PENDING || refusal.reason() == Reason.TOO_MANY_CONNECTIONS) {
            conditions.isUnknown(about, refusal.reason(), refusal.message());
        } else {
            conditions.isFalse(about, refusal.reason(), refusal.message());
        }
        conditions.isFalse(READY, refusal.reason(), refusal.message());
        return failure.retry() ? Pace.retry() : Pace.resync();
    }

    @Override
    public DeleteControl cleanup(AccessRequest request, Context<AccessRequest> context) {
        StatusDraft draft = draft(request);
        boolean domainGone =
                NamespaceOwner.of(services.catalogue(), request.getMetadata().getNamespace())
                        instanceof NamespaceOwner.Nobody;
        StoreFailure failure = releaseDeleted(request, draft, domainGone);
        if (failure != null) {
            failed(draft.conditions().keep(ACCEPTED).keep(RESOLVED_REFS).keep(APPROVED), GRANTED, failure);
            report(request, draft);
            return pace.holdBack(request);
        }
        end.deleteSecrets(request, draft.before(), domainGone);
        events.deleted(request, draft.before());
        watch.forget(request);
        last.forget(request);
        proofs.forget(request.getMetadata().getUid());
        pace.forget(request);
        services.protection().forget(request);
        return DeleteControl.defaultDelete();
    }

    private @Nullable StoreFailure releaseDeleted(AccessRequest request, StatusDraft draft, boolean domainGone) {
        String domain = services.catalogue()
                .domainOf(request.getMetadata().getNamespace())
                .map(owner -> owner.getMetadata().getName())
                .orElse(draft.before().domain());
        if (domain == null) {
            // It was never resolved, so it was never granted.
            return null;
        }
        GrantKey key = GrantKeys.of(request, domain);
        if (siblings.anotherHolds(request, key, resolver)) {
            return null;
        }
        return end.release(key, classOf(request, draft, null), mayLieInAnyStore(request, draft, domainGone))
                .orElse(null);
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
