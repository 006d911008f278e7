package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.GrantKey;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A grant as the store has it.
 *
 * @param request {@code namespace/name} of the AccessRequest it was made for
 * @param notAfter the first instant at which it is over; null for no end
 * @param ended whether it is over already
 * @param schema where it is read from
 * @param readers roles that may look into that schema, besides its owner
 */
public record StoreGrant(
        GrantKey key, String request, @Nullable Instant notAfter, boolean ended, String schema, List<String> readers) {

    public StoreGrant {
        readers = List.copyOf(readers);
    }

    /** Whether a statement that starts at that instant is let through. */
    public boolean admits(Instant now) {
        return !ended && (notAfter == null || now.isBefore(notAfter));
    }
}
