package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.operator.backend.CheckerWish;
import dev.roadstead.operator.backend.PortWish;
import dev.roadstead.operator.backend.StoreKey;
import dev.roadstead.operator.quality.Answer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Asks about data as a store's own checker, which can read the ports of that store and nothing else. Its password is made
 * here and kept nowhere: after a restart, and every half day, it gets another one.
 */
final class Checker {
    /** How long a password opens sessions. */
    private static final Duration LIFE = Duration.ofHours(24);

    private static final Duration RENEWED = Duration.ofHours(12);

    /** A value is compared as text, which must not depend on what the server's configuration says. */
    private static final String SAME_TEXTS = "; SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO, YMD';"
            + " SET LOCAL intervalstyle = 'iso_8601'; SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex';"
            + " SET LOCAL standard_conforming_strings = on";

    private record Pass(String login, String password, Instant validUntil) {}

    private final Connections connections;
    private final StoreSession session;
    private final Semaphore permits;
    private final Supplier<String> passwords;
    private final Map<StoreKey, Pass> passes = new ConcurrentHashMap<>();

    /**
     * @param permits one for each connection that may be held at once beside the operator's two lasting ones
     * @param passwords makes those that nobody can guess
     */
    Checker(Connections connections, StoreSession session, Semaphore permits, Supplier<String> passwords) {
        this.connections = connections;
        this.session = session;
        this.permits = permits;
        this.passwords = passwords;
    }

    Answer run(PortWish port, String query, Duration timeout) {
        permits.acquireUninterruptibly();
        try {
            Answer result = tried(port, query, timeout);
            return result instanceof Answer.Failed(String _, boolean passing) && passing
                    ? tried(port, query, timeout)
                    : result;
        } finally {
            permits.release();
        }
    }

    private Answer tried(PortWish port, String query, Duration timeout) {
        String sql;
        try {
            sql = SingleQuery.of(query);
        } catch (SQLException e) {
            return new Answer.Failed(Failures.firstLine(e) + "; write one SELECT, without a semicolon", false);
        }
        Pass pass = pass(port.store());
        try (Connection connection = connections.checker(pass.login(), pass.password(), timeout)) {
            return asked(connection, Names.portSchema(port.key()), sql, timeout);
        } catch (SQLException e) {
            return failed(port.store(), timeout, e);
        }
    }

    private static Answer asked(Connection connection, String schema, String sql, Duration timeout)
            throws SQLException {
        connection.setReadOnly(true);
        connection.setAutoCommit(false);
        try (Statement s = connection.createStatement()) {
            s.execute("SET LOCAL search_path = " + Sql.id(schema) + ", pg_catalog" + SAME_TEXTS);
            s.setEscapeProcessing(false);
            // The server's own timeout comes first; this one asks from outside, whatever the query did to its session.
            s.setQueryTimeout((int) timeout.toSeconds() + 2);
            try (ResultSet rows = s.executeQuery(sql)) {
                String text = rows.next() ? rows.getString(1) : null;
                return new Answer.Found(text == null ? "" : text);
            }
        } finally {
            // Nothing of it stays, also what a read-only transaction of an older server would let through.
            connection.rollback();
        }
    }

    private Answer failed(StoreKey store, Duration timeout, SQLException e) {
        String state = Failures.state(e);
        return switch (state) {
            case SqlState.MORE_THAN_ONE_ROW ->
                new Answer.Failed("it gives more than one row; write a SELECT that gives one", false);
            case SqlState.QUERY_CANCELED ->
                new Answer.Failed(
                        "it took longer than " + timeout.toSeconds()
                                + "s; make it cheaper, or ask the platform team for a longer check timeout",
                        false);
            case SqlState.INVALID_PASSWORD, SqlState.INVALID_AUTHORIZATION -> {
                passes.remove(store);
                yield new Answer.Failed("the checker's login was refused; it gets another password", true);
            }
            case SqlState.INSUFFICIENT_PRIVILEGE ->
                new Answer.Failed(
                        Failures.firstLine(e) + " (SQLSTATE " + state
                                + "); a check reads the relations of this product's ports and nothing else",
                        false);
            default ->
                new Answer.Failed(
                        text(e, state) + " (SQLSTATE " + state + ")",
                        SqlState.concurrency(state, Failures.firstLine(e))
                                || state.startsWith("08")
                                || state.startsWith("57P"));
        };
    }

    /** Only words about the statement itself: of other errors the text may hold values, and statuses are read by many. */
    private static String text(SQLException e, String state) {
        return switch (state.substring(0, Math.min(2, state.length()))) {
            case "42" -> Failures.firstLine(e);
            case "0A" ->
                "it asks for what can't stand in a query, such as a change of data; write one SELECT of one value";
            case "22" ->
                "a value in it can't be computed, as of a division by zero or a text that is no number; leave such rows out";
            case "25" -> "it would write, and checks only read; write one SELECT of one value";
            case "08", "57" -> "its connection was ended; it is tried again";
            default -> "the server gave up on it";
        };
    }

    /** Two that come together may both set one; the one that was overtaken is refused once and comes again. */
    private Pass pass(StoreKey store) {
        Pass known = passes.get(store);
        if (known != null && session.now().plus(LIFE).minus(RENEWED).isBefore(known.validUntil())) {
            return known;
        }
        var wish = new CheckerWish(
                new CheckerWish.Key(store), passwords.get(), session.now().plus(LIFE));
        session.verifiers().prepare(wish.credential());
        String login;
        try {
            login = (String) session.wish(wish.key(), w -> w.put(wish));
        } catch (BackendException e) {
            passes.remove(store);
            throw e;
        } finally {
            session.verifiers().forget(wish.credential());
        }
        Pass pass = new Pass(login, wish.password(), wish.validUntil());
        passes.put(store, pass);
        return pass;
    }
}
