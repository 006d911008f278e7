package dev.roadstead.operator.access;

import static dev.roadstead.operator.access.Samples.ALL;
import static dev.roadstead.operator.access.Samples.ASK;
import static dev.roadstead.operator.access.Samples.CONTRACT;
import static dev.roadstead.operator.access.Samples.NOW;
import static dev.roadstead.operator.access.Samples.TEXT_ONLY;
import static dev.roadstead.operator.access.Samples.all;
import static dev.roadstead.operator.access.Samples.column;
import static dev.roadstead.operator.access.Samples.only;
import static dev.roadstead.operator.access.Samples.policy;
import static dev.roadstead.operator.access.Samples.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.Guardrail;
import dev.roadstead.operator.contract.Column;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.contract.PgType;
import dev.roadstead.operator.contract.Relation;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GuardTest {

    private static final String PII = "match: {columns: {classifications: [pii], unclassified: Ignore}}";

    @Test
    void itMasksWhatItMatchesInUpperAndLowerCase() {
        Decision.Approved approved = approved(guard("g", PII, "mask: Redact"), policy("a"));
        assertEquals(Effect.REDACT, effect(approved, "flights", "captain"));
        assertEquals(Effect.REDACT, effect(approved, "crews", "captain"), "classified as PII");
        assertEquals(Effect.CLEAR, effect(approved, "flights", "notes"));
        assertEquals(List.of(new GuardUse("g", 1, List.of())), approved.guards());
    }

    @Test
    void aColumnNobodyHasClassifiedIsMatchedUnlessItSaysOtherwise() {
        Guard guard = guard("g", "match: {columns: {classifications: [pii]}}", "mask: Redact");
        assertEquals(Effect.REDACT, effect(approved(guard, policy("a")), "flights", "notes"));
    }

    @Test
    void tagsMatchToo() {
        Guard guard = guard("g", "match: {columns: {tags: [Email], unclassified: Ignore}}", "mask: Hash");
        var tagged = new Column("c", PgType.parse("text"), false, 0, "public", null, List.of("email"));
        assertTrue(guard.isAbout(tagged));
        assertFalse(guard.isAbout(column("c", "text", "public")));
    }

    @Test
    void aStrongerFormOfThePolicyStays() {
        AccessPolicy policy = with(policy("a"), all(Samples.mask("pii", Effect.NULL)));
        Decision.Approved approved = approved(guard("g", PII, "mask: Hash"), policy);
        assertEquals(Effect.NULL, effect(approved, "flights", "captain"));
        assertEquals(List.of(), approved.guards(), "it changes nothing");
    }

    /** The store can redact text only; a number has no value then, and never a weaker form. */
    @Test
    void whatATypeCannotTakeBecomesTheNextStrongerForm() {
        var decision = assertInstanceOf(
                Decision.Approved.class,
                decide(TEXT_ONLY, List.of(guard("g", "match: {}", "mask: Hash")), NOW, policy("a")));
        assertEquals(Effect.HASH, effect(decision, "flights", "captain"));
        assertEquals(Effect.NULL, effect(decision, "flights", "delay"));
    }

    /** Hash on a number can't be kept, so the Policy gives nothing; Null could be, but a Guardrail does not give. */
    @Test
    void itDoesNotRescueAPolicyThatCannotBeKept() {
        AccessPolicy policy = with(policy("a"), all(Samples.named("delay", Effect.HASH)));
        Decision without = decide(TEXT_ONLY, List.of(), NOW, policy);
        assertInstanceOf(Decision.NotEnforceable.class, without);
        assertEquals(without, decide(TEXT_ONLY, List.of(guard("g", "match: {}", "mask: \"Null\"")), NOW, policy));
    }

    @Test
    void whereTheColumnOfItsRowsIsMissingNothingIsShown() {
        Guard guard = guard("g", "match: {}", "rows: [{column: origin, operator: In, values: [JFK]}]");
        Decision.Approved approved = approved(guard, policy("a"));
        assertEquals(
                List.of("flights"),
                approved.lens().relations().stream().map(RelationLens::relation).toList());
        assertEquals(
                List.of(Samples.in("origin", "JFK")),
                approved.lens().relations().getFirst().groups().getFirst().rows());
    }

    @Test
    void rowsThatTheStoreCannotChooseAreNotShown() {
        Guard guard = guard("g", "match: {}", "rows: [{column: delay, operator: Gt, values: [\"5\"]}]");
        var denied = assertInstanceOf(Decision.Denied.class, decide(TEXT_ONLY, List.of(guard), NOW, policy("a")));
        assertEquals(
                "Guardrail g leaves nothing to read of what Policies show; Guardrails are the platform team's: ask it for an"
                        + " exception, or ask for what it allows",
                denied.message());
    }

    @Test
    void aRefusalNamesItsReasonAndWhomToAsk() {
        var denied = assertInstanceOf(
                Decision.Denied.class, decide(List.of(guard("g", "match: {}", "deny: incident 42")), policy("a")));
        assertEquals("DeniedByGuardrail", denied.reason());
        assertEquals(
                "Guardrail g refuses this: incident 42; Guardrails are the platform team's: ask it for an exception, or ask"
                        + " for what it allows",
                denied.message());
        assertEquals(List.of(new GuardUse("g", 1, List.of())), denied.guards());
    }

    @Test
    void theKillSwitchNeedsNoContract() {
        var denied = assertInstanceOf(
                Decision.Denied.class,
                Access.decide(
                        ASK,
                        new Contract(List.<Relation>of()),
                        List.of(policy("a")),
                        List.of(),
                        new Guards(List.of(guard("g", "match: {}", "deny: incident 42")), List.of()),
                        ALL,
                        Lease.from(NOW),
                        NOW));
        assertEquals("DeniedByGuardrail", denied.reason());
    }

    @Test
    void aPolicyThatShowsTooMuchTakesNothingFromAnotherOne() {
        Guard guard = guard("g", PII, "deny: no names");
        assertInstanceOf(Decision.Denied.class, decide(List.of(guard), policy("names")));
        Decision.Approved approved = approved(guard, with(policy("ids"), only("flight_id")), policy("names"));
        assertEquals(Effect.CLEAR, effect(approved, "flights", "flight_id"));
        assertEquals(Effect.HIDDEN, effect(approved, "flights", "captain"));
    }

    @Test
    void timeCountsFromTheStartAndIsNotExtended() {
        Guard guard = guard("g", PII, "maxDuration: 720h");
        Decision.Approved approved = approved(guard, policy("a"));
        assertEquals(NOW.plus(Duration.ofDays(30)), approved.notAfter());
        Decision.Expired over = assertInstanceOf(
                Decision.Expired.class, decide(ALL, List.of(guard), NOW.plus(Duration.ofDays(30)), policy("a")));
        assertEquals(NOW.plus(Duration.ofDays(30)), over.endTime());
        assertTrue(over.because().startsWith("Guardrail g allows 720h (spec.maxDuration), counted from " + NOW));
        assertEquals(List.of(new GuardUse("g", 1, List.of())), over.guards());
    }

    @Test
    void whatItIsNotAboutLasts() {
        Guard guard = guard("g", PII, "maxDuration: 720h");
        Decision.Approved approved = approved(guard, with(policy("a"), only("flight_id")));
        assertEquals(null, approved.notAfter());
        assertEquals(List.of(), approved.guards());
    }

    @Test
    void anExceptionLiftsItsColumnsUntilItsEndAndIsNamed() {
        Instant until = NOW.plus(Duration.ofDays(14));
        Guard guard = guard(
                "g",
                PII,
                "mask: \"Null\"",
                "exceptions: [{consumers: [{domain: insights, product: delays}], columns: [captain], until: \"" + until
                        + "\", reason: ring case, ticket: DPO-88}]");
        Decision.Approved approved = approved(guard, policy("a"));
        assertEquals(Effect.CLEAR, effect(approved, "flights", "captain"));
        assertEquals(until, approved.notAfter());
        assertEquals(
                List.of(new GuardUse("g", 1, List.of("until " + until + ": ring case (DPO-88)"))), approved.guards());
        var then = assertInstanceOf(Decision.Approved.class, decide(ALL, List.of(guard), until, policy("a")));
        assertEquals(Effect.NULL, effect(then, "flights", "captain"));
        assertEquals(List.of(new GuardUse("g", 1, List.of())), then.guards());
    }

    @Test
    void anExceptionForOthersLiftsNothing() {
        for (String other : List.of(
                "{consumers: [{domain: fraud}]",
                "{consumers: [{domain: insights, product: churn}]",
                "{consumers: [{domain: insights}], ports: [{domain: crm}]",
                "{consumers: [{domain: insights}], ports: [{domain: flights, name: arrivals}]",
                "{consumers: [{domain: insights}], columns: [Captain]")) {
            Guard guard = guard(
                    "g",
                    PII,
                    "mask: \"Null\"",
                    "exceptions: [" + other + ", until: \"2100-01-01T00:00:00Z\", reason: x}]");
            assertEquals(Effect.NULL, effect(approved(guard, policy("a")), "flights", "captain"), other);
        }
    }

    @Test
    void whatItDoesIsToldInWords() {
        assertEquals(
                List.of("column flights.captain becomes Hash, and 1 more"), effects(guard("g", PII, "mask: Hash")));
        assertEquals(
                List.of(
                        "refused: Guardrail g refuses this: no; Guardrails are the platform team's: ask it for an exception,"
                                + " or ask for what it allows"),
                effects(guard("g", PII, "deny: \"no\"")));
        assertEquals(List.of("ends at 2026-11-24T10:00:00Z"), effects(guard("g", PII, "maxDuration: 24h")));
        assertEquals(
                List.of("less is seen of the rows of flights"),
                effects(guard(
                        "g",
                        "match: {columns: {namePattern: origin, unclassified: Ignore}}",
                        "rows: [{column: origin, operator: In, values: [JFK]}]")));
        assertEquals(
                List.of(""),
                effects(guard("g", "match: {columns: {namePattern: nothing, unclassified: Ignore}}", "deny: \"no\"")));
    }

    /** What is tried counts beside what is respected, not instead of it. */
    @Test
    void whatIsRespectedAlreadyIsNoNewViolation() {
        Guard respected = guard("respected", PII, "mask: \"Null\"");
        Guard tried = GuardWorlds.as(GuardMode.DRY_RUN, guard("tried", PII, "mask: Hash"));
        List<GuardEffect> effects = Access.weigh(
                ASK,
                CONTRACT,
                List.of(policy("a")),
                new Guards(List.of(tried, respected), List.of()),
                ALL,
                Lease.from(NOW),
                NOW);
        assertEquals(
                List.of(true, false),
                effects.stream().map(effect -> effect.change().isPresent()).toList());
    }

    @Test
    void aLeaseThatExtendsItselfEndsWithTheTimeOfTheGuardrail() {
        Guard guard = guard("g", "match: {}", "maxDuration: 36h");
        AccessPolicy policy = Samples.extended(policy("a"), Duration.ofHours(24));
        Instant hard = NOW.plusSeconds(36 * 3600);
        for (int hour : List.of(12, 20, 35)) {
            var approved = assertInstanceOf(
                    Decision.Approved.class, decide(ALL, List.of(guard), NOW.plusSeconds(hour * 3600L), policy));
            assertEquals(hard, approved.notAfter());
        }
        assertInstanceOf(Decision.Expired.class, decide(ALL, List.of(guard), hard, policy));
    }

    @Test
    void whatNoPolicyAllowsIsNotCounted() {
        assertEquals(
                List.of(),
                Access.weigh(
                        ASK,
                        CONTRACT,
                        List.of(),
                        new Guards(List.of(guard("g", "match: {}", "mask: Hash")), List.of()),
                        ALL,
                        Lease.from(NOW),
                        NOW));
    }

    @Test
    void selectorsAreAboutBothDomains() {
        Guard guard = guard(
                "g",
                "match: {domainSelector: {matchLabels: {region: eu}}, consumerDomainSelector: {matchExpressions:"
                        + " [{key: certified, operator: DoesNotExist}]}}",
                "mask: Hash");
        var guards = new Guards(List.of(guard), List.of());
        assertEquals(
                1, guards.concerning(Map.of("region", "eu"), Map.of()).valid().size());
        assertEquals(
                0, guards.concerning(Map.of("region", "us"), Map.of()).valid().size());
        assertEquals(
                0,
                guards.concerning(Map.of("region", "eu"), Map.of("certified", "yes"))
                        .valid()
                        .size());
    }

    private static List<String> effects(Guard guard) {
        return Access.weigh(
                        ASK,
                        CONTRACT,
                        List.of(policy("a")),
                        new Guards(List.of(guard), List.of()),
                        ALL,
                        Lease.from(NOW),
                        NOW)
                .stream()
                .map(effect -> effect.change().orElse(""))
                .toList();
    }

    private static Decision.Approved approved(Guard guard, AccessPolicy... policies) {
        return assertInstanceOf(Decision.Approved.class, decide(List.of(guard), policies));
    }

    private static Decision decide(List<Guard> guards, AccessPolicy... policies) {
        return decide(ALL, guards, NOW, policies);
    }

    private static Decision decide(Enforcement enforcement, List<Guard> guards, Instant at, AccessPolicy... policies) {
        return Access.decide(
                ASK,
                CONTRACT,
                Arrays.asList(policies),
                List.of(),
                new Guards(guards, List.of()),
                enforcement,
                Lease.from(NOW),
                at);
    }

    private static Effect effect(Decision.Approved approved, String relation, String column) {
        Optional<RelationLens> lens = approved.lens().relations().stream()
                .filter(each -> each.relation().equals(relation))
                .findFirst();
        return lens.map(each -> each.columns().getOrDefault(column, Effect.HIDDEN))
                .orElse(Effect.HIDDEN);
    }

    private static Guard guard(String name, String... lines) {
        String spec = "enforcement: Enforce\n" + String.join("\n", lines);
        return GuardrailParser.parse(
                        name,
                        1,
                        Serialization.unmarshal("spec:\n" + spec.indent(2), Guardrail.class)
                                .getSpec())
                .orElseThrow();
    }
}
