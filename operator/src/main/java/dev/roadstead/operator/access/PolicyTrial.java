package dev.roadstead.operator.access;

import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.contract.Violation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What one Policy alone says to what is asked. Together they decide as {@link Access} does; this is for people who wonder
 * why theirs does not count.
 *
 * @param because a sentence without the Policy's name
 */
public record PolicyTrial(String policy, Outcome outcome, String because) {

    /** What comes of it. */
    public enum Outcome {
        /** It shows something. */
        ALLOWS,
        /** It would, but its time is over. */
        OVER,
        /** It is about this, and shows nothing or can't be enforced. */
        SHOWS_NOTHING,
        /** It is about something else. */
        ANOTHER,
        /** It can't be read, so it allows nothing. */
        INVALID
    }

    /**
     * Tries each Policy of the port's domain by itself, in the order of names.
     *
     * @param contract null if it can't be read, and then nothing is said about columns
     * @param lease the time this consumer has had it; one that starts now if it never had it
     */
    public static List<PolicyTrial> of(
            Ask ask,
            @Nullable Contract contract,
            Collection<AccessPolicy> policies,
            Collection<InvalidPolicy> invalid,
            Enforcement enforcement,
            Lease lease,
            Instant now) {
        var trials = new ArrayList<PolicyTrial>();
        policies.forEach(policy -> trials.add(of(ask, contract, policy, enforcement, lease, now)));
        invalid.forEach(policy -> trials.add(of(policy)));
        trials.sort(Comparator.comparing(PolicyTrial::policy));
        return List.copyOf(trials);
    }

    private static PolicyTrial of(InvalidPolicy policy) {
        return new PolicyTrial(
                policy.name(),
                Outcome.INVALID,
                "allows nothing, because it is invalid: "
                        + policy.violations().stream()
                                .findFirst()
                                .map(Violation::message)
                                .orElse("it could not be read"));
    }

    private static PolicyTrial of(
            Ask ask,
            @Nullable Contract contract,
            AccessPolicy policy,
            Enforcement enforcement,
            Lease lease,
            Instant now) {
        String another = another(ask, policy);
        if (another != null) {
            return new PolicyTrial(policy.name(), Outcome.ANOTHER, another);
        }
        Term term = Term.of(policy, lease, now);
        if (!term.isLive(now)) {
            return new PolicyTrial(policy.name(), Outcome.OVER, "is over: " + term.because());
        }
        if (contract == null) {
            return new PolicyTrial(
                    policy.name(), Outcome.ALLOWS, "is about this; what it shows depends on the contract");
        }
        return switch (new Combination(contract, enforcement).of(List.of(term))) {
            case Combination.Shown shown ->
                new PolicyTrial(
                        policy.name(),
                        Outcome.ALLOWS,
                        "allows it: " + text(LensSummary.of(shown.lens(), contract))
                                + (term.end() == null ? "" : ", until " + term.end()));
            case Combination.Refused(String part, String message) ->
                new PolicyTrial(policy.name(), Outcome.SHOWS_NOTHING, "can't be enforced: " + message);
            case Combination.Nothing nothing ->
                new PolicyTrial(policy.name(), Outcome.SHOWS_NOTHING, "is about this, and hides every column");
        };
    }

    /** What it is about instead; null if it is about this. */
    private static @Nullable String another(Ask ask, AccessPolicy policy) {
        if (!policy.namesPort(ask.port().name())) {
            return "is about port " + listed(policy.ports());
        }
        if (policy.consumers().stream().noneMatch(rule -> rule.matches(ask))) {
            return policy.declines(ask)
                    .map(reason -> "says no to " + ask.consumer() + ": " + reason)
                    .orElseGet(() -> forOthers(ask, policy));
        }
        if (!policy.namesVersion(ask)) {
            return "is about version " + listed(policy.versions()) + ", not "
                    + ask.port().version();
        }
        return policy.namesPurpose(ask)
                ? null
                : "is for purpose " + listed(policy.purposes()) + ", not " + ask.purpose();
    }

    private static String forOthers(Ask ask, AccessPolicy policy) {
        return policy.consumers().isEmpty()
                ? "only says no, and to others than " + ask.consumer()
                : "is for "
                        + listed(policy.consumers().stream()
                                .map(ConsumerRule::toString)
                                .toList())
                        + ", not for " + ask.consumer();
    }

    private static String text(LensSummary lens) {
        var parts = new ArrayList<String>();
        add(parts, lens.clear(), "clear");
        add(parts, lens.masked(), "masked");
        add(parts, lens.hidden(), "hidden");
        return String.join(", ", parts) + (lens.rowFilter() == null ? "" : "; rows " + lens.rowFilter());
    }

    private static void add(List<String> parts, int number, String how) {
        if (number > 0) {
            parts.add(number + " " + how);
        }
    }

    private static String listed(Collection<String> names) {
        return String.join(", ", new TreeSet<>(names));
    }
}
