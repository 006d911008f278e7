package dev.roadstead.operator.reconcile.storeclass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.roadstead.api.v1alpha1.StoreClassStatus;
import dev.roadstead.api.v1alpha1.StoreClassStatus.Ledger;
import dev.roadstead.operator.history.Head;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeadsTest {
    private static final Duration PACE = Duration.ofMinutes(1);
    private static final Instant TIME = Instant.parse("2026-03-01T12:00:00Z");
    private static final Ledger BEFORE = new Ledger(7L, "aa", TIME.toString());

    @Test
    void isWrittenAtThatPaceAtMostAndNeverForgotten() {
        Head next = new Head(8, "bb", TIME.plusSeconds(1));
        assertEquals(BEFORE, Heads.next(BEFORE, next, TIME.plusSeconds(59), PACE));
        assertEquals(
                new Ledger(8L, "bb", "2026-03-01T12:00:01Z"), Heads.next(BEFORE, next, TIME.plusSeconds(60), PACE));
        assertEquals(BEFORE, Heads.next(BEFORE, new Head(7, "aa", TIME), TIME.plusSeconds(3600), PACE));
        assertEquals(BEFORE, Heads.next(BEFORE, null, TIME.plusSeconds(3600), PACE));
        assertEquals(BEFORE, Heads.next(null, new Head(7, "aa", TIME), TIME, PACE));
    }

    @Test
    void aStoreThatWasSetBackIsKnownAtOnce() {
        assertEquals(
                new Ledger(3L, "cc", TIME.toString()),
                Heads.next(BEFORE, new Head(3, "cc", TIME), TIME.plusSeconds(1), PACE));
    }

    @Test
    void whatTheStatusRemembersIsWhatTheStoreMustHave() {
        var status = new StoreClassStatus(1L, List.of(), "id", null, null, List.of(), null, BEFORE, null);
        assertEquals(new Head(7, "aa", TIME), Heads.known(status).head());
        var empty = new StoreClassStatus(1L, List.of(), null, null, null, List.of(), null, null, null);
        assertNull(Heads.known(empty).head());
        assertEquals("", Heads.known(empty).storeId());
    }

    @Test
    void aTimeThatIsNoneIsAsGoodAsNoMemory() {
        var odd = new Ledger(7L, "aa", "yesterday");
        var status = new StoreClassStatus(1L, List.of(), "id", null, null, List.of(), null, odd, null);
        assertNull(Heads.known(status).head());
        assertEquals(new Ledger(8L, "bb", TIME.toString()), Heads.next(odd, new Head(8, "bb", TIME), TIME, PACE));
    }
}
