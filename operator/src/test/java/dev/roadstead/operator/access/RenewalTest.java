package dev.roadstead.operator.access;

import static dev.roadstead.operator.access.Samples.ALL;
import static dev.roadstead.operator.access.Samples.ASK;
import static dev.roadstead.operator.access.Samples.CONTRACT;
import static dev.roadstead.operator.access.Samples.NOW;
import static dev.roadstead.operator.access.Samples.extended;
import static dev.roadstead.operator.access.Samples.lasting;
import static dev.roadstead.operator.access.Samples.policy;
import static dev.roadstead.operator.access.Samples.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** How a lease goes on: by the consumer's word, by itself, or not at all. */
class RenewalTest {

    private static final Duration DAY = Duration.ofDays(1);
    private static final AccessPolicy MANUAL = lasting(policy("a"), DAY);
    private static final AccessPolicy AUTOMATIC = extended(policy("a"), DAY);
    private static final long LONGEST_MICROS = 87_600L * 3_600 * 1_000_000;

    @Test
    void theConsumersWordCountsFromThen() {
        var renewed = new Lease(NOW, 3, NOW.plus(DAY.multipliedBy(5)), null);
        assertEquals(NOW.plus(DAY.multipliedBy(6)), end(MANUAL, renewed, NOW.plus(DAY.multipliedBy(5))));
        var expired = (Decision.Expired) decide(MANUAL, renewed, NOW.plus(DAY.multipliedBy(6)));
        assertEquals(
                "Policy a allows 24h (spec.maxDuration), counted from the renewal at 2026-11-28T10:00:00Z; raise renewal of the"
                        + " request or input above 3 and it counts anew from then; applying the request anew does not restart it",
                expired.because());
    }

    @Test
    void byItselfItMovesOnceInHalfTheTime() {
        Lease lease = Lease.from(NOW);
        assertEquals(NOW.plus(DAY), end(AUTOMATIC, lease, NOW));
        assertEquals(
                NOW.plus(DAY), end(AUTOMATIC, lease, NOW.plusSeconds(12 * 3600).minusNanos(1000)));
        assertEquals(NOW.plusSeconds(36 * 3600), end(AUTOMATIC, lease, NOW.plusSeconds(12 * 3600)));
        assertEquals(Optional.of(NOW.plusSeconds(12 * 3600)), next(AUTOMATIC, lease, NOW));
        assertEquals(Optional.empty(), next(MANUAL, lease, NOW));
    }

    @Test
    void theHardEndIsNeverMoved() {
        Instant hard = NOW.plusSeconds(30 * 3600);
        AccessPolicy policy = until(AUTOMATIC, hard);
        Lease lease = Lease.from(NOW);
        assertEquals(NOW.plus(DAY), end(policy, lease, NOW));
        assertEquals(hard, end(policy, lease, NOW.plusSeconds(12 * 3600)));
        assertEquals(Optional.empty(), next(policy, lease, NOW.plusSeconds(12 * 3600)));
        assertInstanceOf(Decision.Expired.class, decide(policy, lease, hard));
    }

    @Test
    void theRequestsOwnEndIsNeverMoved() {
        Instant own = NOW.plusSeconds(3600);
        var ask = new Ask(ASK.domain(), ASK.product(), ASK.port(), ASK.purpose(), own);
        var approved = (Decision.Approved)
                Access.decide(ask, CONTRACT, List.of(AUTOMATIC), List.of(), Guards.NONE, ALL, Lease.from(NOW), NOW);
        assertEquals(own, approved.notAfter());
        assertInstanceOf(
                Decision.Expired.class,
                Access.decide(ask, CONTRACT, List.of(AUTOMATIC), List.of(), Guards.NONE, ALL, Lease.from(NOW), own));
    }

