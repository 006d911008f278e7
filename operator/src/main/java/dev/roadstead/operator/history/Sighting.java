package dev.roadstead.operator.history;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One answer: somebody could read one column for some time.
 *
 * @param who such as {@code product insights/delays} or {@code writer airflow of flights/nyc}
 * @param column {@code domain/port.version relation.column}
 * @param saw the effect; of several groups of rows, the weakest first
 * @param rows which rows; null for all
 * @param purpose empty of a writer
 * @param decidedBy Policies and Guardrails with their generations; of a writer the product that names it
 * @param request empty of a writer
 * @param from cut to the question
 * @param to cut to the question; null if it goes on
 * @param certainty {@code exact}, or {@code bounded} with the reason: it was not longer than that
 */
public record Sighting(
        String who,
        String column,
        String saw,
        @Nullable String rows,
        String purpose,
        String decidedBy,
        String request,
        Instant from,
        @Nullable Instant to,
        String certainty) {

    /** Whether the other one goes on where this one ends and says the same. */
    boolean continuedBy(Sighting next) {
        return next.from().equals(to)
                && who.equals(next.who)
                && column.equals(next.column)
                && saw.equals(next.saw)
                && java.util.Objects.equals(rows, next.rows)
                && purpose.equals(next.purpose)
                && decidedBy.equals(next.decidedBy)
                && request.equals(next.request);
    }

    Sighting until(Sighting next) {
        return new Sighting(who, column, saw, rows, purpose, decidedBy, request, from, next.to(), next.certainty());
    }
}
