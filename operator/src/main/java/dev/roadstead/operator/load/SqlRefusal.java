package dev.roadstead.operator.load;

import dev.roadstead.operator.load.LoadException.Cause;
import java.sql.SQLException;
import org.postgresql.util.PSQLException;

/** Tells from its code whose fault an SQL error is. */
final class SqlRefusal {
    private SqlRefusal() {}

    /** Data exceptions (class 22) and integrity violations (class 23). */
    static boolean isAboutData(SQLException e) {
        var state = e.getSQLState();
        return state != null && (state.startsWith("22") || state.startsWith("23"));
    }

    /** The server's message, without the driver's additions, and its detail. */
    static String reason(SQLException e) {
        var server = e instanceof PSQLException refused ? refused.getServerErrorMessage() : null;
        if (server == null) {
            return String.valueOf(e.getMessage());
        }
        var detail = server.getDetail();
        return detail == null ? String.valueOf(server.getMessage()) : server.getMessage() + ": " + detail;
    }

    static LoadException of(SQLException e) {
        if (isAboutData(e)) {
            return new LoadException(Cause.BAD_DATA, "the table refuses the file: " + reason(e), e);
        }
        var state = e.getSQLState() == null ? "" : e.getSQLState();
        var remedy = switch (state) {
            case "42501" -> "; the writer's rights are the operator's to give: see the DataProduct's conditions";
            case "55P03" -> "; somebody else holds a lock on the table: try again";
            case "53100" -> "; the store's disk is full";
            default -> "";
        };
        return new LoadException(Cause.NO_ACCESS, "the store says: " + reason(e) + " (" + state + ")" + remedy, e);
    }
}
