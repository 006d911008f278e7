package dev.roadstead.operator.reconcile.storeclass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.roadstead.operator.backend.Leftovers;
import dev.roadstead.operator.backend.Orphan;
import dev.roadstead.operator.backend.Orphan.Kind;
import dev.roadstead.operator.reconcile.storeclass.OrphanRules.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OrphanRulesTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final Instant LONG_AGO = NOON.minus(Duration.ofDays(3));
    private static final OrphanRules RULES = new OrphanRules(Duration.ofHours(1));

    private static Leftovers grants(int orphans, int open, Instant since) {
        return new Leftovers(
                IntStream.range(0, orphans)
                        .mapToObj(i -> new Orphan(Kind.GRANT, "g" + i, "grant " + i, true, since))
                        .toList(),
                open,
                false,
                true);
    }

    private static Verdict decide(Leftovers leftovers, Instant now) {
        return RULES.decide(leftovers, LONG_AGO, now, null);
    }

    @Test
    void aGraceIsWaitedForToTheMicrosecond() {
        Instant end = NOON.plus(Duration.ofHours(1));
        assertInstanceOf(Verdict.Wait.class, decide(grants(1, 20, NOON), end.minusNanos(1000)));
        assertInstanceOf(Verdict.End.class, decide(grants(1, 20, NOON), end));
    }

    @Test
    void whatNobodyHasWrittenDownDoesNotEnd() {
        assertInstanceOf(Verdict.Wait.class, decide(grants(1, 20, null), NOON));
    }

    @Test
    void anOperatorThatHasJustStartedEndsNothing() {
        Leftovers old = grants(1, 20, LONG_AGO);
        assertInstanceOf(Verdict.Wait.class, RULES.decide(old, NOON, NOON.plus(Duration.ofMinutes(9)), null));
        assertInstanceOf(Verdict.End.class, RULES.decide(old, NOON, NOON.plus(Duration.ofMinutes(10)), null));
    }

    @Test
    void manyAreHeldOnlyIfTheyAreMost() {
        assertInstanceOf(Verdict.End.class, decide(grants(10, 10, LONG_AGO), NOON));
        assertInstanceOf(Verdict.End.class, decide(grants(11, 22, LONG_AGO), NOON));
        var held = assertInstanceOf(Verdict.Held.class, decide(grants(11, 21, LONG_AGO), NOON));
        assertEquals(11, held.open());
        assertEquals(21, held.all());
    }

    @Test
    void aStoreWithoutAnyOfItsProductsIsHeldHoweverSmall() {
        var one = grants(1, 1, LONG_AGO);
        var deserted = new Leftovers(one.orphans(), 1, true, true);
        assertInstanceOf(Verdict.Held.class, decide(deserted, NOON));
    }

    @Test
    void whatLetsNobodyInIsNotHeld() {
        var views = new Leftovers(
                List.of(
                        new Orphan(Kind.PORT, "p", "port", false, LONG_AGO),
                        new Orphan(Kind.STORE, "s", "s", false, null)),
                0,
                true,
                true);
        var end = assertInstanceOf(Verdict.End.class, decide(views, NOON));
        assertEquals(List.of(Kind.PORT), end.due().stream().map(Orphan::kind).toList());
    }

    @Test
    void aConfirmationIsGoodForExactlyTheseAndNoOthers() {
        Leftovers hundred = grants(100, 100, LONG_AGO);
        String token =
                assertInstanceOf(Verdict.Held.class, decide(hundred, NOON)).token();
        var end = assertInstanceOf(Verdict.End.class, RULES.decide(hundred, LONG_AGO, NOON, token));
        assertEquals(100, end.due().size());

        Leftovers later = grants(100, 100, LONG_AGO.plusSeconds(1));
        var again = assertInstanceOf(Verdict.Held.class, RULES.decide(later, LONG_AGO, NOON, token));
        assertNotEquals(token, again.token());
        assertInstanceOf(
                Verdict.Held.class, RULES.decide(grants(99, 100, LONG_AGO), LONG_AGO, NOON, token), "one came back");
        assertInstanceOf(Verdict.Held.class, RULES.decide(hundred, LONG_AGO, NOON, "100"), "only the number");
    }
}
