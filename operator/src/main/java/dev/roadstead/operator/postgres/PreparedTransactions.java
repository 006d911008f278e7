package dev.roadstead.operator.postgres;

import dev.roadstead.operator.postgres.Script.Statement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * Ends prepared transactions of our own logins in this database. They outlive their session, a NOLOGIN and a new
 * password, keep their locks, and only the role that prepared one can roll it back. So the operator becomes that role
 * for the one statement; it stands alone, because it can't run inside a transaction.
 */
final class PreparedTransactions {
    private final Connection connection;
    private final Applier applier;
    private final String rolePrefix;
    private final UnaryOperator<String> adminOf;

    /** @param adminOf the admin role that made a login */
    PreparedTransactions(Connection connection, Applier applier, String rolePrefix, UnaryOperator<String> adminOf) {
        this.connection = connection;
        this.applier = applier;
        this.rolePrefix = rolePrefix;
        this.adminOf = adminOf;
    }

    private record Prepared(String gid, String owner) {}

    /** Those of these logins. */
    int endAll(Collection<String> logins) throws SQLException {
        return end(find("p.owner = ANY (?)", logins));
    }

    /** Those that hold a lock on any relation of these schemas. */
    int endHolders(Collection<String> schemas) throws SQLException {
        return end(find(
                "EXISTS (SELECT FROM pg_locks l JOIN pg_class c ON c.oid = l.relation"
                        + " JOIN pg_namespace n ON n.oid = c.relnamespace"
                        + " WHERE l.virtualtransaction = '-1/' || p.transaction::text AND n.nspname = ANY (?))",
                schemas));
    }

    private List<Prepared> find(String condition, Collection<String> names) throws SQLException {
        String sql = "SELECT p.gid, p.owner FROM pg_prepared_xacts p WHERE p.database = current_database()"
                + " AND starts_with(p.owner, ?) AND " + condition;
        List<Prepared> found = new ArrayList<>();
        connection.setAutoCommit(false);
        try (PreparedStatement s = connection.prepareStatement(sql)) {
            s.setString(1, rolePrefix);
            s.setArray(2, connection.createArrayOf("text", names.toArray()));
            try (ResultSet rows = s.executeQuery()) {
                while (rows.next()) {
                    found.add(new Prepared(rows.getString(1), rows.getString(2)));
                }
            }
        } finally {
            connection.rollback();
        }
        return found;
    }

    private int end(List<Prepared> found) throws SQLException {
        for (String owner : new TreeSet<>(found.stream().map(Prepared::owner).toList())) {
            String admin = adminOf.apply(owner);
            String membership = Sql.id(owner);
            try {
                applier.run(List.of(new Statement(admin, "GRANT " + membership + " TO " + Sql.id(admin))));
            } catch (SQLException e) {
                // Not ours to end, as a superuser's session is not.
                if (!Failures.state(e).equals(SqlState.INSUFFICIENT_PRIVILEGE)) {
                    throw e;
                }
                continue;
            }
            for (Prepared transaction : found) {
                if (transaction.owner().equals(owner)) {
                    rollBack(transaction);
                }
            }
            applier.run(List.of(new Statement(admin, "REVOKE " + membership + " FROM " + Sql.id(admin))));
        }
        return found.size();
    }

    private void rollBack(Prepared transaction) throws SQLException {
        connection.setAutoCommit(true);
        try (java.sql.Statement s = connection.createStatement()) {
            s.execute("SET ROLE " + Sql.id(transaction.owner()));
            try {
                s.execute("ROLLBACK PREPARED " + Sql.text(transaction.gid()));
            } catch (SQLException e) {
                // Its owner may have ended it just now.
                if (!Failures.state(e).equals(SqlState.UNDEFINED_OBJECT)) {
                    throw e;
                }
            } finally {
                s.execute("RESET ROLE");
            }
        }
    }
}
