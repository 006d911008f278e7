package dev.roadstead.operator.reconcile.accessrequest;

import dev.roadstead.api.v1alpha1.AccessRequestStatus;
import dev.roadstead.api.v1alpha1.AccessRequestStatus.Binding;
import dev.roadstead.api.v1alpha1.AccessRequestStatus.Grant;
import dev.roadstead.api.v1alpha1.AccessRequestStatus.Lens;
import dev.roadstead.operator.access.GuardUse;
import dev.roadstead.operator.access.LensSummary;
import dev.roadstead.operator.access.PolicyUse;
import dev.roadstead.operator.backend.GrantOutcome;
import dev.roadstead.operator.status.Conditions;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A request's status in the making. It starts as what stands, so that a pass that can tell nothing new leaves everything
 * alone; each step says what it changes.
 */
final class StatusDraft {

    static final AccessRequestStatus NONE =
            new AccessRequestStatus(null, List.of(), null, null, null, null, List.of(), List.of(), null, null, null);

    private static final int MAX_POLICIES = 16;
    private static final int MAX_GUARDRAILS = 16;
    private static final int MAX_EXCEPTIONS = 4;
    private static final int MAX_PROOF = 1024;
    private static final String CUT = " …";

    private final AccessRequestStatus before;
    private final @Nullable String requestedBy;
    private final Conditions conditions;
    private @Nullable String domain;
    private @Nullable Binding binding;
    private @Nullable Grant grant;
    private List<AccessRequestStatus.PolicyUse> policies;
    private List<AccessRequestStatus.GuardrailUse> guardrails;
    private List<String> warnings = List.of();
    private boolean uncertain;
    private @Nullable Lens lens;
    private @Nullable String proof;
    private @Nullable String suggestedPolicy;

    /** @param requestedBy who asks; null if nothing tells */
    StatusDraft(AccessRequestStatus before, Conditions conditions, @Nullable String requestedBy) {
        this.before = before;
        this.requestedBy = requestedBy;
        this.conditions = conditions;
        this.domain = before.domain();
        this.binding = before.binding();
        this.grant = before.grant();
        this.policies = before.policies();
        this.guardrails = before.guardrails();
        this.lens = before.lens();
        this.proof = before.proof();
        this.suggestedPolicy = before.suggestedPolicy();
    }

    Conditions conditions() {
        return conditions;
    }

    AccessRequestStatus before() {
        return before;
    }

    /** Whether a grant exists, live or ended, as far as the status knows. */
    boolean wasGranted() {
        return before.grant() != null;
    }

    /** Whether something is granted now, live or ended. */
    boolean isGranted() {
        return grant != null;
    }

    /** Nobody knows what the store holds: it may be granted, whatever the status says. */
    void uncertain() {
        uncertain = true;
    }

    boolean isUncertain() {
        return uncertain;
    }

    /** What Guardrails say that only warn. */
    void warnings(List<String> texts) {
        warnings = List.copyOf(texts);
    }

    List<String> warnings() {
        return warnings;
    }

    void domain(String name) {
        domain = name;
    }

    void secret(@Nullable String name) {
        binding = name == null ? null : new Binding(name);
    }

    void granted(GrantOutcome outcome, String className, String hash) {
        grant = new Grant(
                className,
                outcome.login(),
                outcome.schema(),
                outcome.lease().startTime().toString(),
                outcome.lease().renewal() == 0 ? null : outcome.lease().renewal(),
                text(outcome.lease().renewedTime()),
                text(outcome.notAfter()),
                hash);
        suggestedPolicy = null;
    }

    void seen(LensSummary summary) {
        lens = new Lens(
                summary.clear(),
                summary.masked(),
                summary.hidden(),
                summary.rowFilter(),
                summary.columns().stream()
                        .map(column -> new AccessRequestStatus.ColumnEffect(column.name(), column.effect()))
                        .toList());
    }

    /** @param deciders tells who decided by a Policy of this name, if anything does */
    void policies(List<PolicyUse> uses, Function<String, @Nullable String> deciders) {
        policies = uses.stream()
                .limit(MAX_POLICIES)
                .map(use -> new AccessRequestStatus.PolicyUse(use.name(), use.generation(), deciders.apply(use.name())))
                .toList();
    }

    void guardrails(List<GuardUse> uses) {
        guardrails = uses.stream()
                .limit(MAX_GUARDRAILS)
                .map(use -> new AccessRequestStatus.GuardrailUse(
                        use.name(),
                        use.generation(),
                        use.exceptions().stream().limit(MAX_EXCEPTIONS).toList()))
                .toList();
    }

    void proof(@Nullable String text) {
        proof = text == null || text.length() <= MAX_PROOF ? text : text.substring(0, MAX_PROOF - CUT.length()) + CUT;
    }

    void suggestion(@Nullable String yaml) {
        suggestedPolicy = yaml;
    }

    /** Nothing is left in the store. */
    void nothingGranted() {
        grant = null;
        nothingReadable();
        policies = List.of();
        guardrails = List.of();
    }

    /** The address may be left, but there is no data behind it and no credential for it. */
    void nothingReadable() {
        binding = null;
        lens = null;
        proof = null;
    }

    AccessRequestStatus done(long generation) {
        return new AccessRequestStatus(
                generation,
                conditions.list(),
                domain,
                requestedBy,
                binding,
                grant,
                policies,
                guardrails,
                lens,
                proof,
                suggestedPolicy);
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
