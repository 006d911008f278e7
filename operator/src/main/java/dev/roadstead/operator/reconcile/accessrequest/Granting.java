package dev.roadstead.operator.reconcile.accessrequest;

import static dev.roadstead.operator.status.ConditionType.APPROVED;
import static dev.roadstead.operator.status.ConditionType.GRANTED;
import static dev.roadstead.operator.status.ConditionType.READY;
import static dev.roadstead.operator.status.ConditionType.RESOLVED_REFS;
import static dev.roadstead.operator.status.ConditionType.VERIFIED;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.AccessRequestStatus;
import dev.roadstead.operator.access.Decision;
import dev.roadstead.operator.access.GuardUse;
import dev.roadstead.operator.access.LensSummary;
import dev.roadstead.operator.access.PolicyUse;
import dev.roadstead.operator.backend.Backend;
import dev.roadstead.operator.reconcile.Services;
import dev.roadstead.operator.reconcile.StoreFailure;
import dev.roadstead.operator.request.DeclaredColumns;
import dev.roadstead.operator.request.RequestResolver;
import dev.roadstead.operator.request.Requested;
import dev.roadstead.operator.request.RowColumns;
import dev.roadstead.operator.request.Standing;
import dev.roadstead.operator.request.Verdict;
import dev.roadstead.operator.status.Conditions;
import dev.roadstead.operator.status.Reason;
import dev.roadstead.operator.status.Refusal;
import java.util.Set;

/** Protects, grants and proves what was approved, and tells what has come of it. */
final class Granting {

    private final Services services;
    private final RequestResolver resolver;
    private final GrantKeeper keeper;
    private final GrantEnd end;
    private final Decisions decisions;
    private final LastGrants last;

    /** @param last remembers what is granted */
    Granting(
            Services services,
            RequestResolver resolver,
            GrantKeeper keeper,
            GrantEnd end,
            Decisions decisions,
            LastGrants last) {
        this.services = services;
        this.resolver = resolver;
        this.keeper = keeper;
        this.end = end;
        this.decisions = decisions;
        this.last = last;
    }

    Pace.Next grant(
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
                .hold(
                        request,
                        requested,
                        LensSummary.hiddenColumns(approved.lens(), judged.contract()),
                        rowColumns(request, approved))
                .orElse(null);
        if (unprotected != null) {
            return Unfinished.leave(draft, RESOLVED_REFS, unprotected);
        }
        Granted granted = keeper.keep(backend, request, draft.before(), requested, judged, approved, target);
        if (granted instanceof Granted.Failed) {
            last.tried(request, judged.contract().hash(), approved);
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
            case Granted.PassedOn(var outcome, String hash, String successor) -> {
                draft.granted(outcome, requested.className(), hash);
                draft.seen(seen);
                draft.secret(null);
                conditions
                        .isTrue(GRANTED, Reason.GRANTED_IN_STORE, ApprovalText.granted(outcome))
                        .keep(VERIFIED)
                        .isTrue(READY, Reason.READY, ApprovalText.passedOn(target.name(), successor, outcome));
                yield Pace.until(
                        backend.now(),
                        outcome.notAfter(),
                        judged.extension(),
                        null,
                        Deprecation.next(
                                services.protection().sunset(requested),
                                services.clock().instant()));
            }
            case Granted.Unverified(var outcome, String hash, StoreFailure failure) -> {
                draft.granted(outcome, requested.className(), hash);
                draft.seen(seen);
                draft.proof(null);
                conditions.isTrue(GRANTED, Reason.GRANTED_IN_STORE, ApprovalText.granted(outcome));
                yield Unfinished.failed(conditions, VERIFIED, failure);
            }
            case Granted.Undelivered(var outcome, String hash, StoreFailure failure) -> {
                draft.granted(outcome, requested.className(), hash);
                draft.seen(seen);
                yield Unfinished.failed(conditions, GRANTED, failure);
            }
            case Granted.Failed(StoreFailure failure) -> {
                draft.uncertain();
                conditions.keep(VERIFIED);
                yield Unfinished.failed(conditions, GRANTED, failure);
            }
        };
    }

    private Set<String> rowColumns(AccessRequest request, Decision.Approved approved) {
        return RowColumns.of(
                services.catalogue(),
                request,
                approved.policies().stream().map(PolicyUse::name).toList(),
                approved.guards().stream().map(GuardUse::name).toList());
    }

    /** An input's secretName may change; programs find the new Secret before the old one goes. */
    private void dropFormerSecret(AccessRequest request, StatusDraft draft, String current) {
        AccessRequestStatus.Binding former = draft.before().binding();
        if (former != null && !former.name().equals(current)) {
            end.deleteSecret(request, former.name());
        }
    }
}
