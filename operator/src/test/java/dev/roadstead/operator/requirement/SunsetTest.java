package dev.roadstead.operator.requirement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.Contract;
import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.api.v1alpha1.OutputPortStatus;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SunsetTest {

    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    @Test
    void aTimeThatIsSetOrPulledNearerIsAnnouncedNow() {
        assertEquals(new Sunset(hour(9), NOW), told(served(null, null), hour(9)));
        assertEquals(new Sunset(hour(8), NOW), told(served(hour(9), hour(-5)), hour(8)));
        assertEquals(new Sunset(hour(8), NOW), told(served(hour(9), null), hour(8)));
    }

    @Test
    void aTimeThatStaysOrIsPutOffWasAnnouncedBefore() {
        assertEquals(new Sunset(hour(9), hour(-5)), told(served(hour(9), hour(-5)), hour(9)));
        assertEquals(new Sunset(hour(99), hour(-5)), told(served(hour(9), hour(-5)), hour(99)));
        assertEquals(new Sunset(hour(9), null), told(served(hour(9), null), hour(9)));
    }

    @Test
    void aVersionThatCameWithItsEndSurprisesNobody() {
        assertEquals(new Sunset(hour(-9), null), told(null, hour(-9)));
        var never = new OutputPortStatus.Version("v1", "NotServed", null, null, null, null, List.of());
        assertEquals(new Sunset(hour(9), null), told(never, hour(9)));
        assertEquals(hour(9), told(null, hour(9)).end(Duration.ofDays(30)));
        assertEquals(Optional.empty(), Sunset.told(served(hour(9), hour(0)), version(null), NOW));
    }

    /** However often it is moved, whoever comes to know it has the notice, and never less than was promised last. */
    @Property
    void nobodyHasLessThanTheNotice(
            @ForAll @Size(min = 1, max = 6) List<@IntRange(min = -50, max = 50) Integer> moves,
            @ForAll @IntRange(min = 1, max = 30) int notice) {
        OutputPortStatus.Version status = served(null, null);
        for (int step = 0; step < moves.size(); step++) {
            Instant now = hour(step);
            Instant time = hour(moves.get(step));
            Sunset sunset = Sunset.told(status, version(time), now).orElseThrow();
            boolean nearer = status.sunsetTime() == null || time.isBefore(Instant.parse(status.sunsetTime()));
            Instant end = sunset.end(Duration.ofHours(notice));
            assertFalse(end.isBefore(time));
            if (nearer) {
                assertFalse(end.isBefore(now.plus(Duration.ofHours(notice))));
            }
            assertEquals(
                    sunset, Sunset.told(kept(sunset), version(time), now).orElseThrow(), "looking again moves nothing");
            assertTrue(sunset.end(Duration.ZERO).compareTo(end) <= 0);
            status = kept(sunset);
        }
    }

    private static OutputPortStatus.Version kept(Sunset sunset) {
        return served(sunset.time(), sunset.announced());
    }

    private static Sunset told(OutputPortStatus.@Nullable Version before, Instant time) {
        return Sunset.told(before, version(time), NOW).orElseThrow();
    }

    private static OutputPortStatus.Version served(@Nullable Instant time, @Nullable Instant announced) {
        return new OutputPortStatus.Version("v1", "Served", "h", "orders-v1-0", "s", null, List.of())
                .withSunset(time == null ? null : time.toString(), announced == null ? null : announced.toString());
    }

    private static OutputPortSpec.Version version(@Nullable Instant time) {
        var contract = Serialization.unmarshal("schema: []", Contract.class);
        return new OutputPortSpec.Version(
                "v1", true, true, null, time == null ? null : time.toString(), null, contract, null);
    }

    private static Instant hour(int hours) {
        return NOW.plus(Duration.ofHours(hours));
    }
}
