package dev.roadstead.operator.load;

import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Two tables in the writer's work schema for the time of one transaction: the file as text, and what is wrong with it.
 * The columns of the first are {@code line}, {@code c1}, {@code c2} and so on, in the order of the file.
 */
final class Staging {

    private static final int BUFFER = 64 * 1024;
    private static final int PROGRESS_STEP = 1000;
    /** Beyond these, rows that are not even staged are only counted. */
    private static final int EXAMPLES = 20;

    private final Connection connection;
    private final PGConnection postgres;
    private final Table table;
    private final List<TableColumn> columns;
    private final String rows;
    private final String bad;
    private final List<BadRow> unstaged = new ArrayList<>();
    private long unstagedCount;

    /**
     * Makes the tables.
     *
     * @param name a name nobody else uses in the work schema
     * @param columns the table's columns in the order of the file
     */
    Staging(Connection connection, String workSchema, String name, Table table, List<TableColumn> columns)
            throws SQLException {
        this.connection = connection;
        this.postgres = connection.unwrap(PGConnection.class);
        this.table = table;
        this.columns = List.copyOf(columns);
        this.rows = quoted(workSchema) + "." + quoted(name);
        this.bad = quoted(workSchema) + "." + quoted(name + "_bad");
        // Nothing of them outlives the transaction, so nothing of them need be in the write-ahead log.
        execute("CREATE UNLOGGED TABLE " + rows + " (line bigint, "
                + staged().map(c -> c + " text").collect(Collectors.joining(", ")) + ")");
        execute("CREATE UNLOGGED TABLE " + bad + " (line bigint, col text, value text, reason text)");
    }

    private Stream<String> staged() {
        return IntStream.rangeClosed(1, columns.size()).mapToObj(i -> "c" + i);
    }

