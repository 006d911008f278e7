import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.postgresql.util.PSQLException;

/**
 * Runs SQL as whoever the environment names (PGHOST, PGPORT, PGDATABASE, PGUSER, PGPASSWORD, PGSSLMODE, PGSSLROOTCERT)
 * and prints each result as a table, or an error as SQLSTATE, message, detail and hint: enough to see what a consumer
 * sees on a machine without psql. A single "-" in place of SQL reads statements from standard input, one a line, in one
 * session that outlives errors.
 *
 * <p>Exit status: 0 done, 1 the server refused a statement, 2 wrong usage, 3 no connection.
 */
final class Query {
    private static final int WIDEST_CELL = 60;

    private Query() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length == 0) {
            System.err.println("error: no SQL given");
            System.exit(2);
        }
        try (var connection = connect(System.getenv())) {
            if (arguments.length == 1 && arguments[0].equals("-")) {
                System.exit(runInput(connection) ? 0 : 1);
            }
            for (var sql : arguments) {
                run(connection, sql);
            }
        } catch (SQLException e) {
            System.out.flush();
            System.err.println(describe(e));
            var state = e.getSQLState() == null ? "" : e.getSQLState();
            System.exit(state.startsWith("08") || state.startsWith("28") ? 3 : 1);
        }
    }

    /** Whether every statement passed. An error is printed where its result would be. */
    private static boolean runInput(Connection connection) throws IOException, SQLException {
        var passed = true;
        var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String sql = input.readLine(); sql != null; sql = input.readLine()) {
            if (sql.isBlank()) {
                continue;
            }
            try {
                run(connection, sql);
            } catch (SQLException e) {
                passed = false;
                System.out.println(describe(e));
                if (connection.isClosed()) {
                    throw e;
                }
            }
            System.out.flush();
        }
        return passed;
    }

    private static Connection connect(Map<String, String> environment) throws SQLException {
        var login = new Properties();
        login.setProperty("user", environment.getOrDefault("PGUSER", ""));
        login.setProperty("password", environment.getOrDefault("PGPASSWORD", ""));
        login.setProperty("sslmode", environment.getOrDefault("PGSSLMODE", "prefer"));
        login.setProperty("ApplicationName", "roadstead-query");
        if (environment.containsKey("PGSSLROOTCERT")) {
            login.setProperty("sslrootcert", environment.get("PGSSLROOTCERT"));
        }
        return DriverManager.getConnection(
                "jdbc:postgresql://" + environment.getOrDefault("PGHOST", "127.0.0.1") + ":"
                        + environment.getOrDefault("PGPORT", "5432") + "/"
                        + environment.getOrDefault("PGDATABASE", ""),
                login);
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            boolean isTable = statement.execute(sql);
            while (isTable || statement.getUpdateCount() >= 0) {
                if (isTable) {
                    print(statement.getResultSet());
                } else {
                    System.out.println(rows(statement.getUpdateCount()) + " affected");
                }
                isTable = statement.getMoreResults();
            }
        }
    }

    private static void print(ResultSet result) throws SQLException {
        var description = result.getMetaData();
        int columns = description.getColumnCount();
        var header = new String[columns];
        var alignsRight = new boolean[columns];
        for (int i = 0; i < columns; i++) {
            header[i] = description.getColumnLabel(i + 1);
            alignsRight[i] = switch (description.getColumnType(i + 1)) {
                case Types.SMALLINT, Types.INTEGER, Types.BIGINT, Types.NUMERIC, Types.REAL, Types.DOUBLE -> true;
                default -> false;
            };
        }
        var table = new ArrayList<String[]>();
        table.add(header);
        while (result.next()) {
            var row = new String[columns];
            for (int i = 0; i < columns; i++) {
                row[i] = cell(result.getString(i + 1));
            }
            table.add(row);
        }
        var widths = widths(table, columns);
        for (int i = 0; i < table.size(); i++) {
            System.out.println(line(table.get(i), widths, alignsRight));
            if (i == 0) {
                System.out.println(rule(widths));
            }
        }
        System.out.println("(" + rows(table.size() - 1) + ")");
    }

    private static String cell(String value) {
        if (value == null) {
            return "";
        }
        var oneLine = value.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t");
        return oneLine.length() <= WIDEST_CELL ? oneLine : oneLine.substring(0, WIDEST_CELL - 1) + "…";
    }

    private static int[] widths(List<String[]> table, int columns) {
        var widths = new int[columns];
        for (var row : table) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        return widths;
    }

    private static String line(String[] row, int[] widths, boolean[] alignsRight) {
        var line = new StringBuilder();
        for (int i = 0; i < row.length; i++) {
            var padding = " ".repeat(widths[i] - row[i].length());
            line.append(i == 0 ? " " : " | ").append(alignsRight[i] ? padding + row[i] : row[i] + padding);
        }
        return line.toString().stripTrailing();
    }

    private static String rule(int[] widths) {
        var rule = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            rule.append(i == 0 ? "" : "+").append("-".repeat(widths[i] + 2));
        }
        return rule.toString();
    }

    private static String rows(long count) {
        return count == 1 ? "1 row" : count + " rows";
    }

    private static String describe(SQLException error) {
        var text = new StringBuilder("error ").append(error.getSQLState()).append(": ");
        var server = error instanceof PSQLException e ? e.getServerErrorMessage() : null;
        if (server == null) {
            return text.append(error.getMessage()).toString();
        }
        text.append(server.getMessage());
        if (server.getDetail() != null) {
            text.append("\ndetail: ").append(server.getDetail());
        }
        if (server.getHint() != null) {
            text.append("\nhint: ").append(server.getHint());
        }
        return text.toString();
    }
}
