package dev.roadstead.operator.backend;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a grant gave.
 *
 * @param login the role its consumer logs in as
 * @param schema the one schema its relations lie in; never changes for this grant
 * @param lease what the store keeps of the lease
 */
public record GrantOutcome(
        String login,
        String schema,
        List<String> relations,
        LeaseState lease,
        @Nullable Instant notAfter) {
    public GrantOutcome {
        relations = List.copyOf(relations);
    }
}