    @Test
    void whatCanNotBeProvenIsNotExtendedUntilItIsRenewed() {
        Instant failed = NOW.plusSeconds(3600);
        var unproven = new Lease(NOW, 0, null, failed);
        assertEquals(NOW.plus(DAY), end(AUTOMATIC, unproven, NOW.plusSeconds(23 * 3600)));
        assertEquals(Optional.empty(), next(AUTOMATIC, unproven, NOW.plusSeconds(23 * 3600)));
        var expired = (Decision.Expired) decide(AUTOMATIC, unproven, NOW.plus(DAY));
        assertTrue(
                expired.because().contains("the proof has failed since " + failed)
                        && expired.because().contains("raise renewal of the request or input above 0"),
                expired.because());
        var renewed = new Lease(NOW, 1, NOW.plusSeconds(30 * 3600), failed);
        assertEquals(NOW.plusSeconds(48 * 3600), end(AUTOMATIC, renewed, NOW.plusSeconds(30 * 3600)));
        assertEquals(NOW.plusSeconds(48 * 3600), end(AUTOMATIC, renewed, NOW.plusSeconds(47 * 3600)));
    }

    @Test
    void eachPolicyHasItsOwnTime() {
        AccessPolicy short_ = lasting(policy("b"), Duration.ofHours(1));
        Lease lease = Lease.from(NOW);
        Instant later = NOW.plusSeconds(13 * 3600);
        var approved = (Decision.Approved)
                Access.decide(ASK, CONTRACT, List.of(AUTOMATIC, short_), List.of(), Guards.NONE, ALL, lease, later);
        assertEquals(NOW.plusSeconds(36 * 3600), approved.notAfter());
        assertEquals(List.of(new PolicyUse("a", 1)), approved.policies());
    }

    /** What the promise says, for every length a Policy may have and every moment of a century. */
    @Property
    void betweenHalfAndAllOfTheTimeIsLeft(
            @ForAll @LongRange(min = 60_000_000, max = LONGEST_MICROS) long micros,
            @ForAll @LongRange(max = 10 * LONGEST_MICROS) long sinceStart) {
        Duration length = Duration.ofNanos(micros * 1000);
        Duration half = length.dividedBy(2).truncatedTo(java.time.temporal.ChronoUnit.MICROS);
        Lease lease = Lease.from(NOW);
        Instant now = NOW.plusNanos(sinceStart / 1000 * 1_000_000).plusNanos(sinceStart % 1000 * 1000);
        Term term = Term.of(extended(policy("a"), length), lease, now);
        Duration left = Duration.between(now, term.endOrMax());
        assertTrue(left.compareTo(half) > 0 && left.compareTo(length) <= 0, left + " of " + length);
        Instant move = term.moves();
        assertFalse(move == null || !move.isAfter(now));
        assertEquals(
                term.end(), Term.of(term.policy(), lease, move.minusNanos(1000)).end(), "it stays until it moves");
        assertEquals(
                half,
                Duration.between(
                        term.endOrMax(), Term.of(term.policy(), lease, move).endOrMax()));
    }

    /** Nobody can make time by changing the clock's reading a little, or by looking often. */
    @Property
    void theEndNeverMovesBack(
            @ForAll @LongRange(min = 60, max = 100_000) long seconds,
            @ForAll @LongRange(max = 1_000_000) long one,
            @ForAll @LongRange(max = 1_000_000) long more) {
        AccessPolicy policy = extended(policy("a"), Duration.ofSeconds(seconds));
        Instant first = Term.of(policy, Lease.from(NOW), NOW.plusSeconds(one)).endOrMax();
        Instant second =
                Term.of(policy, Lease.from(NOW), NOW.plusSeconds(one + more)).endOrMax();
        assertFalse(second.isBefore(first));
    }

    @Test
    void aClockBeforeTheStartGivesTheFirstEnd() {
        Term term = Term.of(AUTOMATIC, Lease.from(NOW), NOW.minusSeconds(5));
        assertEquals(NOW.plus(DAY), term.end());
        assertNull(Term.of(MANUAL, Lease.from(NOW), NOW).moves());
    }

    private static Decision decide(AccessPolicy policy, Lease lease, Instant now) {
        return Access.decide(ASK, CONTRACT, List.of(policy), List.of(), Guards.NONE, ALL, lease, now);
    }

    private static Instant end(AccessPolicy policy, Lease lease, Instant now) {
        return assertInstanceOf(Decision.Approved.class, decide(policy, lease, now))
                .notAfter();
    }

    private static Optional<Instant> next(AccessPolicy policy, Lease lease, Instant now) {
        return Access.nextExtension(ASK, List.of(policy), lease, now);
    }
}
