package dev.roadstead.operator.access;

import static dev.roadstead.operator.access.Samples.ALL;
import static dev.roadstead.operator.access.Samples.ASK;
import static dev.roadstead.operator.access.Samples.CONTRACT;
import static dev.roadstead.operator.access.Samples.NOW;
import static dev.roadstead.operator.access.Samples.PORT;
import static dev.roadstead.operator.access.Samples.all;
import static dev.roadstead.operator.access.Samples.in;
import static dev.roadstead.operator.access.Samples.lasting;
import static dev.roadstead.operator.access.Samples.mask;
import static dev.roadstead.operator.access.Samples.only;
import static dev.roadstead.operator.access.Samples.policy;
import static dev.roadstead.operator.access.Samples.until;
import static dev.roadstead.operator.access.Samples.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccessTimeTest {

    private static final Duration DAY = Duration.ofDays(1);

    @Test
    void withoutAnEndThereIsNone() {
        assertNull(approved(at(NOW), policy("a")).notAfter());
    }

    @Test
    void theLeaseIsCountedFromItsStart() {
        AccessPolicy month = lasting(policy("a"), DAY.multipliedBy(30));
        assertEquals(NOW.plus(DAY.multipliedBy(30)), approved(at(NOW), month).notAfter());
        Instant start = NOW.minus(DAY.multipliedBy(29));
        assertEquals(
                NOW.plus(DAY),
                ((Decision.Approved) Access.decide(ASK, CONTRACT, List.of(month), ALL, start, NOW)).notAfter());
    }

    @Test
    void theEarliestBoundHolds() {
        AccessPolicy policy = until(lasting(policy("a"), DAY.multipliedBy(2)), NOW.plus(DAY.multipliedBy(3)));
        assertEquals(NOW.plus(DAY.multipliedBy(2)), approved(at(NOW), policy).notAfter());
        assertEquals(NOW.plus(DAY), approved(asking(NOW.plus(DAY)), NOW, policy).notAfter());
        assertEquals(
                NOW.plus(DAY.multipliedBy(2)),
                approved(asking(NOW.plus(DAY.multipliedBy(9))), NOW, policy).notAfter());
        assertEquals(
                NOW.plus(DAY), approved(asking(NOW.plus(DAY)), NOW, policy("b")).notAfter());
    }

    @Test
    void anEndIsExclusive() {
        AccessPolicy policy = until(policy("a"), NOW);
        assertInstanceOf(Decision.Approved.class, decide(at(NOW.minusNanos(1)), policy));
        assertInstanceOf(Decision.Expired.class, decide(at(NOW), policy));
        assertInstanceOf(
                Decision.Approved.class,
                Access.decide(asking(NOW), CONTRACT, List.of(policy("a")), ALL, null, NOW.minusNanos(1)));
        assertInstanceOf(
                Decision.Expired.class, Access.decide(asking(NOW), CONTRACT, List.of(policy("a")), ALL, null, NOW));
    }

    @Test
    void anEndOfTheRequestSaysSo() {
        assertEquals(
                new Decision.Expired(
                        NOW.minus(DAY),
                        "the request's own spec.notAfter 2026-11-22T10:00:00Z has passed; set a later one there, and access goes on as long as a"
                                + " Policy allows it",
                        List.of()),
                Access.decide(asking(NOW.minus(DAY)), CONTRACT, List.of(policy("a")), ALL, null, NOW));
    }

    @Test
    void anEndOfThePolicySaysWhichFieldAndWhatRaisingItDoes() {
        assertEquals(
                new Decision.Expired(
                        NOW,
                        "Policy a ended at 2026-11-23T10:00:00Z (spec.notAfter); ask its owner for a later notAfter, and access goes"
                                + " on until then",
                        List.of(new PolicyUse("a", 1))),
                decide(at(NOW), until(policy("a"), NOW)));
        var lease = (Decision.Expired) Access.decide(
                ASK, CONTRACT, List.of(lasting(policy("a"), Duration.ofMinutes(90))), ALL, NOW.minus(DAY), NOW);
        assertEquals(NOW.minus(DAY).plusSeconds(5400), lease.endTime());
        assertEquals(
                "Policy a allows 1h30m (spec.maxDuration), counted from the first grant at 2026-11-22T10:00:00Z; raise"
                        + " renewal of the request or input above 0 and it counts anew from then; applying the request anew does"
                        + " not restart it",
                lease.because());
    }

    @Test
    void theLatestOfSeveralEndsIsReported() {
        var expired = (Decision.Expired) decide(at(NOW), until(policy("a"), NOW.minus(DAY)), until(policy("b"), NOW));
        assertEquals(NOW, expired.endTime());
        assertTrue(expired.because().startsWith("Policy b "), expired.because());
        assertEquals(List.of(new PolicyUse("a", 1), new PolicyUse("b", 1)), expired.policies());
    }

    @Test
    void endedPoliciesDoNotCount() {
        AccessPolicy ended = until(policy("a"), NOW);
        AccessPolicy lives = with(policy("b"), only("origin"));
        Decision.Approved approved = approved(at(NOW), ended, lives);
        assertEquals(approved(at(NOW), lives), approved);
        assertEquals(List.of(new PolicyUse("b", 1)), approved.policies());
    }

    @Test
    void theGrantLastsUntilTheFirstEndThatChangesWhatIsSeen() {
        AccessPolicy forEver = with(policy("a"), all(mask("pii", Effect.HASH)));
        AccessPolicy addsNothing = until(with(policy("b"), only("origin")), NOW.plus(DAY));
        AccessPolicy clearsCaptain = until(with(policy("c"), only("captain")), NOW.plus(DAY.multipliedBy(2)));
        Decision.Approved approved = approved(at(NOW), forEver, addsNothing, clearsCaptain);
        assertEquals(NOW.plus(DAY.multipliedBy(2)), approved.notAfter());
        Decision.Approved later = approved(at(NOW.plus(DAY.multipliedBy(2))), forEver, addsNothing, clearsCaptain);
        assertNull(later.notAfter());
        assertEquals(approved(at(NOW), forEver).lens(), later.lens());
    }

    @Test
    void twoPoliciesThatShowTheSameLastUntilTheLaterEnd() {
        assertEquals(
                NOW.plus(DAY.multipliedBy(2)),
                approved(at(NOW), until(policy("a"), NOW.plus(DAY)), until(policy("b"), NOW.plus(DAY.multipliedBy(2))))
                        .notAfter());
    }

    @Test
    void anEndThatMakesRowsDifferBoundsTheGrant() {
        AccessPolicy everything = until(policy("a"), NOW.plus(DAY));
        AccessPolicy ny = with(policy("b"), in("origin", "JFK"));
        AccessPolicy la = with(policy("c"), in("origin", "LAX"));
        assertEquals(NOW.plus(DAY), approved(at(NOW), everything, ny, la).notAfter());
        assertEquals(
                List.of(List.of(in("origin", "JFK")), List.of(in("origin", "LAX"))),
                approved(at(NOW.plus(DAY)), everything, ny, la).lens().relations().getFirst().groups().stream()
                        .map(RowGroup::rows)
                        .toList());
    }

    @Test
    void aPolicyThatShowsNothingDoesNotHideThatAnotherEnded() {
        AccessPolicy ended = until(policy("a"), NOW.minus(DAY));
        AccessPolicy nothing = with(policy("b"), only("no_such_column"));
        assertEquals(
                NOW.minus(DAY),
                assertInstanceOf(Decision.Expired.class, decide(at(NOW), ended, nothing))
                        .endTime());
    }

    private record Moment(Instant now) {}

    private static Moment at(Instant now) {
        return new Moment(now);
    }

    private static Ask asking(Instant notAfter) {
        return new Ask(ASK.domain(), ASK.product(), PORT, ASK.purpose(), notAfter);
    }

    private static Decision.Approved approved(Ask ask, Instant now, AccessPolicy... policies) {
        return assertInstanceOf(
                Decision.Approved.class, Access.decide(ask, CONTRACT, List.of(policies), ALL, null, now));
    }

    private static Decision.Approved approved(Moment moment, AccessPolicy... policies) {
        return approved(ASK, moment.now(), policies);
    }

    private static Decision decide(Moment moment, AccessPolicy... policies) {
        return Access.decide(ASK, CONTRACT, List.of(policies), ALL, null, moment.now());
    }
}
