package dev.roadstead.operator.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Runs one query of a snapshot and hands its rows on. */
final class Queries {
    private final Connection connection;
    private final String rolePrefix;

    Queries(Connection connection, String rolePrefix) {
        this.connection = connection;
        this.rolePrefix = rolePrefix;
    }

    interface RowReader {
        void read(ResultSet row) throws SQLException;
    }

    /** @param sql each {@code ?} in it stands for what the names of our roles begin with */
    void each(String sql, RowReader reader) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int parameters = (int) sql.chars().filter(c -> c == '?').count();
            for (int i = 1; i <= parameters; i++) {
                statement.setString(i, rolePrefix);
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    reader.read(rows);
                }
            }
        }
    }

    /** A column that {@link Sql#micros} made. */
    static Instant instant(ResultSet row, int at) throws SQLException {
        return Sql.instant(row.getLong(at));
    }

    static @Nullable Instant instantOrNull(ResultSet row, int at) throws SQLException {
        long micros = row.getLong(at);
        return row.wasNull() ? null : Sql.instant(micros);
    }
}
