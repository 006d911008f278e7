package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.operator.backend.StoreSettings;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Turns what the driver or the server says into a reason, a cause and a remedy. Messages carry no statement and no secret. */
final class Failures {
    private Failures() {}

    static String state(SQLException e) {
        return e.getSQLState() == null ? "" : e.getSQLState();
    }

    /** A connection of the operator's own role did not come about. */
    static BackendException connecting(StoreSettings settings, SQLException e) {
        String where = settings.host() + ":" + settings.port();
        return switch (state(e)) {
            case SqlState.INVALID_PASSWORD, SqlState.INVALID_AUTHORIZATION ->
                BackendException.failed(
                        "WrongPassword",
                        "PostgreSQL at " + where + " refused user " + settings.username()
                                + "; correct username and password in the Secret that credentialsSecretRef names",
                        e);
            case SqlState.INVALID_CATALOG ->
                BackendException.failed(
                        "Unreachable",
                        "PostgreSQL at " + where + " has no database " + settings.database()
                                + "; create it, or correct spec.postgres.database",
                        e);
            case SqlState.INSUFFICIENT_PRIVILEGE ->
                BackendException.failed(
                        "MissingPrivileges",
                        "user " + settings.username() + " may not connect; a DBA runs: GRANT CONNECT ON DATABASE "
                                + Sql.id(settings.database()) + " TO " + Sql.id(settings.username())
                                + " WITH GRANT OPTION",
                        e);
            default -> answered(e) ? refused("PostgreSQL at " + where, e) : unreachable(where, e);
        };
    }

    private static BackendException unreachable(String where, SQLException e) {
        return BackendException.failed(
                "Unreachable",
                "cannot reach PostgreSQL at " + where + " (" + firstLine(e)
                        + "); check spec.postgres.host, port and tls, and the network between",
                e);
    }

    /** Whether the server itself said this, and not about letting sessions in or ending them: then there is a way to it. */
    private static boolean answered(SQLException e) {
        String state = state(e);
        return server(e) != null && !state.startsWith("08") && !state.startsWith("53") && !state.startsWith("57P");
    }

    /** A statement of the operator failed. */
    static BackendException running(String what, SQLException e) {
        String state = state(e);
        if (SqlState.concurrency(state, firstLine(e))) {
            return BackendException.failed(
                    "WaitingForLock",
                    what + " waits for a lock that another session holds (" + state + "); tried again by itself",
                    e);
        }
        if (history(e)) {
            return BackendException.failed(
                    "HistoryNotWritable",
                    what + ": the history of this store can't be written (" + firstLine(e) + ", SQLSTATE " + state
                            + "), so nothing new is granted; a DBA takes back what was changed on schema roadstead_history",
                    e);
        }
        if (state.startsWith("08") || state.startsWith("57P") || state.isEmpty()) {
            return BackendException.failed(
                    "Unreachable", "the connection broke while working on " + what + " (" + firstLine(e) + ")", e);
        }
        if (state.equals(SqlState.INSUFFICIENT_PRIVILEGE)) {
            return BackendException.failed(
                    "MissingPrivileges",
                    what + ": " + firstLine(e) + "; a DBA takes back first what condition GrantsExact of the"
                            + " StoreClass names, and compares the operator's role with the documented minimum rights",
                    e);
        }
        return refused(what, e);
    }

    private static BackendException refused(String what, SQLException e) {
        return BackendException.failed("StoreRefused", what + ": " + firstLine(e) + " (SQLSTATE " + state(e) + ")", e);
    }

    /** Whether it was an entry of the history that failed. The server tells in which function that was. */
    static boolean history(SQLException e) {
        ServerErrorMessage server = server(e);
        return server != null
                && (String.valueOf(server.getWhere()).contains("roadstead_history.")
                        || String.valueOf(server.getMessage()).contains("roadstead_history"));
    }

    private static @Nullable ServerErrorMessage server(SQLException e) {
        return e instanceof PSQLException p ? p.getServerErrorMessage() : null;
    }

    /** The server's primary message; detail lines may quote values and stay out. */
    static String firstLine(SQLException e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }
}
