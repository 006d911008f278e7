package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.Advice;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks how a server is set up, in a session of its own, and steps back where proofs need the connections. */
final class Advisor {
    private static final Logger log = LoggerFactory.getLogger(Advisor.class);

    private final Connections connections;
    private final ServerFactsReader reader;
    private final Semaphore permits;

    /** @param permits one for each connection the operator may hold beside its two lasting ones */
    Advisor(Connections connections, ServerFactsReader reader, Semaphore permits) {
        this.connections = connections;
        this.reader = reader;
        this.permits = permits;
    }

    /** Empty if it can't be told now. */
    Optional<List<Advice>> advice() {
        if (!permits.tryAcquire()) {
            return Optional.empty();
        }
        try (Connection connection = connections.operator()) {
            return Optional.of(Hardening.of(reader.read(connection)));
        } catch (SQLException e) {
            log.warn("event=set-up-not-read sqlstate={}", Failures.state(e));
            return Optional.empty();
        } finally {
            permits.release();
        }
    }
}
