package dev.roadstead.operator.postgres;

import dev.roadstead.operator.postgres.Plan.Unit;
import dev.roadstead.operator.postgres.Script.Statement;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries units out: all in one transaction, and only if that fails each in its own, so that one bad unit does not sink
 * the others. Every transaction checks the fence first.
 */
final class Applier {
    private static final Logger log = LoggerFactory.getLogger(Applier.class);
    private static final int UNITS_PER_TRANSACTION = 200;
    private static final int TRIES = 3;
    private static final long PAUSE_MILLIS = 50;

    private final Connection connection;
    private final Fence fence;
    private final Names names;

    Applier(Connection connection, Fence fence, Names names) {
        this.connection = connection;
        this.fence = fence;
        this.names = names;
    }

    /**
     * Carries out every unit that can be.
     *
     * @return why a unit failed, by its key; the others have passed
     */
    Map<Object, SQLException> apply(List<Unit> units) throws SQLException {
        Map<Object, SQLException> failed = new HashMap<>();
        for (int from = 0; from < units.size(); from += UNITS_PER_TRANSACTION) {
            List<Unit> chunk = units.subList(from, Math.min(units.size(), from + UNITS_PER_TRANSACTION));
            SQLException failure = tryTogether(chunk);
            if (failure == null) {
                continue;
            }
            if (chunk.size() == 1) {
                failed.put(chunk.getFirst().key(), failure);
                continue;
            }
            for (Unit unit : chunk) {
                SQLException alone = tryTogether(List.of(unit));
                if (alone != null) {
                    failed.put(unit.key(), alone);
                }
            }
        }
        return failed;
    }

    /** One transaction without a plan, such as the steps of a release. */
    void run(List<Statement> statements) throws SQLException {
        if (statements.isEmpty()) {
            return;
        }
        SQLException failure = tryStatements(statements, false);
        if (failure != null) {
            throw failure;
        }
    }

    /** Whether nothing more can be done on this connection, whatever it is. */
    boolean isOver(SQLException e) throws SQLException {
        return e instanceof Fence.LostException || !connection.isValid(2);
    }

    private @Nullable SQLException tryTogether(List<Unit> units) throws SQLException {
        List<Statement> statements = new ArrayList<>();
        boolean views = false;
        for (Unit unit : units) {
            statements.addAll(unit.statements());
            views |= !unit.views().isEmpty();
        }
        return tryStatements(statements, views);
    }

    private @Nullable SQLException tryStatements(List<Statement> statements, boolean views) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                transaction(statements, views);
                return null;
            } catch (SQLException e) {
                if (!connection.isValid(2)) {
                    throw e;
                }
                connection.rollback();
                if (e instanceof Fence.LostException) {
                    throw e;
                }
                boolean again = SqlState.concurrency(Failures.state(e), Failures.firstLine(e));
                if (!again || attempt == TRIES) {
                    return e;
                }
                log.debug("event=retry sqlstate={} attempt={}", Failures.state(e), attempt);
                pause(attempt);
            }
        }
    }

    private void transaction(List<Statement> statements, boolean views) throws SQLException {
        connection.setAutoCommit(false);
        fence.check(connection);
        List<Statement> all = new ArrayList<>(statements.size() + 2);
        String schemas = "USAGE ON SCHEMA roadstead_meta, roadstead_keys";
        String keyReader = Sql.id(names.keyReader());
        // Owners of views may name admit and the key only while a view is being made.
        if (views) {
            all.add(new Statement(Script.OPERATOR, "GRANT " + schemas + " TO " + keyReader));
        }
        all.addAll(statements);
        if (views) {
            all.add(new Statement(Script.OPERATOR, "REVOKE " + schemas + " FROM " + keyReader));
        }
        try (java.sql.Statement s = connection.createStatement()) {
            s.execute(Script.text(all));
        }
        connection.commit();
    }

    private static void pause(int attempt) {
        try {
            Thread.sleep(PAUSE_MILLIS * attempt);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
