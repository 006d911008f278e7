package dev.roadstead.operator.answers;

import static dev.roadstead.operator.answers.Diagnosis.Kind;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** What the server says about a session: its end, its limits, its login. */
final class SessionErrors {

    private static final Pattern SESSION =
            Pattern.compile("terminating connection due to administrator command|AdminShutdown");
    private static final Pattern TIMEOUT = Pattern.compile("canceling statement due to statement timeout");
    private static final Pattern CANCELLED = Pattern.compile("canceling statement due to user request");
    private static final Pattern CONNECTIONS = Pattern.compile(
            "too many connections for role|sorry, too many clients|remaining connection slots are reserved");
    private static final Pattern PASSWORD = Pattern.compile("password authentication failed|no password supplied");
    private static final Pattern NO_LOGIN = Pattern.compile("is not permitted to log in");
    private static final Pattern NO_RULE = Pattern.compile("no pg_hba.conf entry|pg_hba.conf rejects");
    private static final Pattern NO_ROLE = Pattern.compile("role \"(?<login>[^\"\\n]{1,100})\" does not exist");
    private static final Pattern NO_DATABASE = Pattern.compile("database \"(?<name>[^\"\\n]{1,100})\" does not exist");

    static final List<Function<DriverError, Optional<Diagnosis>>> RULES = List.of(
            SessionErrors::endedSession,
            SessionErrors::timeout,
            SessionErrors::connections,
            SessionErrors::password,
            SessionErrors::noLogin,
            SessionErrors::database);

    private static Optional<Diagnosis> endedSession(DriverError error) {
        if (error.is("57P01") || error.find(SESSION).isPresent()) {
            return Optional.of(Diagnosis.of(
                    Kind.ENDED_SESSION,
                    error,
                    "the session was ended: access ended while a transaction of yours used it, or the database was"
                            + " stopped",
                    ErrorRules.CONSUMER,
                    "connect again: if that is refused, the access is over; if it works, the database was restarted, or"
                            + " only part of your access ended",
                    ErrorRules.WHY));
        }
        return Optional.empty();
    }

    private static Optional<Diagnosis> timeout(DriverError error) {
        if (error.find(CANCELLED).isPresent()) {
            return Optional.of(Diagnosis.of(
                    Kind.CANCELLED,
                    error,
                    "somebody cancelled the statement: the program itself, or an administrator",
                    ErrorRules.CONSUMER,
                    "see whether the program sets a time limit of its own"));
        }
        if (error.is("57014") || error.find(TIMEOUT).isPresent()) {
            return Optional.of(Diagnosis.of(
                    Kind.TIMEOUT,
                    error,
                    "the statement ran longer than statement_timeout, which starts at limits.statementTimeout of the"
                            + " StoreClass",
                    ErrorRules.CONSUMER,
                    "make the query smaller, or set a longer time in your session: SET statement_timeout = '10min'",
                    "kubectl get storeclasses.roadstead.dev -o yaml shows the limit"));
        }
        return Optional.empty();
    }

    private static Optional<Diagnosis> connections(DriverError error) {
        if (error.is("53300") || error.find(CONNECTIONS).isPresent()) {
            return Optional.of(Diagnosis.of(
                    Kind.CONNECTIONS,
                    error,
                    "too many connections are open: all inputs of a product share one login, and it may hold"
                            + " limits.connections of the StoreClass",
                    ErrorRules.CONSUMER + ", and " + ErrorRules.PLATFORM + " for the limit",
                    "close connections or make the pools smaller, over all pods of the product",
                    "ask the platform team to raise spec.postgres.limits.connections"));
        }
        return Optional.empty();
    }

    private static Optional<Diagnosis> password(DriverError error) {
        if (error.is("28P01") || error.find(PASSWORD).isPresent()) {
            return Optional.of(Diagnosis.of(
                    Kind.PASSWORD,
                    error,
                    "the login is not accepted: the password was changed and the program still has the old one, or the"
                            + " last grant of this consumer ended (the server says the same for both)",
                    ErrorRules.CONSUMER,
                    "restart the program, so that it reads the Secret again",
                    "if it stays: " + ErrorRules.WHY));
        }
        return Optional.empty();
    }

    private static Optional<Diagnosis> noLogin(DriverError error) {
        if (error.find(NO_RULE).isPresent()) {
            return Optional.of(Diagnosis.of(
                    Kind.NO_RULE,
                    error,
                    "the server has no rule in pg_hba.conf that lets this address or this kind of connection in",
                    ErrorRules.PLATFORM,
                    "connect with the sslmode of the Secret",
                    "give the platform team the whole text: it names address, user and database"));
        }
        if (error.find(NO_LOGIN).isPresent()
                || (error.is("28000") && error.find(NO_ROLE).isEmpty())) {
            return Optional.of(Diagnosis.of(
                    Kind.NO_LOGIN,
                    error,
                    "the login was closed: the last grant of this consumer ended",
                    ErrorRules.OWNER,
                    ErrorRules.WHY));
        }
        return error.find(NO_ROLE)
                .map(found -> Diagnosis.of(
                        Kind.NO_LOGIN,
                        error,
                        "the login " + found.group("login") + " is gone: the last grant of this consumer ended, or the"
                                + " program has a Secret of another database",
                        ErrorRules.CONSUMER,
                        "restart the program, so that it reads the Secret again",
                        ErrorRules.WHY));
    }

    private static Optional<Diagnosis> database(DriverError error) {
        if (error.is("3D000") || error.find(NO_DATABASE).isPresent()) {
            return Optional.of(Diagnosis.of(
                    Kind.NO_DATABASE,
                    error,
                    "the server has no database of this name: the StoreClass has moved, or the name was typed in",
                    ErrorRules.CONSUMER,
                    "take host, port and database from the Secret"));
        }
        return Optional.empty();
    }

    private SessionErrors() {}
}
