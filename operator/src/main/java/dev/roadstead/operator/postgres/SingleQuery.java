package dev.roadstead.operator.postgres;

import dev.roadstead.operator.quality.Answer;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.Parser;

/**
 * Makes a statement of a text that somebody else wrote. The driver would split it at semicolons and send each part for
 * itself; so it is asked first how it splits, and anything but one part is refused. If the server sees more than one where
 * the driver sees one, it refuses, because the text is sent as one prepared statement.
 */
final class SingleQuery {
    private SingleQuery() {}

    /** @throws SQLException if it is not one statement */
    static String of(String text) throws SQLException {
        String query = text.strip();
        while (query.endsWith(";")) {
            query = query.substring(0, query.length() - 1).strip();
        }
        // As one value only what gives one column and at most one row is a statement at all. On lines of its own,
        // because a
        // comment at its end must not swallow what follows.
        String sql = "SELECT left((\n" + query + "\n)::text, " + Answer.LONGEST + ")";
        requireOne(query);
        requireOne(sql);
        return sql;
    }

    private static void requireOne(String sql) throws SQLException {
        List<NativeQuery> parts = Parser.parseJdbcSql(sql, true, false, true, false, false);
        if (parts.size() != 1) {
            throw new SQLException("the query is not one statement", SqlState.SYNTAX_ERROR);
        }
    }
}
