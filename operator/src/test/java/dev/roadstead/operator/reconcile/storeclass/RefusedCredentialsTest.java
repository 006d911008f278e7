package dev.roadstead.operator.reconcile.storeclass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.operator.backend.RotationPlan;
import dev.roadstead.operator.backend.StoreSettings;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RefusedCredentialsTest {

    private final BackendException no = BackendException.refused("WrongPassword", "no");

    private final MovingClock clock = new MovingClock();
    private final RefusedCredentials refusals = new RefusedCredentials(clock);

    @Test
    void theSameIsTriedLessAndLessOftenButNeverGivenUp() {
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            refusals.refused(settings("wrong"), no);
            Instant from = clock.instant();
            while (refusals.tooEarly(settings("wrong")).isPresent()) {
                clock.now = clock.now.plusSeconds(1);
            }
            pauses.add(clock.now.getEpochSecond() - from.getEpochSecond());
        }
        assertEquals(List.of(10L, 20L, 40L, 60L, 60L, 60L), pauses);
    }

    @Test
    void anotherOneIsTriedAtOnce() {
        refusals.refused(settings("wrong"), no);
        assertEquals(Optional.of(no), refusals.tooEarly(settings("wrong")));
        assertTrue(refusals.tooEarly(settings("right")).isEmpty());
        refusals.accepted(settings("right"));
        assertTrue(refusals.tooEarly(settings("wrong")).isEmpty());
    }

    private static StoreSettings settings(String password) {
        return new StoreSettings(
                "warehouse",
                "pg",
                5432,
                "mesh",
                "operator",
                password,
                StoreSettings.TlsMode.DISABLE,
                null,
                4,
                null,
                10,
                RotationPlan.ON_DEMAND);
    }

    private static final class MovingClock extends Clock {
        private Instant now = Instant.EPOCH;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
