package dev.roadstead.operator.postgres;

import dev.roadstead.operator.history.Entry;
import dev.roadstead.operator.history.Head;
import dev.roadstead.operator.history.Pruned;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the history of one store. */
final class HistoryReader {
    private static final String MICROS = Sql.micros("at");
    /** What {@link #entry} reads. */
    static final String COLUMNS = "seq, " + MICROS + " AS micros, event, grant_key, body::text AS body,"
            + " encode(prev, 'hex') AS prev, encode(hash, 'hex') AS hash";

    private HistoryReader() {}

    /** The newest entry; null where there is none yet. */
    static @Nullable Head head(Connection connection) throws SQLException {
        String sql = "SELECT seq, encode(hash, 'hex'), " + MICROS
                + " FROM roadstead_history.entry ORDER BY seq DESC LIMIT 1";
        try (Statement s = connection.createStatement();
                ResultSet rows = s.executeQuery(sql)) {
            return rows.next() ? new Head(rows.getLong(1), rows.getString(2), Sql.instant(rows.getLong(3))) : null;
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

    /** Whether this very entry is there, or was old enough to go when the retention removed what was older. */
    static boolean has(Connection connection, Head head) throws SQLException {
        String sql = "SELECT EXISTS (SELECT FROM roadstead_history.entry WHERE seq = ? AND encode(hash, 'hex') = ?)"
                + " OR coalesce((SELECT (body ->> 'through')::bigint >= ? AND (body ->> 'before')::timestamptz > ?"
                + " FROM roadstead_history.entry WHERE event = 'Pruned' ORDER BY seq DESC LIMIT 1), false)";
        try (PreparedStatement s = connection.prepareStatement(sql)) {
            s.setLong(1, head.seq());
            s.setString(2, head.hash());
            s.setLong(3, head.seq());
            s.setObject(4, head.time().atOffset(ZoneOffset.UTC));
            try (ResultSet rows = s.executeQuery()) {
                rows.next();
                return rows.getBoolean(1);
            }
        }
    }

    /** The newest entry about what the retention removed; empty if there is none. */
    static Optional<Pruned> pruned(Connection connection) throws SQLException {
        String sql =
                "SELECT " + COLUMNS + " FROM roadstead_history.entry WHERE event = 'Pruned' ORDER BY seq DESC LIMIT 1";
        try (Statement s = connection.createStatement();
                ResultSet rows = s.executeQuery(sql)) {
            return rows.next() ? Optional.of(Pruned.of(entry(rows))) : Optional.empty();
        }
    }

    static Entry entry(ResultSet rows) throws SQLException {
        return new Entry(
                rows.getLong("seq"),
                Sql.instant(rows.getLong("micros")),
                rows.getString("event"),
                rows.getString("grant_key"),
                rows.getString("body"),
                rows.getString("prev"),
                rows.getString("hash"));
    }
}
