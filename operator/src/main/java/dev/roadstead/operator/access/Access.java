package dev.roadstead.operator.access;

import dev.roadstead.operator.contract.Contract;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
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
 *   <li>A Policy with a row filter shows nothing of relations that lack a column of the filter.
 *   <li>An end is exclusive: at that instant access is over.
 * </ul>
 */
public final class Access {

    /** As the other one, where all Policies could be read and the lease was never renewed; without a start it starts now. */
    public static Decision decide(
            Ask ask,
            Contract contract,
            List<AccessPolicy> policies,
            Enforcement enforcement,
            @Nullable Instant leaseStart,
            Instant now) {
        Lease lease = Lease.from(leaseStart == null ? now : leaseStart);
        return decide(ask, contract, policies, List.of(), enforcement, lease, now);
    }

    /**
     * The answer. The order of the Policies does not matter.
     *
     * @param policies those of the port's domain; ones that are not about this are passed over
     * @param invalid those of the port's domain that could not be read; they only make a refusal more precise
     * @param lease the time this consumer has had this port for this purpose; one that starts now if it never had it
     * @param now by the clock that will end the access
     */
    public static Decision decide(
            Ask ask,
            Contract contract,
            List<AccessPolicy> policies,
            List<InvalidPolicy> invalid,
            Enforcement enforcement,
            Lease lease,
            Instant now) {
        if (ask.notAfter() != null && !now.isBefore(ask.notAfter())) {
            return endedByItself(ask.notAfter());
        }
        List<Term> terms = policies.stream()
                .filter(policy -> policy.applies(ask))
                .sorted(Comparator.comparing(AccessPolicy::name))
                .map(policy -> Term.of(policy, lease, now))
                .toList();
        if (terms.isEmpty()) {
            return NearMiss.explain(ask, policies, invalid);
        }
        List<Term> live = terms.stream().filter(term -> term.isLive(now)).toList();
        if (live.isEmpty()) {
            return expired(terms);
        }
        var combination = new Combination(contract, enforcement);
        return switch (combination.of(live)) {
            case Combination.Shown shown -> approved(ask, combination, live, shown);
            case Combination.Refused(String part, String message) -> new Decision.NotEnforceable(part, message);
            case Combination.Nothing nothing -> nothingVisible(ask, combination, terms, live);
        };
    }

    /**
     * When the answer next changes because a lease is extended, though nobody changes anything. Until then a decision on the
     * same things has the same end.
     */
    public static Optional<Instant> nextExtension(Ask ask, List<AccessPolicy> policies, Lease lease, Instant now) {
        return policies.stream()
                .filter(policy -> policy.applies(ask))
                .map(policy -> Term.of(policy, lease, now).moves())
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder());
    }

    private static Decision approved(Ask ask, Combination combination, List<Term> live, Combination.Shown shown) {
        Optional<Instant> change = firstChange(combination, live, shown);
        Instant end = Stream.concat(change.stream(), Stream.ofNullable(ask.notAfter()))
                .min(Comparator.naturalOrder())
                .orElse(null);
        List<PolicyUse> uses = uses(live.stream()
                .filter(term -> shown.policies().contains(term.policy()))
                .toList());
        return new Decision.Approved(shown.lens(), end, uses, shown.asides());
    }

    /** The first end of a Policy without which the rest shows something else. Ends of Policies that add nothing are no ends. */
    private static Optional<Instant> firstChange(Combination combination, List<Term> live, Combination.Shown shown) {
        return live.stream()
                .map(Term::end)
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .filter(end -> !combination
                        .of(live.stream().filter(term -> term.isLive(end)).toList())
                        .showsSame(shown))
                .findFirst();
    }

    private static Decision endedByItself(Instant notAfter) {
        return new Decision.Expired(
                notAfter,
                "the request's own spec.notAfter " + notAfter
                        + " has passed; a later one continues it as long as a Policy allows it",
                List.of());
    }

    private static Decision expired(List<Term> ended) {
        Term last = ended.stream()
                .max(Comparator.comparing(Term::endOrMax))
                .orElseThrow(() -> new IllegalArgumentException("nothing has ended"));
        return new Decision.Expired(last.endOrMax(), last.because(), uses(ended));
    }

    private static Decision nothingVisible(Ask ask, Combination combination, List<Term> terms, List<Term> live) {
        List<Term> ended = terms.stream()
                .filter(term -> !live.contains(term))
                .filter(term -> combination.of(List.of(term)) instanceof Combination.Shown)
                .toList();
        if (!ended.isEmpty()) {
            // A Policy that goes on but shows nothing must not hide that another one has ended.
            return expired(ended);
        }
        return new Decision.NoPolicy(
                Decision.NoPolicy.NOTHING_VISIBLE,
                "Policies of domain " + ask.port().domain() + " let " + ask.consumer() + " read " + ask.port()
                        + " but hide every column (" + names(live)
                        + "); columns without a classification are hidden unless a"
                        + " Policy says unclassified: Clear; ask the owners to allow columns or to classify them");
    }

    private static String names(List<Term> terms) {
        return String.join(
                ", ", terms.stream().map(term -> term.policy().name()).toList());
    }

    private static List<PolicyUse> uses(List<Term> terms) {
        return terms.stream()
                .map(term -> new PolicyUse(term.policy().name(), term.policy().generation()))
                .toList();
    }

    private Access() {}
}
