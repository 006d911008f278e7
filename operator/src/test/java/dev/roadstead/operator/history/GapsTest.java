package dev.roadstead.operator.history;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GapsTest {

    private final List<Entry> entries = new ArrayList<>();

    private static Instant at(int second) {
        return Instant.EPOCH.plusSeconds(second);
    }

    private void told(Event event, int second, Told told) {
        entries.add(new Entry(entries.size() + 1, at(second), event.wireName(), "", told.json(), "", ""));
    }

    private static Told right(String who, @Nullable Integer notBefore) {
        return Told.drift("Membership", "role x", who, notBefore == null ? null : at(notBefore));
    }

    private List<String> between(int from, int to) {
        return Gaps.of(entries, new Question(null, null, null, null, null, at(from), at(to)));
    }

    @Test
    void whatSomebodyElsePutsRightIsOneStretchOfTime() {
        told(Event.DRIFT_FOUND, 20, right("bob", 10));
        told(Event.DRIFT_REPAIRED, 40, right("bob", 39));
        String line =
                "Decided by nobody: role x: bob; not before 1970-01-01T00:00:10Z, seen at 1970-01-01T00:00:20Z, and until"
                        + " 1970-01-01T00:00:40Z (bounded).";
        assertEquals(List.of(line), between(15, 16));
        assertEquals(List.of(line), between(30, 50));
        assertEquals(List.of(), between(0, 5));
        assertEquals(List.of(), between(41, 50));
    }

    @Test
    void whatNobodyPutsRightStays() {
        told(Event.DRIFT_FOUND, 20, right("bob", 10));
        told(Event.DRIFT_REPAIRED, 40, right("eve", 30));
        assertEquals(
                List.of(
                        "Decided by nobody: role x: bob; not before 1970-01-01T00:00:10Z, seen at 1970-01-01T00:00:20Z (bounded).",
                        "Decided by nobody: role x: eve; not before 1970-01-01T00:00:30Z, put right at 1970-01-01T00:00:40Z"
                                + " (bounded)."),
                between(35, 36));
        assertEquals(1, between(1000, 1001).size());
    }
}
