package dev.roadstead.operator.history;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** When nobody watched, and what is known of it. Pure. */
public final class Gaps {

    private Gaps() {}

    /**
     * Sentences for a time.
     *
     * @param entries about watching and set backs, in the order of numbers
     */
    public static List<String> of(List<Entry> entries, Question question) {
        List<String> found = new ArrayList<>();
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
