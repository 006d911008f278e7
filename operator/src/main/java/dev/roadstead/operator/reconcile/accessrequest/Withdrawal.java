package dev.roadstead.operator.reconcile.accessrequest;

import static dev.roadstead.operator.status.ConditionType.ACCEPTED;
import static dev.roadstead.operator.status.ConditionType.APPROVED;
import static dev.roadstead.operator.status.ConditionType.GRANTED;
import static dev.roadstead.operator.status.ConditionType.READY;
import static dev.roadstead.operator.status.ConditionType.STALLED;
import static dev.roadstead.operator.status.ConditionType.VERIFIED;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.AccessRequestStatus;
import dev.roadstead.api.v1alpha1.Condition;
import dev.roadstead.operator.access.Decision;
import dev.roadstead.operator.backend.Backend;
import dev.roadstead.operator.backend.GrantKey;
import dev.roadstead.operator.reconcile.Services;
import dev.roadstead.operator.reconcile.StoreFailure;
import dev.roadstead.operator.request.GrantKeys;
import dev.roadstead.operator.request.RequestResolver;
import dev.roadstead.operator.request.Requested;
import dev.roadstead.operator.request.Resolution;
import dev.roadstead.operator.request.Verdict;
import dev.roadstead.operator.status.Conditions;
import dev.roadstead.operator.status.Reason;
import dev.roadstead.operator.status.Refusal;
import org.jspecify.annotations.Nullable;

/** Takes away what a request was granted, or says why there is nothing to grant. Only a definite answer comes here. */
final class Withdrawal {

    private final Services services;
    private final RequestResolver resolver;
    private final Siblings siblings;
    private final GrantEnd end;
    private final GuardWatch watch;
    private final Decisions decisions;
    private final LastGrants last;

    /** @param last forgets what is taken away */
    Withdrawal(
            Services services,
            RequestResolver resolver,
            Siblings siblings,
            GrantEnd end,
            GuardWatch watch,
            Decisions decisions,
            LastGrants last) {
        this.services = services;
        this.resolver = resolver;
        this.siblings = siblings;
        this.end = end;
        this.watch = watch;
        this.decisions = decisions;
        this.last = last;
    }

    /** Its time is over: the address stays, and answers with the reason. */
    Pace.Next expire(
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
            return Unfinished.failed(conditions.keep(VERIFIED), GRANTED, expiry.failure());
        }
        end.deleteSecrets(request, draft.before());
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

    /** What Guardrails refuse goes at once; what they may refuse, for all that can be understood of them, stays as it is. */
    Pace.Next deny(AccessRequest request, StatusDraft draft, Requested requested, Decision.Denied denied) {
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

    /** No Policy allows it, or not as it is. */
    Pace.Next disapprove(AccessRequest request, StatusDraft draft, Requested requested, Reason reason, String message) {
        Conditions conditions = draft.conditions().isFalse(APPROVED, reason, message);
        last.forget(request);
        // Not where the version lies: it may have been added again in another store since.
        String className = classOf(request, draft, requested.className());
        StoreFailure failure =
                end.release(requested.key(), className, draft.wasGranted()).orElse(null);
        if (failure != null) {
            return Unfinished.failed(conditions.keep(VERIFIED), GRANTED, failure);
        }
        revoked(request, draft, conditions, message);
        conditions.isFalse(READY, reason, message);
        return end.isUncertain(className) ? Pace.retry() : Pace.resync();
    }

    /** What it names is not there, or is not for it. */
    Pace.Next refuse(AccessRequest request, StatusDraft draft, Resolution.Refused refused) {
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
                return Unfinished.failed(conditions.keep(VERIFIED), GRANTED, failure);
            }
        }
        draft.suggestion(null);
        revoked(request, draft, conditions, refusal.message());
        conditions.isFalse(READY, refusal.reason(), refusal.message());
        return key != null && end.isUncertain(classOf(request, draft, refused.className()))
                ? Pace.retry()
                : Pace.resync();
    }

    /** The request itself goes: why the store still holds its grant; null if it does not. */
    @Nullable
    StoreFailure delete(AccessRequest request, StatusDraft draft, boolean domainGone) {
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
    private void revoked(AccessRequest request, StatusDraft draft, Conditions conditions, String message) {
        end.deleteSecrets(request, draft.before());
        if (draft.wasGranted() || isRevoked(draft.before())) {
            conditions.isFalse(GRANTED, Reason.REVOKED, "it was granted, and is not any more: " + message);
        }
        draft.nothingGranted();
    }

    private static boolean isRevoked(AccessRequestStatus before) {
        Condition granted = before.condition(GRANTED.wireName());
        return granted != null && granted.reason().equals(Reason.REVOKED.wireName());
    }
}
