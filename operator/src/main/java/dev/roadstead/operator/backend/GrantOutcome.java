package dev.roadstead.operator.backend;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a grant gave.
 *
 * @param login the role its consumer logs in as
 * @param schema the one schema its relations lie in; never changes for this grant
 * @param startTime when the lease began, by the store's clock; survives everything but the store
 */
public record GrantOutcome(
        String login,
        String schema,
        List<String> relations,
        Instant startTime,
        @Nullable Instant notAfter) {
    public GrantOutcome {
        relations = List.copyOf(relations);
    }
}
