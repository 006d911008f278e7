package dev.roadstead.operator.access;

import dev.roadstead.operator.contract.Contract;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Everything an answer depends on but the Guardrails, so that the same question can be asked under several of them. */
record Judgement(
        Ask ask,
        Contract contract,
        List<AccessPolicy> policies,
        List<InvalidPolicy> invalid,
        Enforcement enforcement,
        Lease lease,
        Instant now) {

    /** The answer if just these Guardrails are respected. */
    Decision under(List<Guard> guards) {
        Instant end = ask.notAfter();
        if (end != null && !now.isBefore(end)) {
            return endedByItself(end);
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
        var guarding = new Guarding(ask, contract, enforcement, lease.start(), guards);
        List<Guard> off = guarding.switchedOff(now);
        if (!off.isEmpty()) {
            return GuardText.denied(off);
        }
        return seen(new Sight(contract, enforcement, live, guarding), terms, live);
    }

    private Decision seen(Sight sight, List<Term> terms, List<Term> live) {
        return switch (sight.at(now)) {
            case Combination.Shown shown -> approved(sight, live, shown);
            case Combination.Refused(String part, String message) -> new Decision.NotEnforceable(part, message);
            case Combination.Nothing nothing ->
                sight.under(List.of()).showsAnything(now) ? guarded(sight, live) : nothingVisible(sight, terms, live);
        };
    }

    private Decision approved(Sight sight, List<Term> live, Combination.Shown shown) {
        Instant end = Stream.concat(sight.firstChange(now, shown).stream(), Stream.ofNullable(ask.notAfter()))
                .min(Comparator.naturalOrder())
                .orElse(null);
        List<PolicyUse> uses = uses(live.stream()
                .filter(term -> shown.policies().contains(term.policy()))
                .toList());
        return new Decision.Approved(shown.lens(), end, uses, shown.asides(), List.of());
    }

    /** Guardrails leave nothing of what Policies show: for good, or because the time is over that they allow. */
    private Decision guarded(Sight sight, List<Term> live) {
        List<Guard> single = sight.guards().stream()
                .filter(guard -> !sight.under(List.of(guard)).showsAnything(now))
                .toList();
        List<Guard> causes = single.isEmpty() ? sight.guards() : single;
        boolean inTime =
                sight.under(causes.stream().map(Guard::unlimited).toList()).showsAnything(now);
        if (!inTime) {
            return GuardText.denied(causes);
        }
        List<Guard> over = causes.stream()
                .filter(guard ->
                        sight.limit(guard).filter(end -> !now.isBefore(end)).isPresent())
                .toList();
        Comparator<Guard> byEnd =
                Comparator.comparing(guard -> sight.limit(guard).orElse(Instant.MAX));
        // Any one of them ends it alone, or it takes the last of them.
        Guard last = (single.isEmpty()
                        ? over.stream().max(byEnd)
                        : over.stream().min(byEnd))
                .orElseThrow(() -> new IllegalStateException("no time is over"));
        Instant end = sight.limit(last).orElse(now);
        return new Decision.Expired(end, GuardText.over(last, lease.start()), uses(live), List.of(last.use(List.of())));
    }

    /** Those that alone would change what the Policies allow, or would without one of their exceptions. */
    List<GuardUse> guardUses(List<Guard> guards) {
        if (guards.isEmpty()) {
            return List.of();
        }
        String plain = under(List.of()).hash();
        var uses = new ArrayList<GuardUse>();
        for (Guard guard : guards) {
            String alone = under(List.of(guard)).hash();
            List<GuardException> used = guard.exceptions(ask, now).stream()
                    .filter(exception ->
                            !under(List.of(guard.without(exception))).hash().equals(alone))
                    .toList();
            if (!alone.equals(plain) || !used.isEmpty()) {
                uses.add(guard.use(used));
            }
        }
        return uses;
    }

    /** Nothing if Policies allow nothing. One that is respected counts alone, one that is tried beside those respected. */
    List<GuardEffect> weigh(Guards guards) {
        if (guards.valid().isEmpty() || !(under(List.of()) instanceof Decision.Approved plain)) {
            return List.of();
        }
        Decision respected = under(guards.enforced());
        return guards.valid().stream()
                .map(guard -> guard.mode() == GuardMode.ENFORCE
                        ? GuardEffect.of(guard, plain, under(List.of(guard)))
                        : GuardEffect.of(guard, respected, under(with(guards.enforced(), guard))))
                .toList();
    }

    private static List<Guard> with(List<Guard> guards, Guard added) {
        return Stream.concat(guards.stream(), Stream.of(added)).toList();
    }

    private static Decision endedByItself(Instant notAfter) {
        return new Decision.Expired(
                notAfter,
                "the request's own spec.notAfter " + notAfter
                        + " has passed; set a later one there, and access goes on as long as a Policy allows it",
                List.of());
    }

    private static Decision expired(List<Term> ended) {
        Term last = ended.stream()
                .max(Comparator.comparing(Term::endOrMax))
                .orElseThrow(() -> new IllegalArgumentException("nothing has ended"));
        return new Decision.Expired(last.endOrMax(), last.because(), uses(ended));
    }

    private Decision nothingVisible(Sight sight, List<Term> terms, List<Term> live) {
        List<Term> ended = terms.stream()
                .filter(term -> !live.contains(term))
                .filter(term -> sight.withoutGuards(List.of(term)) instanceof Combination.Shown)
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
}
