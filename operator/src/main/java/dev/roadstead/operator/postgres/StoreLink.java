package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.StoreSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A session's two connections: one works, one holds the fence. What broke is renewed when it is next asked for. */
final class StoreLink implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StoreLink.class);
    private static final int ALIVE_SECONDS = 2;

    private final StoreSettings settings;
    private final Connections connections;
    private final String holder;
    private @Nullable Connection connection;
    private Fence fence;
    private int renewals;

    /** @param holder who takes the fence */
    StoreLink(StoreSettings settings, Connections connections, String holder) throws SQLException {
        this.settings = settings;
        this.connections = connections;
        this.holder = holder;
        this.fence = Fence.take(connections.operator(), holder);
        this.connection = connections.operator();
    }

    /** A connection that answers, with the fence in hand. */
    Connection connected() throws SQLException {
        Connection c = connection;
        if (c == null || !c.isValid(ALIVE_SECONDS)) {
            disconnect();
            c = open();
            connection = c;
            renewals++;
        }
        if (fence.lost()) {
            fence.close();
            fence = Fence.take(open(), holder);
        }
        return c;
    }

    /** Whether the working connection is there; nothing is renewed for it. */
    Optional<Connection> ifConnected() throws SQLException {
        Connection c = connection;
        return c == null || !c.isValid(ALIVE_SECONDS) || fence.lost() ? Optional.empty() : Optional.of(c);
    }

    /** How often the working connection had to be renewed: what it sees may be another state of the store. */
    int renewals() {
        return renewals;
    }

    Fence fence() {
        return fence;
    }

    /** After a failure nobody knows what the connection is in the middle of. */
    void drop(SQLException cause) {
        disconnect();
        if (cause instanceof Fence.LostException) {
            fence.markLost();
        }
    }

    private Connection open() {
        try {
            return connections.operator();
        } catch (SQLException e) {
            throw Failures.connecting(settings, e);
        }
    }

    private void disconnect() {
        Connection c = connection;
        connection = null;
        if (c != null) {
            try {
                c.close();
            } catch (SQLException e) {
                log.debug("event=close-failed sqlstate={}", Failures.state(e));
            }
        }
    }

    @Override
    public void close() {
        disconnect();
        fence.close();
    }
}
