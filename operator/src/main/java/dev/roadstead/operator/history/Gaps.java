package dev.roadstead.operator.history;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** When nobody watched, what was lost, and what was found that nobody had decided. Pure. */
public final class Gaps {

    private Gaps() {}

    /**
     * Sentences for a time.
     *
     * @param entries about watching and set backs, in the order of numbers
     */
    public static List<String> of(List<Entry> entries, Question question) {
        List<String> found = new ArrayList<>();
        Set<Entry> closing = new HashSet<>();
        Map<Entry, Instant> ends = driftEnds(entries, closing);
        Entry lost = null;
        for (Entry entry : entries) {
            if (entry.is(Event.WATCH_LOST)) {
                lost = entry;
            } else if (entry.is(Event.WATCH_RESUMED) && lost != null) {
                Instant from = start(lost);
                if (question.overlaps(from, entry.at())) {
                    found.add("Not watched: " + from + " to " + entry.at() + rights(lost, entry) + ".");
                }
                lost = null;
            } else if (entry.is(Event.DRIFT_FOUND) || entry.is(Event.DRIFT_REPAIRED)) {
                if (!closing.contains(entry)) {
                    drift(entry, ends.get(entry), question, found);
                }
            } else if (entry.is(Event.REWOUND)
                    && question.overlaps(entry.at(), entry.at().plusNanos(1000))) {
                JsonNode body = Json.parse(entry.body());
                found.add("Set back at " + entry.at() + " from entry "
                        + body.path("from").path("seq").asLong()
                        + " to entry " + body.path("to").path("seq").asLong()
                        + ": what the entries between said is lost here.");
            }
        }
        if (lost != null && question.overlaps(start(lost), Instant.MAX)) {
            found.add("Not watched since " + start(lost) + ".");
        }
        return found;
    }

    /**
     * Until when a sighting of a right stands for it: until the same is told again, or put right.
     *
     * @param closing gets the entries that say no more than that a right which was told before is gone
     */
    private static Map<Entry, Instant> driftEnds(List<Entry> entries, Set<Entry> closing) {
        Map<Entry, Instant> ends = new HashMap<>();
        Map<String, Entry> open = new HashMap<>();
        for (Entry entry : entries) {
            if (entry.is(Event.DRIFT_FOUND) || entry.is(Event.DRIFT_REPAIRED)) {
                JsonNode body = Json.parse(entry.body());
                String same = body.path("kind") + "\n" + body.path("object") + "\n" + body.path("found");
                Entry before = entry.is(Event.DRIFT_FOUND) ? open.put(same, entry) : open.remove(same);
                if (before != null) {
                    ends.put(before, entry.at());
                    if (entry.is(Event.DRIFT_REPAIRED)) {
                        closing.add(entry);
                    }
                }
            }
        }
        return ends;
    }

    /** @param end of what the sighting stands for; null if it is open */
    private static void drift(Entry entry, @Nullable Instant end, Question question, List<String> found) {
        JsonNode body = Json.parse(entry.body());
        String notBefore = body.path("notBefore").asText("");
        Instant since = notBefore.isEmpty() ? Instant.MIN : Instant.parse(notBefore);
        boolean repaired = entry.is(Event.DRIFT_REPAIRED);
        if (question.overlaps(since, repaired ? entry.at() : end == null ? Instant.MAX : end)) {
            found.add("Decided by nobody: " + body.path("object").asText() + ": "
                    + body.path("found").asText() + "; "
                    + (notBefore.isEmpty() ? "from an unknown time" : "not before " + notBefore)
                    + (repaired ? ", put right at " : ", seen at ") + entry.at()
                    + (end == null ? "" : ", and until " + end) + " (bounded).");
        }
    }

    private static Instant start(Entry lost) {
        String lastSign = Json.parse(lost.body()).path("lastSign").asText("");
        return lastSign.isEmpty() ? lost.at() : Instant.parse(lastSign);
    }

    private static String rights(Entry lost, Entry resumed) {
        String before = Json.parse(lost.body()).path("acl").asText("");
        if (before.isEmpty()) {
            return " (the operator did not end in order)";
        }
        return before.equals(Json.parse(resumed.body()).path("acl").asText(""))
                ? " (all rights the same before and after)"
                : " (rights were changed meanwhile)";
    }
}
