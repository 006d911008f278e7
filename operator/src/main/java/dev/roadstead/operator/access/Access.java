package dev.roadstead.operator.access;

import dev.roadstead.operator.contract.Contract;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides who sees what until when.
 *
 * <ul>
 *   <li>No rule, no access; the domain that owns the port needs a Policy like any other.
 *   <li>Entries of one Policy meet: the strictest about a column holds. Policies join, cell by cell: a row is there if one of
 *       them admits it, and each of its cells is as clear as the most generous Policy that admits the row shows it. So adding
 *       a Policy never takes away.
 *   <li>What a backend can't enforce is not replaced by something else: a Policy that needs it stands aside as a whole, and
 *       if no other Policy shows anything, nothing is granted.
 *   <li>Guardrails meet with the result and always win: adding one never gives. They narrow each Policy by itself, so what one
 *       Policy shows against a Guardrail takes nothing from another one.
 *   <li>A Policy with a row filter shows nothing of relations that lack a column of the filter.
 *   <li>An end is exclusive: at that instant access is over.
 * </ul>
 */
public final class Access {

    /**
     * As the other one, where all Policies could be read, there are no Guardrails, and the lease was never renewed; without
     * a start it starts now.
     */
    public static Decision decide(
            Ask ask,
            Contract contract,
            List<AccessPolicy> policies,
            Enforcement enforcement,
            @Nullable Instant leaseStart,
            Instant now) {
        Lease lease = Lease.from(leaseStart == null ? now : leaseStart);
        return decide(ask, contract, policies, List.of(), Guards.NONE, enforcement, lease, now);
    }

    /**
     * The answer. The order of Policies and Guardrails does not matter.
     *
     * @param policies those of the port's domain; ones that are not about this are passed over
     * @param invalid those of the port's domain that could not be read; they only make a refusal more precise
     * @param guards Guardrails about these two domains
     * @param lease the time this consumer has had this port for this purpose; one that starts now if it never had it
     * @param now by the clock that will end the access
     */
    public static Decision decide(
            Ask ask,
            Contract contract,
            List<AccessPolicy> policies,
            List<InvalidPolicy> invalid,
            Guards guards,
            Enforcement enforcement,
            Lease lease,
            Instant now) {
        var judgement = new Judgement(ask, contract, policies, invalid, enforcement, lease, now);
        Decision decision = judgement.under(guards.enforced());
        if (!(decision instanceof Decision.Approved approved)) {
            return decision;
        }
        return guards.invalid().stream()
                .findFirst()
                .map(GuardText::invalid)
                .orElseGet(() -> approved.under(judgement.guardUses(guards.enforced())));
    }

    /**
     * When the answer next changes because a lease is extended, though nobody changes anything. Until then a decision on the
     * same things has the same end. A Guardrail's own time is never extended.
     */
    public static Optional<Instant> nextExtension(Ask ask, List<AccessPolicy> policies, Lease lease, Instant now) {
        return policies.stream()
                .filter(policy -> policy.applies(ask))
                .map(policy -> Term.of(policy, lease, now).moves())
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder());
    }

    /** What each of the Guardrails does to this, whether it is respected or only tried; the parameters are those of a decision. */
    public static List<GuardEffect> weigh(
            Ask ask,
            Contract contract,
            List<AccessPolicy> policies,
            Guards guards,
            Enforcement enforcement,
            Lease lease,
            Instant now) {
        return new Judgement(ask, contract, policies, List.of(), enforcement, lease, now).weigh(guards);
    }

    private Access() {}
}
