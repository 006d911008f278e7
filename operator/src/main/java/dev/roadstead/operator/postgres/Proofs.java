package dev.roadstead.operator.postgres;

import dev.roadstead.operator.access.Effect;
import dev.roadstead.operator.access.RelationLens;
import dev.roadstead.operator.backend.GrantOutcome;
import dev.roadstead.operator.backend.GrantWish;
import dev.roadstead.operator.backend.PortKey;
import dev.roadstead.operator.backend.Proof;
import dev.roadstead.operator.contract.Relation;
import dev.roadstead.operator.postgres.Snapshot.GrantRow;
import dev.roadstead.operator.postgres.Snapshot.LedgerKey;
import dev.roadstead.operator.postgres.Snapshot.Part;
import dev.roadstead.operator.postgres.Snapshot.RelationName;
import dev.roadstead.operator.postgres.Snapshot.SchemaState;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Logs in with a consumer's credential, reads what is granted and is refused what is not. Reads one row of each
 * relation: LIMIT 0 would never evaluate {@code admit}.
 */
final class Proofs {
    private static final String READ_TIMEOUT = "10s";

    private final Connections connections;
    private final Semaphore permits;
    private final AtomicBoolean wrongPasswordRefused = new AtomicBoolean();

    /** @param permits one for each proof that may hold a connection at once */
    Proofs(Connections connections, Semaphore permits) {
        this.connections = connections;
        this.permits = permits;
    }

    Proof run(GrantWish wish, GrantOutcome grant, String password, Snapshot snapshot) {
        permits.acquireUninterruptibly();
        try {
            if (!wrongPasswordRefused.get()) {
                Optional<Proof> open = authenticationOpen(grant.login(), password);
                if (open.isPresent()) {
                    return open.get();
                }
                wrongPasswordRefused.set(true);
            }
            try (Connection connection = connections.login(grant.login(), password)) {
                return prove(connection, wish, grant, snapshot);
            }
        } catch (SQLException e) {
            String state = Failures.state(e);
            if (state.equals(SqlState.INVALID_PASSWORD)) {
                return new Proof(false, "WrongPassword", "the credential in the Secret is not the one the store knows");
            }
            if (state.equals(SqlState.TOO_MANY_CONNECTIONS)) {
                return new Proof(
                        false,
                        Proof.TOO_MANY_CONNECTIONS,
                        isOwnLimit(e, grant.login())
                                ? "login " + grant.login()
                                        + " holds all its connections, so access can't be tried now; close some,"
                                        + " or raise limits.connections of the StoreClass"
                                : "the server has no connection free, so access can't be tried now; what was granted"
                                        + " stands. It is tried again; a DBA can raise max_connections");
            }
            return new Proof(
                    false,
                    "ProofFailed",
                    "the consumer's own session failed: " + Failures.firstLine(e) + " (SQLSTATE " + state + ")");
        } finally {
            permits.release();
        }
    }

    /**
     * Whether the server knew the login before it refused: a limit of the role is looked at after the password, and names the
     * role in any language. Where the whole server is full, nobody has looked at the password.
     */
    private static boolean isOwnLimit(SQLException e, String login) {
        return Failures.firstLine(e).contains('"' + login + '"');
    }

    /** Whether the credential opens a session; a role at its connection limit has shown that it does. */
    boolean logsIn(String login, String password) throws SQLException {
        permits.acquireUninterruptibly();
        try (Connection connection = connections.login(login, password)) {
            return connection.isValid(2);
        } catch (SQLException e) {
            return switch (Failures.state(e)) {
                case SqlState.INVALID_PASSWORD, SqlState.INVALID_AUTHORIZATION -> false;
                case SqlState.TOO_MANY_CONNECTIONS -> {
                    if (!isOwnLimit(e, login)) {
                        throw e;
                    }
                    yield true;
                }
                default -> throw e;
            };
        } finally {
            permits.release();
        }
    }

