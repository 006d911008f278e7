package dev.roadstead.operator.postgres;

import java.sql.SQLException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Goes on with the others where one can't be done, and tells of the first that failed when all have been tried. */
final class Attempts {

    /** Something that may fail by itself. */
    @FunctionalInterface
    interface Step {
        void run() throws SQLException;
    }

    private final Applier applier;
    private @Nullable SQLException first;

    Attempts(Applier applier) {
        this.applier = applier;
    }

    /**
     * Tries one.
     *
     * @return why it failed; null if it did not
     */
    @Nullable
    SQLException attempt(Step step) throws SQLException {
        try {
            step.run();
            return null;
        } catch (SQLException e) {
            if (applier.isOver(e)) {
                throw e;
            }
            first = first == null ? e : first;
            return e;
        }
    }

    /** Tries all at once, which is cheaper, and each by itself where that fails. */
    void together(Step all, Collection<Step> each) throws SQLException {
        SQLException failure = new Attempts(applier).attempt(all);
        if (failure != null) {
            for (Step one : each) {
                attempt(one);
            }
        }
    }

    void end() throws SQLException {
        if (first != null) {
            throw first;
        }
    }
}
