package dev.roadstead.operator.postgres;

import dev.roadstead.operator.history.Head;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Reads the history of one store. */
final class HistoryReader {
    private static final String MICROS = "(extract(epoch FROM at) * 1000000)::bigint";

    private HistoryReader() {}

    /** The newest entry; null where there is none yet. */
    static @Nullable Head head(Connection connection) throws SQLException {
        String sql = "SELECT seq, encode(hash, 'hex'), " + MICROS
                + " FROM roadstead_history.entry ORDER BY seq DESC LIMIT 1";
        try (Statement s = connection.createStatement();
                ResultSet rows = s.executeQuery(sql)) {
            return rows.next() ? new Head(rows.getLong(1), rows.getString(2), instant(rows.getLong(3))) : null;
        }
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