    /** Where any password is good enough, a proof proves nothing. */
    private Optional<Proof> authenticationOpen(String login, String password) throws SQLException {
        try (Connection _ = connections.login(login, password + "x")) {
            return Optional.of(new Proof(
                    false,
                    "AuthenticationNotEnforced",
                    "the server let " + login + " in with a wrong password; a DBA sets scram-sha-256 for it in"
                            + " pg_hba.conf and reloads"));
        } catch (SQLException e) {
            if (Failures.state(e).equals(SqlState.INVALID_PASSWORD)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Proof prove(Connection connection, GrantWish wish, GrantOutcome grant, Snapshot snapshot)
            throws SQLException {
        try (Statement s = connection.createStatement()) {
            s.execute("SET statement_timeout = '" + READ_TIMEOUT + "'");
        }
        List<String> read = new ArrayList<>();
        for (String relation : grant.relations()) {
            try {
                read.add(relation + " (" + columns(connection, grant.schema(), relation) + " columns)");
            } catch (SQLException e) {
                return new Proof(
                        false,
                        "ProofFailed",
                        "reading " + relation + " as the consumer failed: " + Failures.firstLine(e) + " (SQLSTATE "
                                + Failures.state(e) + ")");
            }
        }
        List<String> refused = new ArrayList<>();
        for (Refusal refusal : refusals(wish, grant, snapshot)) {
            String state = refusedWith(connection, refusal.sql());
            if (!state.equals(refusal.expected())) {
                return new Proof(
                        false,
                        "ProofFailed",
                        refusal.what() + " should be refused with " + refusal.expected() + " but "
                                + (state.isEmpty() ? "could be read" : "answered " + state));
            }
            refused.add(refusal.what() + " " + state);
        }
        return new Proof(
                true,
                "ReadAsConsumer",
                "read " + String.join(", ", read) + " as " + grant.login() + "; refused: "
                        + String.join(", ", refused));
    }

    private static int columns(Connection connection, String schema, String relation) throws SQLException {
        try (Statement s = connection.createStatement();
                ResultSet rows = s.executeQuery("SELECT * FROM " + Sql.id(schema, relation) + " LIMIT 1")) {
            return rows.getMetaData().getColumnCount();
        } catch (SQLException e) {
            // The right was checked before the first row was looked for: a filter that finds none in time is no
            // refusal.
            if (!Failures.state(e).equals(SqlState.QUERY_CANCELED)) {
                throw e;
            }
            try (Statement s = connection.createStatement();
                    ResultSet rows = s.executeQuery("SELECT * FROM " + Sql.id(schema, relation) + " LIMIT 0")) {
                return rows.getMetaData().getColumnCount();
            }
        }
    }

    private record Refusal(String what, String sql, String expected) {}

    private static List<Refusal> refusals(GrantWish wish, GrantOutcome grant, Snapshot snapshot) {
        List<Refusal> refusals = new ArrayList<>();
        PortKey port = wish.key().port();
        String portSchema = Names.portSchema(port);
        Relation first = wish.contract().relations().getFirst();
        dataSchema(portSchema, snapshot)
                .ifPresent(data -> refusals.add(new Refusal(
                        "inner table", select("1", data, first.physicalName()), SqlState.INSUFFICIENT_PRIVILEGE)));
        refusals.add(
                new Refusal("port schema", select("1", portSchema, first.name()), SqlState.INSUFFICIENT_PRIVILEGE));
        neighbour(wish, grant, snapshot)
                .ifPresent(name -> refusals.add(new Refusal(
                        "a neighbour's grant",
                        select("1", name.schema(), name.name()),
                        SqlState.INSUFFICIENT_PRIVILEGE)));
        for (RelationLens lens : wish.lens().relations()) {
            lens.columns().forEach((column, effect) -> {
                if (effect == Effect.HIDDEN) {
                    refusals.add(new Refusal(
                            "column " + lens.relation() + "." + column,
                            select("t." + Sql.id(column), grant.schema(), lens.relation()),
                            SqlState.UNDEFINED_COLUMN));
                }
            });
        }
        return refusals;
    }

    private static Optional<String> dataSchema(String portSchema, Snapshot snapshot) {
        SchemaState port = snapshot.schemas().get(portSchema);
        return Optional.ofNullable(port)
                .flatMap(p -> snapshot.ledger(LedgerKey.role(p.owner())))
                .flatMap(owner -> snapshot.ledger().values().stream()
                        .filter(row -> row.part() == Part.DATA
                                && row.key().kind() == LedgerKey.Kind.SCHEMA
                                && row.domain().equals(owner.domain())
                                && row.object().equals(owner.object()))
                        .findFirst())
                .map(row -> row.key().name());
    }

    /** Somebody else's grant, best one on the same port. */
    private static Optional<RelationName> neighbour(GrantWish wish, GrantOutcome grant, Snapshot snapshot) {
        return snapshot.grants().values().stream()
                .filter(g ->
                        !g.subject().equals(wish.key().subject()) && !g.schema().equals(grant.schema()))
                .sorted((a, b) -> Boolean.compare(samePort(b, wish), samePort(a, wish)))
                .flatMap(g -> snapshot.relationsIn(g.schema()).stream().limit(1))
                .findFirst();
    }

    private static boolean samePort(GrantRow row, GrantWish wish) {
        return row.port().equals(wish.key().port());
    }

    private static String select(String what, String schema, String relation) {
        return "SELECT " + what + " FROM " + Sql.id(schema, relation) + " t LIMIT 1";
    }

    private static String refusedWith(Connection connection, String sql) {
        try (Statement s = connection.createStatement();
                ResultSet _ = s.executeQuery(sql)) {
            return "";
        } catch (SQLException e) {
            return Failures.state(e);
        }
    }
}
