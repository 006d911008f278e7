package dev.roadstead.operator.access;

import dev.roadstead.operator.contract.Contract;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What Policies show together at any instant, and what Guardrails leave of it. The Policies are joined without Guardrails
 * first: only those that can be kept as they were written are narrowed, or a Guardrail whose stronger mask a type can take
 * would give access that a Policy with a weaker one could not.
 */
final class Sight {

    private final Contract contract;
    private final Enforcement enforcement;
    private final List<Term> terms;
    private final Combination plain;
    private final Guarding guarding;

    Sight(Contract contract, Enforcement enforcement, List<Term> terms, Guarding guarding) {
        this(contract, enforcement, terms, new Combination(contract, enforcement), guarding);
    }

    private Sight(Contract contract, Enforcement enforcement, List<Term> terms, Combination plain, Guarding guarding) {
        this.contract = contract;
        this.enforcement = enforcement;
        this.terms = terms;
        this.plain = plain;
        this.guarding = guarding;
    }

    /** The same Policies under other Guardrails. */
    Sight under(List<Guard> guards) {
        return new Sight(contract, enforcement, terms, plain, guarding.only(guards));
    }

    List<Guard> guards() {
        return guarding.guards();
    }

    Optional<Instant> limit(Guard guard) {
        return guarding.limit(guard);
    }

    Combination.Outcome withoutGuards(List<Term> some) {
        return plain.of(some);
    }

    Combination.Outcome at(Instant at) {
        List<Term> live = terms.stream().filter(term -> term.isLive(at)).toList();
        Combination.Outcome outcome = plain.of(live);
        if (!guarding.isNeeded() || !(outcome instanceof Combination.Shown shown)) {
            return outcome;
        }
        List<Term> standing = live.stream()
                .filter(term -> shown.policies().contains(term.policy()))
                .toList();
        var narrowed = Combination.unbounded(contract, enforcement, policy -> guarding.narrow(plain.view(policy), at));
        Combination.Outcome left = narrowed.of(standing);
        return left instanceof Combination.Shown(Lens lens, Set<AccessPolicy> policies, List<String> asides)
                ? new Combination.Shown(lens, policies, together(shown.asides(), asides))
                : left;
    }

    boolean showsAnything(Instant at) {
        return at(at) instanceof Combination.Shown;
    }

    /** The first end of something without which the rest shows something else. Ends of what adds nothing are no ends. */
    Optional<Instant> firstChange(Instant now, Combination.Shown shown) {
        return Stream.concat(terms.stream().map(Term::end), guarding.ends())
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .filter(now::isBefore)
                .distinct()
                .sorted()
                .filter(end -> !at(end).showsSame(shown))
                .findFirst();
    }

    private static List<String> together(List<String> some, List<String> others) {
        return Stream.concat(some.stream(), others.stream()).distinct().toList();
    }
}
