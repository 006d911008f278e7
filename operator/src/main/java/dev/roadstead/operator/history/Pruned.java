package dev.roadstead.operator.history;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/**
 * The newest entry about what the retention removed. It stands for everything up to a number: what of it is still there is
 * exactly what it names.
 *
 * @param entry where this is told
 * @param through the last number it stands for
 * @param hash of that entry, which the next one follows
 * @param removed how many went with this entry
 * @param more whether there was more than goes at a time
 * @param kept how many entries up to {@code through} are still there
 * @param keptHash over their numbers and hashes
 * @param before what was before can't be answered any more
 */
public record Pruned(
        Entry entry,
        long through,
        String hash,
        long removed,
        boolean more,
        long kept,
        String keptHash,
        Instant before) {

    /** Nothing younger goes, whatever is set. */
    public static final Duration SHORTEST = Duration.ofDays(30);

    /** Reads an entry of event {@code Pruned}. One that was altered says something else, and {@link Chain} finds that. */
    public static Pruned of(Entry entry) {
        JsonNode body = Json.parse(entry.body());
        return new Pruned(
                entry,
                body.path("through").asLong(),
                body.path("hash").asText(),
                body.path("removed").asLong(),
                body.path("more").asBoolean(),
                body.path("kept").asLong(),
                body.path("keptHash").asText(),
                time(body.path("before").asText()));
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }

    /** One line of what {@link #keptHash} is made of; lines are joined by line feeds. */
    static String line(Entry entry) {
        return entry.seq() + " " + entry.hash();
    }

    /** Whether it claims to have removed what retention never removes. */
    boolean tooYoung() {
        return before.isAfter(entry.at().minus(SHORTEST));
    }

    /** Whether it is right that an entry known outside is no longer there. */
    boolean covers(Head known) {
        return known.time().isBefore(before)
                && (known.seq() < through
                        || (known.seq() == through && known.hash().equals(hash)));
    }

    /** What happened, in words. */
    public String sentence() {
        return "entries 1 to " + through + " were pruned on " + entry.at() + " by retention"
                + (kept == 0 ? "" : ", but for " + kept + " that later answers need") + "; what was before " + before
                + " can't be answered any more";
    }
}
