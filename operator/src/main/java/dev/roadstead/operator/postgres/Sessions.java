package dev.roadstead.operator.postgres;

import dev.roadstead.operator.postgres.Exposure.Membership;
import dev.roadstead.operator.postgres.Snapshot.LedgerKey;
import dev.roadstead.operator.postgres.Snapshot.LedgerRow;
import dev.roadstead.operator.postgres.Snapshot.Part;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends sessions and prepared transactions of our own logins. The first needs an inherited membership in the login; it is
 * given and taken back by rolling back, so that the catalogue never holds it.
 */
final class Sessions {
    private static final Logger log = LoggerFactory.getLogger(Sessions.class);
    private static final int TERMINATE_MILLIS = 2000;
    private static final int SWEEPS = 5;

    private final Connection connection;
    private final String rolePrefix;
    private final UnaryOperator<String> adminOf;
    private final PreparedTransactions prepared;

    /** @param adminOf the admin role that made a login */
    Sessions(Connection connection, Applier applier, String rolePrefix, UnaryOperator<String> adminOf) {
        this.prepared = new PreparedTransactions(connection, applier, rolePrefix, adminOf);
        this.connection = connection;
        this.rolePrefix = rolePrefix;
        this.adminOf = adminOf;
    }

    /** With the admins that the markers of a snapshot tell. */
    static Sessions of(Connection connection, Applier applier, Names names, Snapshot snapshot) {
        return new Sessions(connection, applier, names.rolePrefix(), login -> {
            LedgerRow row = snapshot.ledger().get(LedgerKey.role(login));
            return row == null ? madeBy(snapshot, login) : names.admin(row.domain());
        });
    }

    /** Of a login whose mark was lost: the admin that may hand it on, or any, because before 16 each may. */
    private static String madeBy(Snapshot snapshot, String login) {
        List<String> admins = snapshot.ledger().values().stream()
                .filter(row -> row.part() == Part.ADMIN)
                .map(row -> row.key().name())
                .sorted()
                .toList();
        return snapshot.exposure().memberships().stream()
                .filter(membership ->
                        membership.role().equals(login) && membership.admin() && admins.contains(membership.member()))
                .map(Membership::member)
                .findFirst()
                .orElseGet(() -> admins.isEmpty() ? login : admins.getFirst());
    }

    /** Ends sessions that hold a transaction, cursor or lock on any relation of these schemas. */
    int endHolders(Collection<String> schemas) throws SQLException {
        String sql = "SELECT DISTINCT a.pid, a.usename FROM pg_locks l JOIN pg_class c ON c.oid = l.relation"
                + " JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_stat_activity a ON a.pid = l.pid"
                + " WHERE l.locktype = 'relation' AND l.granted AND a.pid <> pg_backend_pid()"
                + " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
                + " AND starts_with(a.usename, ?) AND n.nspname = ANY (?)";
        return end(find(sql, schemas)) + prepared.endHolders(schemas);
    }

    /**
     * Ends sessions and prepared transactions of these logins that have written anything and not committed it. Such a one
     * may hold a row of a catalogue that a statement of ours has to change: by {@code ALTER ROLE} of itself, {@code DROP
     * OWNED} by itself, and the like. Which row it holds can't be seen, only that it has a transaction number.
     */
    int endWriting(Collection<String> logins) throws SQLException {
        String sql = "SELECT DISTINCT a.pid, a.usename FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid"
                + " WHERE l.locktype = 'transactionid' AND l.granted AND l.mode = 'ExclusiveLock'"
                + " AND starts_with(a.usename, ?) AND a.usename = ANY (?)";
        return end(find(sql, logins)) + prepared.endAll(logins);
    }

    /** Ends every session of these logins, and looks again until there is none; then what they have prepared. */
    int endAll(Collection<String> logins) throws SQLException {
        String sql = "SELECT a.pid, a.usename FROM pg_stat_activity a WHERE starts_with(a.usename, ?)"
                + " AND a.usename = ANY (?)";
        int ended = 0;
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            Map<String, List<Integer>> found = find(sql, logins);
            if (found.isEmpty()) {
                return ended + prepared.endAll(logins);
            }
            ended += end(found);
        }
        throw new SQLException("sessions of a login that ends do not go away", SqlState.LOCK_NOT_AVAILABLE);
    }

    private Map<String, List<Integer>> find(String sql, Collection<String> names) throws SQLException {
        Map<String, List<Integer>> found = new TreeMap<>();
        connection.setAutoCommit(false);
        try (PreparedStatement s = connection.prepareStatement(sql)) {
            s.setString(1, rolePrefix);
            s.setArray(2, connection.createArrayOf("text", names.toArray()));
            try (ResultSet rows = s.executeQuery()) {
                while (rows.next()) {
                    found.computeIfAbsent(rows.getString(2), n -> new ArrayList<>())
                            .add(rows.getInt(1));
                }
            }
        } finally {
            connection.rollback();
        }
        return found;
    }

    private int end(Map<String, List<Integer>> byLogin) throws SQLException {
        int ended = 0;
        for (Map.Entry<String, List<Integer>> entry : byLogin.entrySet()) {
            String admin = adminOf.apply(entry.getKey());
            connection.setAutoCommit(false);
            try (Statement s = connection.createStatement()) {
                s.execute("SET LOCAL ROLE " + Sql.id(admin) + "; GRANT " + Sql.id(entry.getKey()) + " TO "
                        + Sql.id(admin));
                for (int pid : entry.getValue()) {
                    s.execute("SELECT pg_terminate_backend(" + pid + ", " + TERMINATE_MILLIS + ")");
                    ended++;
                }
            } catch (SQLException e) {
                // A superuser's session is not ours to end; it is told, and must not keep those of others.
                if (!Failures.state(e).equals(SqlState.INSUFFICIENT_PRIVILEGE)) {
                    throw e;
                }
                log.warn("event=session-left login={}", entry.getKey());
            } finally {
                connection.rollback();
            }
        }
        return ended;
    }
}
