package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.BackendException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * One operator at a time. A lease connection holds a lock on the fence's view, so that a second operator waits; every
 * transaction checks holder and epoch, so that one which lost its lease without noticing writes nothing. Advisory locks
 * would not do: any login can take them. Nor would a table: somebody's ANALYZE of the whole database would wait for it as long
 * as the operator runs. Nor a row: the transaction number it takes would keep VACUUM from tidying up anywhere.
 */
final class Fence implements AutoCloseable {
    private final Connection lease;
    private final String holder;
    private final long epoch;
    private boolean lost;

    private Fence(Connection lease, String holder, long epoch) {
        this.lease = lease;
        this.holder = holder;
        this.epoch = epoch;
    }

    /** Raised when another operator has taken over. */
    static final class LostException extends SQLException {
        private static final long serialVersionUID = 1L;

        LostException() {
            super("another operator holds the fence of this store", "RS001");
        }
    }

    /** @param lease a connection that is used for nothing else; closed with the fence, or when it can't be had */
    static Fence take(Connection lease, String holder) throws SQLException {
        try {
            lease.setAutoCommit(false);
            try (Statement s = lease.createStatement()) {
                s.execute("SET lock_timeout = '2s'; SET idle_in_transaction_session_timeout = 0;"
                        + " SET statement_timeout = 0; SET transaction_isolation = 'read committed'");
                lease.commit();
                lock(s);
                long epoch;
                try (PreparedStatement update = lease.prepareStatement(
                        "UPDATE roadstead_meta.fence SET holder = ?, epoch = epoch + 1 RETURNING epoch")) {
                    update.setString(1, holder);
                    try (ResultSet rows = update.executeQuery()) {
                        rows.next();
                        epoch = rows.getLong(1);
                    }
                }
                lease.commit();
                lock(s);
                Fence fence = new Fence(lease, holder, epoch);
                try (ResultSet rows = s.executeQuery("SELECT epoch FROM roadstead_meta.fence")) {
                    rows.next();
                    if (rows.getLong(1) != epoch) {
                        throw held(new LostException());
                    }
                }
                return fence;
            }
        } catch (SQLException e) {
            try (lease) {
                if (!Failures.state(e).equals(SqlState.LOCK_NOT_AVAILABLE)) {
                    throw e;
                }
                throw isHeldBy(lease, holder) ? twice(e) : held(e);
            }
        } catch (BackendException e) {
            lease.close();
            throw e;
        }
    }

    private static boolean isHeldBy(Connection lease, String holder) throws SQLException {
        lease.rollback();
        try (Statement s = lease.createStatement();
                ResultSet rows = s.executeQuery("SELECT holder FROM roadstead_meta.fence")) {
            return rows.next() && rows.getString(1).equals(holder);
        }
    }

    /** Must be the first statement of a transaction. */
    void check(Connection connection) throws SQLException {
        try (PreparedStatement s = connection.prepareStatement(
                "SELECT 1 FROM roadstead_meta.fence WHERE holder = ? AND epoch = ? FOR SHARE")) {
            s.setString(1, holder);
            s.setLong(2, epoch);
            try (ResultSet rows = s.executeQuery()) {
                if (!rows.next()) {
                    throw new LostException();
                }
            }
        }
    }

    /** Remembers that another operator has taken over. */
    void markLost() {
        lost = true;
    }

    /** Whether it must be taken again: somebody else holds it, or the lease connection broke. */
    boolean lost() throws SQLException {
        return lost || !lease.isValid(2);
    }

    /**
     * Makes sure that no operator works in this store until the transaction ends.
     *
     * @throws BackendException {@code FenceHeld} if one does
     */
    static void keepFree(Connection connection) throws SQLException {
        try (Statement s = connection.createStatement()) {
            lock(s);
        } catch (SQLException e) {
            if (Failures.state(e).equals(SqlState.LOCK_NOT_AVAILABLE)) {
                throw held(e);
            }
            throw e;
        }
    }

    private static void lock(Statement s) throws SQLException {
        s.execute("LOCK TABLE roadstead_meta.fence_lease IN SHARE ROW EXCLUSIVE MODE");
    }

    private static BackendException twice(SQLException e) {
        return BackendException.failed(
                "FenceHeld",
                "this operator works in this database already, for another StoreClass; each needs a database of its own:"
                        + " correct host, port or database of this one, or use the other",
                e);
    }

    private static BackendException held(SQLException e) {
        return BackendException.failed(
                "FenceHeld",
                "another operator works in this store; this one waits and tries again; if none should, end its session"
                        + " named roadstead in pg_stat_activity",
                e);
    }

    @Override
    public void close() {
        try {
            lease.close();
        } catch (SQLException e) {
            throw new IllegalStateException("the lease connection does not close", e);
        }
    }
}
