package dev.roadstead.operator.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.LongConsumer;

/** Loads one file into one table in one transaction; DESIGN.md beside this file has the steps and their reasons. */
public final class Loader {

    private static final int FIRST_WITH_INPUT_CHECK = 16;

    /** What a value means must not depend on who loads it, and no limit for consumers may cut a load short. */
    private static final List<String> SESSION = List.of(
            "SET LOCAL search_path = pg_catalog",
            "SET LOCAL TimeZone = 'UTC'",
            "SET LOCAL DateStyle = 'ISO, YMD'",
            "SET LOCAL IntervalStyle = 'postgres'",
            "SET LOCAL statement_timeout = 0",
            "SET LOCAL idle_in_transaction_session_timeout = 0",
            "SET LOCAL lock_timeout = '30s'");

    private final LoadTarget target;
    private final LoadOptions options;
    private final String stagingName;
    private final LongConsumer progress;

    /**
     * A load that has not begun.
     *
     * @param stagingName a name nobody else uses in the writer's work schema
     * @param progress is told now and then how many rows have been read
     */
    public Loader(LoadTarget target, LoadOptions options, String stagingName, LongConsumer progress) {
        this.target = target;
        this.options = options;
        this.stagingName = stagingName;
        this.progress = progress;
    }

    /** Loads the file. Unless the report says otherwise, nothing has changed. */
    public LoadReport load(CsvFile file) throws LoadException {
        try (var connection = target.access().connect()) {
            connection.setAutoCommit(false);
            try {
                return inTransaction(connection, file);
            } finally {
                connection.rollback(); // of what was not committed
            }
        } catch (SQLException e) {
            throw SqlRefusal.of(e);
        }
    }

    private LoadReport inTransaction(Connection connection, CsvFile file) throws SQLException, LoadException {
        prepareSession(connection);
        var table = Table.read(connection, target.access().dataSchema(), target.address());
        var columns = Header.match(file.header(), table.columns(), target.contract());
        var staging = new Staging(connection, target.access().workSchema(), stagingName, table, columns);
        staging.copy(file, options, progress);
        boolean serverCanTell = connection.getMetaData().getDatabaseMajorVersion() >= FIRST_WITH_INPUT_CHECK;
        staging.checkValues(serverCanTell);
        long replaced = options.replace() ? staging.emptyTable() : 0;
        long loaded = serverCanTell ? insertChecked(staging) : insertTried(connection, staging);
        long bad = staging.badCount();
        var examples = staging.badExamples();
        if (bad > 0 && !options.skipBadRows()) {
            return new LoadReport(0, 0, bad, examples, false);
        }
        staging.drop();
        connection.commit();
        return new LoadReport(loaded, replaced, bad, examples, true);
    }

    private static void prepareSession(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            for (var setting : SESSION) {
                statement.execute(setting);
            }
        }
    }

    private long insertChecked(Staging staging) throws SQLException {
        staging.checkKeys();
        return staging.badCount() > 0 && !options.skipBadRows() ? 0 : staging.insertAll();
    }

    /** Most files are good, so all at once is tried first. */
    private static long insertTried(Connection connection, Staging staging) throws SQLException {
        var savepoint = connection.setSavepoint();
        try {
            return staging.insertAll();
        } catch (SQLException e) {
            if (!SqlRefusal.isAboutData(e)) {
                throw e;
            }
            connection.rollback(savepoint);
            return staging.insertOneByOne();
        }
    }
}
