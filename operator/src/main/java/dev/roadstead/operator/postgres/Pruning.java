package dev.roadstead.operator.postgres;

import dev.roadstead.operator.postgres.Script.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When the history is relieved of what is older than the retention: first at the first pass of a session, then once a pause. Works
 * out statements; who runs them is the session. The store itself remembers the pause, so that restarts don't shorten it.
 */
final class Pruning {
    static final Duration PAUSE = Duration.ofDays(1);

    /** So many at a time: the store's one thread waits for it. What is left is removed at the next passes. */
    private static final int MOST = 50_000;

    private final @Nullable Duration retention;
    private final Duration pause;
    private Instant next = Instant.MIN;

    /** @param retention null to keep everything */
    Pruning(@Nullable Duration retention, Duration pause) {
        this.retention = retention;
        this.pause = pause;
    }

    boolean due(Instant now) {
        return retention != null && !now.isBefore(next);
    }

    List<Statement> prune(Instant now) {
        if (retention == null) {
            return List.of();
        }
        next = now.plus(pause);
        return List.of(new Statement(
                Script.OPERATOR,
                "SELECT roadstead_history.prune(" + Sql.time(now.minus(retention)) + ", make_interval(secs => "
                        + pause.toSeconds() + "), " + MOST + ")"));
    }

    /** There was more than is removed at a time. */
    void again() {
        next = Instant.MIN;
    }
}
