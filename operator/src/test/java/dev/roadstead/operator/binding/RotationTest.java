package dev.roadstead.operator.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.backend.LoginState;
import dev.roadstead.operator.backend.RotationPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RotationTest {

    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration INTERVAL = Duration.ofDays(30);
    private static final Rotation MONTHLY =
            new Rotation(new RotationPlan(INTERVAL, Duration.ofHours(1)), T0.minusSeconds(5));
    private static final Rotation ON_DEMAND = new Rotation(RotationPlan.ON_DEMAND, T0);

    @Test
    void withoutAnIntervalOnlyAskingHelps() {
        LoginState state = state("rs_c_1_a", null, null, "1");
        assertFalse(ON_DEMAND.isDue(state, null, T0.plus(Duration.ofDays(3650))));
        assertFalse(ON_DEMAND.isDue(state, "1", T0), "it was fulfilled");
        assertTrue(ON_DEMAND.isDue(state, "2", T0));
        assertEquals(Optional.empty(), ON_DEMAND.next(state));
    }

    @Test
    void thereAreTwoSlotsAndNoThird() {
        LoginState handing = state("rs_c_1_b", "rs_c_1_a", null, null);
        LoginState overlap = state("rs_c_1_b", "rs_c_1_a", T0.plusSeconds(60), null);
        for (LoginState state : List.of(handing, overlap)) {
            assertFalse(MONTHLY.isDue(state, "another", T0.plus(INTERVAL).plus(INTERVAL)));
        }
        assertEquals(Optional.empty(), MONTHLY.next(handing));
        assertEquals(Optional.of(T0.plusSeconds(60)), MONTHLY.next(overlap));
        assertEquals(Optional.of(T0.plusSeconds(60)), MONTHLY.lookAgain(overlap, "another", T0));
        LoginState after = state("rs_c_1_b", null, null, "one");
        assertEquals(Optional.of(T0), MONTHLY.lookAgain(after, "another", T0), "it has waited for the end");
    }

    @Test
    void noPasswordGetsOlderThanTheIntervalAndNextIsWhenItIsDue() {
        for (String login : logins(1000)) {
            LoginState state = state(login, null, null, null);
            Instant next = MONTHLY.next(state).orElseThrow();
            assertFalse(next.isAfter(T0.plus(INTERVAL)), login);
            assertFalse(next.isBefore(T0.plus(INTERVAL).minus(Duration.ofHours(24))), login);
            assertFalse(MONTHLY.isDue(state, null, next.minusMillis(1)));
            assertTrue(MONTHLY.isDue(state, null, next));
        }
    }

    @Test
    void tenThousandLoginsOfOneDayDoNotRotateTogether() {
        assertSpread(MONTHLY, Duration.ofHours(24), T0.plus(INTERVAL).minus(Duration.ofHours(24)));
    }

    @Test
    void whatIsOverdueWhenAnOperatorStartsIsSpreadToo() {
        Instant late = T0.plus(INTERVAL).plus(INTERVAL);
        Rotation away = new Rotation(MONTHLY.plan(), late);
        assertSpread(away, Duration.ofHours(1), late);
    }

    /** None of a hundred equal parts of the time has more than twice its share. */
    private static void assertSpread(Rotation rotation, Duration time, Instant from) {
        int[] parts = new int[100];
        for (String login : logins(10_000)) {
            Instant next = rotation.next(state(login, null, null, null)).orElseThrow();
            long part = Duration.between(from, next).toMillis() * 100 / time.toMillis();
            parts[(int) Math.min(part, 99)]++;
        }
        for (int part : parts) {
            assertTrue(part > 0 && part < 200, part + " of 10000 in a hundredth of the time");
        }
    }

    @Test
    void bothSlotsHaveOnePlace() {
        assertEquals(Rotation.place("rs_c_1_a"), Rotation.place("rs_c_1_b"));
    }

    @Test
    void whatIsAskedIsAnyValueOfTheAnnotation() {
        assertNull(Rotation.asked(null));
        assertNull(Rotation.asked(Map.of("other", "1")));
        assertNull(Rotation.asked(Map.of("roadstead.dev/rotate", " ")));
        assertEquals("2026-11", Rotation.asked(Map.of("roadstead.dev/rotate", "2026-11")));
        String one = Rotation.asked(Map.of("roadstead.dev/rotate", "x".repeat(100_000)));
        String two = Rotation.asked(Map.of("roadstead.dev/rotate", "x".repeat(100_001)));
        assertNotNull(one);
        assertTrue(one.length() <= 64 && !one.equals(two));
    }

    private static List<String> logins(int count) {
        var random = new Random(42);
        List<String> logins = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] id = new byte[5];
            random.nextBytes(id);
            logins.add("rs_6d0f1c2a_c_" + HexFormat.of().formatHex(id) + "_a");
        }
        return logins;
    }

    private static LoginState state(String login, String previous, Instant until, String handled) {
        return new LoginState(login, "", T0, previous, until, handled);
    }
}
