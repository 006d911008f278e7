package dev.roadstead.operator.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Of two memories of a lease, whatever was restored or lost, the one that leaves less time holds. */
class LeaseStateTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    @Provide
    Arbitrary<LeaseState> states() {
        Arbitrary<Instant> times = Arbitraries.integers().between(0, 4).map(NOW::plusSeconds);
        return Combinators.combine(times, Arbitraries.integers().between(0, 3), times.injectNull(0.3))
                .as(LeaseState::new);
    }

    @Property
    void theOrderOfMemoriesNeverMatters(
            @ForAll("states") LeaseState a, @ForAll("states") LeaseState b, @ForAll("states") LeaseState c) {
        assertEquals(a.merge(b), b.merge(a));
        assertEquals(a.merge(b).merge(c), a.merge(b.merge(c)));
        assertEquals(a, a.merge(a));
        assertEquals(a, a.merge(null));
        assertEquals(a.merge(b), a.merge(b).merge(a));
    }

    @Property
    void noMemoryMakesItStartLaterOrForgetsARenewal(@ForAll("states") LeaseState a, @ForAll("states") LeaseState b) {
        LeaseState merged = a.merge(b);
        assertFalse(merged.startTime().isAfter(a.startTime()));
        assertTrue(merged.renewal() >= a.renewal());
    }

    @Test
    void onlyAGreaterNumberRenews() {
        LeaseState first = new LeaseState(NOW, 3, null);
        assertEquals(first, first.renew(3, NOW.plusSeconds(9)));
        assertEquals(first, first.renew(0, NOW.plusSeconds(9)));
        LeaseState renewed = first.renew(4, NOW.plusSeconds(9));
        assertEquals(new LeaseState(NOW, 4, NOW.plusSeconds(9)), renewed);
        assertEquals(renewed, renewed.renew(4, NOW.plusSeconds(20)));
        assertNull(LeaseState.from(NOW).renewedTime());
    }
}
