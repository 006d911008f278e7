package dev.roadstead.operator.postgres;

import dev.roadstead.operator.history.Head;
import java.sql.Connection;
import java.sql.PreparedStatement;
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

    /** What the newest entry tells; null where there is none. */
    static @Nullable String lastEvent(Connection connection) throws SQLException {
        String sql = "SELECT event FROM roadstead_history.entry ORDER BY seq DESC LIMIT 1";
        try (Statement s = connection.createStatement();
                ResultSet rows = s.executeQuery(sql)) {
            return rows.next() ? rows.getString(1) : null;
        }
    }

    /** Whether this very entry is there. */
    static boolean has(Connection connection, Head head) throws SQLException {
        String sql = "SELECT EXISTS (SELECT FROM roadstead_history.entry WHERE seq = ? AND encode(hash, 'hex') = ?)";
        try (PreparedStatement s = connection.prepareStatement(sql)) {
            s.setLong(1, head.seq());
            s.setString(2, head.hash());
            try (ResultSet rows = s.executeQuery()) {
                rows.next();
                return rows.getBoolean(1);
            }
        }
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
