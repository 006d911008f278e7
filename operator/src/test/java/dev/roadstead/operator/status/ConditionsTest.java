package dev.roadstead.operator.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.Condition;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionsTest {

    private static final String EARLY = "2026-11-23T10:00:00Z";
    private static final String LATE = "2026-11-23T11:00:00Z";

    private static Clock at(String time) {
        return Clock.fixed(Instant.parse(time), ZoneOffset.UTC);
    }

    private static List<Condition> waiting() {
        return Conditions.after(List.of(), 1, at(EARLY))
                .isFalse(ConditionType.READY, Reason.NO_POLICY, "nobody has allowed it")
                .isTrue(ConditionType.ACCEPTED, Reason.VALID, "fine")
                .list();
    }

    @Test
    void theOrderIsFixed() {
        assertEquals(
                List.of("Accepted", "Ready"),
                waiting().stream().map(Condition::type).toList());
    }

    @Test
    void sayingTheSameAgainChangesNothing() {
        var again = Conditions.after(waiting(), 1, at(LATE))
                .isTrue(ConditionType.ACCEPTED, Reason.VALID, "fine")
                .isFalse(ConditionType.READY, Reason.NO_POLICY, "nobody has allowed it");
        assertEquals(waiting(), again.list());
    }

    @Test
    void anotherReasonIsNoTransition() {
        var expired = Conditions.after(waiting(), 2, at(LATE))
                .isFalse(ConditionType.READY, Reason.EXPIRED, "over")
                .list()
                .getFirst();
        assertEquals(EARLY, expired.lastTransitionTime());
        assertEquals(2, expired.observedGeneration());
    }

    @Test
    void anotherStatusIsOne() {
        var ready = Conditions.after(waiting(), 1, at(LATE))
                .isTrue(ConditionType.READY, Reason.READY, "works")
                .list()
                .getFirst();
        assertEquals(LATE, ready.lastTransitionTime());
    }

    @Test
    void whatIsNotSaidAgainIsGoneUnlessKept() {
        var next = Conditions.after(waiting(), 7, at(LATE))
                .keep(ConditionType.ACCEPTED)
                .keep(ConditionType.GRANTED);
        assertEquals(List.of(waiting().getFirst()), next.list());
        assertTrue(next.holds(ConditionType.ACCEPTED));
    }

    @Test
    void longMessagesAreCutWhereTheApiServerCounts() {
        String message = Conditions.after(List.of(), 1, at(EARLY))
                .isFalse(ConditionType.READY, Reason.INVALID, "\uD83D\uDEA2".repeat(40_000))
                .list()
                .getFirst()
                .message();
        assertEquals(Conditions.LONGEST_MESSAGE, message.codePointCount(0, message.length()));
        assertTrue(message.endsWith("\uD83D\uDEA2 …"), "no ship is cut in half");
    }

    @Test
    void aReasonIsUsedOnlyWhereItIsDocumented() {
        var conditions = Conditions.after(List.of(), 1, at(EARLY));
        assertThrows(
                IllegalArgumentException.class,
                () -> conditions.isFalse(ConditionType.ACCEPTED, Reason.WRONG_PASSWORD, "?"));
    }

    @Test
    void wordsOfBackendsNeverBreakAReconcile() {
        assertEquals(Reason.WRONG_PASSWORD, Reason.ofStore("WrongPassword", ConditionType.REACHABLE));
        assertEquals(Reason.STORE_REFUSED, Reason.ofStore("WrongPassword", ConditionType.PROVISIONED));
        assertEquals(Reason.STORE_REFUSED, Reason.ofStore("SomethingNew", ConditionType.GRANTED));
    }
}
