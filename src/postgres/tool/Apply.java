import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.core.Utils;
import org.postgresql.util.PasswordUtil;

/**
 * Runs SQL files that were written for psql where psql is not installed.
 *
 * <p>Understood of psql's language is what those files use: the variables {@code :"name"} and {@code :'name'}, and
 * {@code \gexec}. Anything else that begins with a backslash is refused, not skipped.
 *
 * <p>Arguments are steps, in order: {@code database=NAME} connects, {@code set=NAME=VALUE} sets a variable,
 * {@code file=PATH} and {@code sql=TEXT} run statements. The address comes from PGHOST, PGPORT, PGUSER and PGPASSWORD.
 * The value of {@code set-verifier=NAME=VARIABLE} is the SCRAM verifier of the password in that environment variable:
 * so no password is ever part of a statement, which a server may log, nor of a command line.
 */
final class Apply {
    private static final Pattern VARIABLE = Pattern.compile(":(?<quote>[\"'])(?<name>[A-Za-z_0-9]+)\\k<quote>");

    private final Map<String, String> variables = new HashMap<>();
    private Connection connection;

    public static void main(String[] arguments) throws IOException {
        var apply = new Apply();
        for (var argument : arguments) {
            try {
                apply.step(argument);
            } catch (SQLException | IllegalArgumentException e) {
                System.err.println(argument + ": " + e.getMessage());
                System.exit(1);
            }
        }
    }

    private void step(String argument) throws IOException, SQLException {
        var parts = argument.split("=", 3);
        switch (parts[0]) {
            case "database" -> connect(parts[1]);
            case "set" -> variables.put(parts[1], parts[2]);
            case "set-verifier" -> variables.put(
                    parts[1], PasswordUtil.encodeScramSha256(System.getenv(parts[2]).toCharArray()));
            case "file" -> run(Files.readString(Path.of(argument.substring("file=".length()))));
            case "sql" -> run(argument.substring("sql=".length()));
            default -> throw new IllegalArgumentException("unknown step");
        }
    }

    private void connect(String database) throws SQLException {
        if (connection != null) {
            connection.close();
        }
        var login = new Properties();
        login.setProperty("user", System.getenv("PGUSER"));
        login.setProperty("password", System.getenv("PGPASSWORD"));
        connection = DriverManager.getConnection(
                "jdbc:postgresql://" + System.getenv("PGHOST") + ":" + System.getenv("PGPORT") + "/" + database, login);
    }

    private void run(String text) throws SQLException {
        for (var statement : statements(text)) {
            try (var handle = connection.createStatement()) {
                handle.setEscapeProcessing(false);
                if (!statement.makesStatements()) {
                    handle.execute(statement.text());
                    continue;
                }
                var made = new ArrayList<String>();
                try (var rows = handle.executeQuery(statement.text())) {
                    while (rows.next()) {
                        made.add(rows.getString(1));
                    }
                }
                for (var one : made) {
                    handle.execute(one);
                }
            } catch (SQLException e) {
                throw new SQLException(e.getMessage() + "\n  in: " + statement.text(), e.getSQLState(), e);
            }
        }
    }

    private record Statement(String text, boolean makesStatements) {}

    private List<Statement> statements(String text) throws SQLException {
        var found = new ArrayList<Statement>();
        var current = new StringBuilder();
        for (int at = 0; at < text.length(); ) {
            int end = endOfToken(text, at);
            var token = text.substring(at, end);
            at = end;
            if (token.startsWith("--")) {
                continue;
            } else if (token.equals(";") || token.equals("\\gexec")) {
                if (!current.toString().isBlank()) {
                    found.add(new Statement(current.toString().strip(), token.equals("\\gexec")));
                }
                current.setLength(0);
            } else if (token.startsWith("\\")) {
                throw new SQLException(token + " is a psql command this tool does not know");
            } else {
                current.append(token.startsWith(":") ? substitute(token) : token);
            }
        }
        if (!current.toString().isBlank()) {
            found.add(new Statement(current.toString().strip(), false));
        }
        return found;
    }

    /** A token is what must be looked at as one piece: a comment, a string, a name, a variable, or one character. */
    private static int endOfToken(String text, int at) {
        char first = text.charAt(at);
        if (text.startsWith("--", at)) {
            int end = text.indexOf('\n', at);
            return end < 0 ? text.length() : end;
        }
        if (first == '\'' || first == '"') {
            return closing(text, at, String.valueOf(first));
        }
        if (text.startsWith("$$", at)) {
            return closing(text, at, "$$");
        }
        if (first == '\\') {
            int end = at + 1;
            while (end < text.length() && Character.isLetter(text.charAt(end))) {
                end++;
            }
            return end;
        }
        if (text.startsWith("::", at)) {
            return at + 2;
        }
        if (first == ':') {
            Matcher variable = VARIABLE.matcher(text).region(at, text.length());
            if (variable.lookingAt()) {
                return variable.end();
            }
        }
        return at + 1;
    }

    private static int closing(String text, int at, String quote) {
        int end = text.indexOf(quote, at + quote.length());
        return end < 0 ? text.length() : end + quote.length();
    }

    private String substitute(String token) throws SQLException {
        var variable = VARIABLE.matcher(token);
        if (!variable.matches()) {
            return token;
        }
        var value = variables.get(variable.group("name"));
        if (value == null) {
            throw new SQLException("the variable " + variable.group("name") + " is not set");
        }
        return variable.group("quote").equals("\"")
                ? Utils.escapeIdentifier(null, value).toString()
                : "'" + Utils.escapeLiteral(null, value, true) + "'";
    }
}