    /** Copies the file. Rows that are not even rows of this table are counted as bad and left out. */
    void copy(CsvFile file, LoadOptions options, LongConsumer progress) throws SQLException, LoadException {
        var copy = postgres.getCopyAPI().copyIn("COPY " + rows + " FROM STDIN");
        try {
            var buffer = new ByteArrayOutputStream(2 * BUFFER);
            long count = 0;
            for (var row = file.next(); row != null; row = file.next()) {
                var problem = shapeProblem(row.getFields());
                if (problem == null) {
                    buffer.writeBytes(CopyText.row(row.getStartingLineNumber(), row.getFields(), options.nullText()));
                } else {
                    reject(new BadRow(row.getStartingLineNumber(), null, null, problem));
                }
                if (buffer.size() >= BUFFER) {
                    copy.writeToCopy(buffer.toByteArray(), 0, buffer.size());
                    buffer.reset();
                }
                if (++count % PROGRESS_STEP == 0) {
                    progress.accept(count);
                }
            }
            copy.writeToCopy(buffer.toByteArray(), 0, buffer.size());
            copy.endCopy();
            progress.accept(count);
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
        // Without statistics the key checks below would be planned for a table of a few rows.
        execute("ANALYZE " + rows);
    }

    private @Nullable String shapeProblem(List<String> fields) {
        if (fields.size() != columns.size()) {
            return "it has " + fields.size() + " fields, the first line of the file has " + columns.size();
        }
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).indexOf('\0') >= 0) {
                return "column " + columns.get(i).name() + " holds a NUL character, which no store takes";
            }
        }
        return null;
    }

    private void reject(BadRow row) {
        unstagedCount++;
        if (unstaged.size() < EXAMPLES) {
            unstaged.add(row);
        }
    }

    /** Finds values that are missing or that their column does not take, and takes those rows out. */
    void checkValues(boolean serverCanTell) throws SQLException {
        var checks = new ArrayList<String>();
        for (int i = 0; i < columns.size(); i++) {
            var column = columns.get(i);
            var staged = "s.c" + (i + 1);
            var cases = new StringBuilder();
            if (column.required()) {
                cases.append(" WHEN ").append(staged).append(" IS NULL THEN 'a value is required'");
            }
            if (serverCanTell && !column.takesAnyText()) {
                var arguments = "(" + staged + ", " + literal(column.type()) + ")";
                cases.append(" WHEN NOT pg_input_is_valid" + arguments
                        + " THEN (SELECT e.message FROM pg_input_error_info" + arguments + " e)");
            }
            if (!cases.isEmpty()) {
                checks.add("(" + literal(column.name()) + ", " + staged + ", CASE" + cases + " END)");
            }
        }
        if (!checks.isEmpty()) {
            execute("INSERT INTO " + bad + " SELECT s.line, p.col, p.value, p.reason FROM " + rows
                    + " s CROSS JOIN LATERAL (VALUES " + String.join(", ", checks)
                    + ") p(col, value, reason) WHERE p.reason IS NOT NULL");
            takeOutBadRows();
        }
    }

    /**
     * Finds keys that occur twice in the file, or in the table already, and takes those rows out. All values must have
     * been checked before: here they are cast.
     */
    void checkKeys() throws SQLException {
        var key = IntStream.range(0, columns.size())
                .filter(i -> columns.get(i).keyPosition() > 0)
                .boxed()
                .sorted(Comparator.comparingInt(i -> columns.get(i).keyPosition()))
                .toList();
        long wanted = table.columns().stream()
                .filter(column -> column.keyPosition() > 0)
                .count();
        if (key.isEmpty() || key.size() < wanted) {
            return; // no key, or the store makes part of it
        }
        var names = literal(key.stream().map(i -> columns.get(i).name()).collect(Collectors.joining(", ")));
        var value = "concat_ws(', ', " + key.stream().map(i -> "s.c" + (i + 1)).collect(Collectors.joining(", ")) + ")";
        execute("INSERT INTO " + bad + " SELECT line, " + names + ", value,"
                + " 'the key stands in line ' || first || ' already' FROM (SELECT s.line, " + value + " AS value,"
                + " first_value(s.line) OVER (PARTITION BY "
                + key.stream().map(this::cast).collect(Collectors.joining(", "))
                + " ORDER BY s.line) AS first FROM " + rows + " s) d WHERE first < line");
        takeOutBadRows();
        execute("INSERT INTO " + bad + " SELECT s.line, " + names + ", " + value
                + ", 'the table has a row with this key already' FROM " + rows + " s WHERE EXISTS (SELECT FROM "
                + target() + " t WHERE "
                + key.stream()
                        .map(i -> "t." + quoted(columns.get(i).name()) + " = " + cast(i))
                        .collect(Collectors.joining(" AND "))
                + ")");
        takeOutBadRows();
    }

    private void takeOutBadRows() throws SQLException {
        execute("DELETE FROM " + rows + " s USING (SELECT DISTINCT line FROM " + bad + ") b WHERE s.line = b.line");
    }

    /** Deletes what the table holds; gives how many rows that were. */
    long emptyTable() throws SQLException {
        return update("DELETE FROM " + target());
    }

    /** Inserts what is left in the staging table; gives how many rows. */
    long insertAll() throws SQLException {
        return update(insert() + " ORDER BY s.line");
    }

    /** Inserts row by row, noting those the table refuses. For servers that can't tell beforehand. */
    long insertOneByOne() throws SQLException {
        long inserted = 0;
        try (var insert = connection.prepareStatement(insert() + " WHERE s.line = ?")) {
            for (long line : lines()) {
                var savepoint = connection.setSavepoint();
                try {
                    insert.setLong(1, line);
                    inserted += insert.executeUpdate();
                } catch (SQLException e) {
                    if (!SqlRefusal.isAboutData(e)) {
                        throw e;
                    }
                    connection.rollback(savepoint);
                    note(new BadRow(line, null, null, SqlRefusal.reason(e)));
                }
                connection.releaseSavepoint(savepoint);
            }
        }
        return inserted;
    }

    private List<Long> lines() throws SQLException {
        execute("CREATE INDEX ON " + rows + " (line)");
        var lines = new ArrayList<Long>();
        try (var statement = connection.createStatement();
                var found = statement.executeQuery("SELECT line FROM " + rows + " ORDER BY line")) {
            while (found.next()) {
                lines.add(found.getLong(1));
            }
        }
        return lines;
    }

    private void note(BadRow row) throws SQLException {
        try (var insert = connection.prepareStatement("INSERT INTO " + bad + " VALUES (?, ?, ?, ?)")) {
            insert.setLong(1, row.line());
            insert.setString(2, row.column());
            insert.setString(3, row.value());
            insert.setString(4, row.reason());
            insert.executeUpdate();
        }
    }

    private String insert() {
        return "INSERT INTO " + target() + " ("
                + columns.stream().map(column -> quoted(column.name())).collect(Collectors.joining(", ")) + ") SELECT "
                + IntStream.range(0, columns.size()).mapToObj(this::cast).collect(Collectors.joining(", ")) + " FROM "
                + rows + " s";
    }

    private String cast(int i) {
        return "s.c" + (i + 1) + "::" + columns.get(i).baseType();
    }

    private String target() {
        return quoted(table.schema()) + "." + quoted(table.name());
    }

    long badCount() throws SQLException {
        try (var statement = connection.createStatement();
                var count = statement.executeQuery("SELECT count(DISTINCT line) FROM " + bad)) {
            count.next();
            return unstagedCount + count.getLong(1);
        }
    }

    List<BadRow> badExamples() throws SQLException {
        var examples = new ArrayList<>(unstaged);
        // A value may be megabytes; what is shown of it is less than this.
        try (var statement = connection.createStatement();
                var found = statement.executeQuery("SELECT line, col, left(value, 100), reason FROM " + bad
                        + " ORDER BY line LIMIT " + EXAMPLES)) {
            while (found.next()) {
                examples.add(new BadRow(found.getLong(1), found.getString(2), found.getString(3), found.getString(4)));
            }
        }
        return examples.stream()
                .sorted(Comparator.comparingLong(BadRow::line))
                .limit(EXAMPLES)
                .toList();
    }

    void drop() throws SQLException {
        execute("DROP TABLE " + rows + ", " + bad);
    }

    private String literal(String text) throws SQLException {
        return "'" + postgres.escapeLiteral(text) + "'";
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
        }
    }

    private long update(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            return statement.executeLargeUpdate(sql);
        }
    }
}
