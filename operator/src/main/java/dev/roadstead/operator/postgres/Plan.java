package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.operator.postgres.Script.Departure;
import dev.roadstead.operator.postgres.Script.Statement;
import dev.roadstead.operator.postgres.Snapshot.GrantRow;
import dev.roadstead.operator.postgres.Snapshot.RelationName;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The difference between what is wished and what is, ready to be carried out.
 *
 * @param units in the order in which they build on each other; none where nothing differs
 * @param suspended grants that would have to change but can't be recorded: what they show now must end
 * @param results what each wish comes to once its unit has passed
 */
record Plan(List<Unit> units, Map<Object, Result> results, List<GrantRow> suspended) {

    /** Whether a wish is possible, so that it holds once its unit has passed. */
    boolean cameTrue(Object key) {
        Result result = results.get(key);
        return result != null && result.problem() == null;
    }

    /**
     * Statements that pass or fail together.
     *
     * @param key the wish they serve
     * @param views the views they make, whose fingerprints are kept afterwards
     * @param replaced existing views they replace or drop: an open reader may stand in the way
     * @param departures what they put right although the wish may not have changed
     */
    record Unit(
            Object key,
            List<Statement> statements,
            Set<RelationName> views,
            Set<RelationName> replaced,
            List<Departure> departures) {}

    /** Either an outcome, or why there is none. */
    record Result(@Nullable Object outcome, @Nullable BackendException problem) {
        static Result of(Object outcome) {
            return new Result(outcome, null);
        }

        static Result of(BackendException problem) {
            return new Result(null, problem);
        }
    }
}
