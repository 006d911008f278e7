package dev.roadstead.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class DevelopmentPostgresIT {

    @Test
    void theOperatorHasItsRightsInEachDatabaseAndNoMore() throws SQLException {
        var server = DevelopmentPostgres.shared();
        try (var one = server.newMeshDatabase();
                var other = server.newMeshDatabase();
                var operator = one.operator();
                var elsewhere = other.operator()) {
            execute(operator, "CREATE SCHEMA mine");
            execute(elsewhere, "CREATE SCHEMA mine");
            var refusal = assertThrows(SQLException.class, () -> execute(operator, "CREATE TEMPORARY TABLE t ()"));
            assertEquals("42501", refusal.getSQLState());
        }
    }

    @Test
    void aWrongPasswordIsRefused() throws SQLException {
        var server = DevelopmentPostgres.shared();
        try (var database = server.newMeshDatabase()) {
            var refusal = assertThrows(SQLException.class, () -> database.login(server.operatorUser(), "wrong"));
            assertEquals("28P01", refusal.getSQLState());
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
