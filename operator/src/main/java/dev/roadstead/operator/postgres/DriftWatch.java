package dev.roadstead.operator.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Notices that somebody else changed the store. First the transaction snapshot, which costs next to nothing and stays the
 * same while nothing is written anywhere on the server; only if it moved, the sums over the catalogues. Not thread-safe.
 */
final class DriftWatch {
    private static final Duration USUAL = Duration.ofSeconds(2);
    /** Where the sums are costly. */
    private static final Duration WIDE = Duration.ofSeconds(5);

    private static final Duration COSTLY = Duration.ofMillis(50);
    /** While the store does not answer. */
    private static final Duration BROKEN = Duration.ofSeconds(15);

    private final SnapshotReader reader;
    private final LongSupplier nanos;
    private Duration interval = USUAL;
    private long next;
    private String transactions = "";
    private @Nullable String left;
    private boolean verified;

    /** @param nanos a clock that only goes forward, in nanoseconds */
    DriftWatch(SnapshotReader reader, LongSupplier nanos) {
        this.reader = reader;
        this.nanos = nanos;
        this.next = nanos.getAsLong() + USUAL.toNanos();
    }

    /** How long until it is time to look; not below 1. */
    long millisToNext() {
        return Math.max(1, (next - nanos.getAsLong()) / 1_000_000);
    }

    boolean isDue() {
        return next - nanos.getAsLong() <= 0;
    }

    /** Whether anything has changed since the operator's own latest pass, or that pass has yet to be looked over. */
    boolean look(Connection connection) throws SQLException {
        next = nanos.getAsLong() + interval.toNanos();
        if (!verified || left == null) {
            return true;
        }
        String now = transactions(connection);
        if (now.equals(transactions)) {
            return false;
        }
        long start = nanos.getAsLong();
        boolean same;
        try {
            same = reader.sums(connection).equals(left);
        } finally {
            connection.rollback();
        }
        interval = nanos.getAsLong() - start > COSTLY.toNanos() ? WIDE : USUAL;
        if (same) {
            transactions = now;
        }
        return !same;
    }

    /** Whether a snapshot shows what the operator itself left. */
    boolean isAsLeft(Snapshot snapshot) {
        return snapshot.sums().equals(left);
    }

    /** A pass broke off: what the operator left is not known. */
    void forget() {
        left = null;
    }

    boolean knows() {
        return left != null;
    }

    /**
     * After a pass.
     *
     * @param wrote whether it changed anything: what somebody else did meanwhile may then hide in the snapshot, so it is
     *     looked over once more
     */
    void leave(Snapshot snapshot, boolean wrote) {
        left = snapshot.sums();
        verified = !wrote;
    }

    /** The store did not answer. */
    void fail() {
        next = nanos.getAsLong() + BROKEN.toNanos();
    }

    private static String transactions(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement s = connection.createStatement();
                ResultSet rows = s.executeQuery("SELECT pg_current_snapshot()::text")) {
            rows.next();
            return rows.getString(1);
        } finally {
            connection.rollback();
        }
    }
}
