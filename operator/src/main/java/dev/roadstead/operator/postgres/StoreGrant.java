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
 * @param orphanedSince since when the operator has found no request for it; null if it has one, or nobody has looked yet
 * @param columns what its views have, as {@code relation.column}; empty if that was not asked
 */
public record StoreGrant(
        GrantKey key,
        String request,
        @Nullable Instant notAfter,
        boolean ended,
        String schema,
        List<String> readers,
        @Nullable Instant orphanedSince,
        List<String> columns) {

    public StoreGrant {
        readers = List.copyOf(readers);
        columns = List.copyOf(columns);
    }

    /** Whether a statement that starts at that instant is let through. */
    public boolean admits(Instant now) {
        return !ended && (notAfter == null || now.isBefore(notAfter));
    }
}
