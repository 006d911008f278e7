package dev.roadstead.operator.catalogue;

import dev.roadstead.operator.catalogue.CatalogueException.Cause;
import java.sql.SQLException;
import org.postgresql.util.PSQLException;

/** Says what a database's refusal means for whoever asked. */
final class Refusal {

    static CatalogueException of(DatabaseAddress database, SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        return new CatalogueException(
                Cause.NO_ACCESS,
                "can't read the catalogue of " + Shown.of(database.toString()) + ": " + reason(e)
                        + (state.isEmpty() ? "" : " (" + state + ")") + remedy(state),
                e);
    }

    /** The server's message without the driver's additions. */
    private static String reason(SQLException e) {
        var server = e instanceof PSQLException refused ? refused.getServerErrorMessage() : null;
        String text = String.valueOf(server == null ? e.getMessage() : server.getMessage());
        return text.replaceAll("[\\p{C}\\p{Z}]+", " ");
    }

    private static String remedy(String state) {
        return switch (state) {
            case "08001", "08004", "08006" ->
                "; is the address right, and reachable from here? Passwords come from PGPASSWORD, ~/.pgpass or --secret";
            case "28P01", "28000" -> "; check the user, and the password in PGPASSWORD, ~/.pgpass or the Secret";
            case "3D000" -> "; name a database that is there";
            case "42501" -> "; a DBA has closed the catalogue to this login: take another one";
            case "57014", "55P03" -> "; the server is busy, try again";
            default -> "";
        };
    }

    private Refusal() {}
}
