package dev.roadstead.operator.access;

import dev.roadstead.operator.contract.Violation;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Says why no Policy applies. The message is for the consumer: it repeats what was asked, and does not list what others may
 * do.
 */
final class NearMiss {

    static Decision explain(Ask ask, List<AccessPolicy> policies, List<InvalidPolicy> invalid) {
        Optional<Decision> no = policies.stream()
                .sorted(Comparator.comparing(AccessPolicy::name))
                .flatMap(policy -> policy.declines(ask).map(reason -> declined(ask, policy, reason)).stream())
                .findFirst();
        return no.orElseGet(() -> miss(ask, policies, invalid));
    }

    private static Decision miss(Ask ask, List<AccessPolicy> policies, List<InvalidPolicy> invalid) {
        List<AccessPolicy> near = policies.stream()
                .filter(policy -> policy.namesConsumerAndPort(ask))
                .toList();
        if (near.stream().anyMatch(policy -> policy.namesVersion(ask) && !policy.namesPurpose(ask))) {
            return purpose(ask);
        }
        if (near.stream().anyMatch(policy -> policy.namesPurpose(ask) && !policy.namesVersion(ask))) {
            return version(ask);
        }
        if (!near.isEmpty()) {
            return purpose(ask);
        }
        return invalid.stream()
                .filter(policy -> policy.mayBeAbout(ask))
                .min(Comparator.comparing(InvalidPolicy::name))
                .map(policy -> invalid(ask, policy))
                .orElseGet(() -> nobody(ask, productsBeside(ask, policies)));
    }

    /** Products of the very domain that asks. Its own people may know of them; of others they learn nothing. */
    private static SortedSet<String> productsBeside(Ask ask, List<AccessPolicy> policies) {
        return policies.stream()
                .filter(policy -> policy.namesPort(ask.port().name()))
                .flatMap(policy -> policy.consumers().stream())
                .filter(rule -> rule.domain().equals(ask.domain()) && rule.product() != null)
                .map(ConsumerRule::toString)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Decision declined(Ask ask, AccessPolicy policy, String reason) {
        return new Decision.NoPolicy(
                Decision.NoPolicy.DECLINED,
                "domain " + ask.port().domain() + " says no to " + ask.consumer() + " for port "
                        + ask.port().name() + " (Policy " + policy.name() + "): " + reason);
    }

    private static Decision purpose(Ask ask) {
        return new Decision.NoPolicy(
                Decision.NoPolicy.PURPOSE_NOT_ALLOWED,
                "domain " + ask.port().domain() + " lets " + ask.consumer() + " read port "
                        + ask.port().name()
                        + ", but not for purpose \"" + ask.purpose()
                        + "\"; ask its owners to add the purpose to a Policy, or ask for a purpose they allow");
    }

    private static Decision version(Ask ask) {
        return new Decision.NoPolicy(
                Decision.NoPolicy.VERSION_NOT_ALLOWED,
                "domain " + ask.port().domain() + " lets " + ask.consumer() + " read port "
                        + ask.port().name()
                        + " for purpose \"" + ask.purpose() + "\", but not version "
                        + ask.port().version()
                        + "; ask its owners to add the version to a Policy, or ask for a version they allow");
    }

    private static Decision invalid(Ask ask, InvalidPolicy policy) {
        return new Decision.NoPolicy(
                Decision.NoPolicy.INVALID_POLICY,
                "Policy " + policy.name() + " of domain " + ask.port().domain()
                        + " may be about this, but allows nothing"
                        + " because it is invalid: "
                        + policy.violations().stream()
                                .findFirst()
                                .map(Violation::message)
                                .orElse("it could not be read")
                        + "; ask its owners to correct it");
    }

    private static Decision nobody(Ask ask, SortedSet<String> beside) {
        String names = ask.product() == null && !beside.isEmpty()
                ? " names domain " + ask.domain() + " as a whole for port "
                : " names " + ask.consumer() + " for port ";
        return new Decision.NoPolicy(
                Decision.NoPolicy.NO_POLICY,
                "no Policy of domain " + ask.port().domain() + names
                        + ask.port().name()
                        + (beside.isEmpty() ? "" : ", only " + String.join(", ", beside))
                        + "; ask its owners for one: status.suggestedPolicy is a draft for them");
    }

    private NearMiss() {}
}
