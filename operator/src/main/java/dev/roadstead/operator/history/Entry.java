package dev.roadstead.operator.history;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * An entry as it is stored.
 *
 * @param grant whom it is about; empty if the whole store
 * @param body JSON, exactly as the store prints it
 * @param prev hash of the entry before, in hexadecimal digits; empty for the first
 * @param hash of this one
 */
public record Entry(long seq, Instant at, String event, String grant, String body, String prev, String hash) {

    /** What the hash is made of; the store makes the same text when it writes the entry. */
    String canonical() {
        return String.join(
                "\n",
                "roadstead history 1",
                Long.toString(seq),
                Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, at)),
                event,
                Integer.toString(grant.getBytes(StandardCharsets.UTF_8).length),
                grant,
                prev,
                body);
    }

    boolean is(Event other) {
        return event.equals(other.wireName());
    }
}
