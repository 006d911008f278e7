package dev.roadstead.operator.answers;

import static dev.roadstead.operator.answers.Diagnosis.Kind;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Recognises errors of PostgreSQL and of its clients, by SQLSTATE where the text has it, else by the server's and the
 * clients' English words. The first rule that fits decides, so those that know most come first.
 */
public final class ErrorRules {

    private static final String CONSUMER = "you, the consumer";
    private static final String OWNER = "the domain that owns the port";
    private static final String PLATFORM = "the platform team";
    private static final String WHY = "roadstead why DOMAIN/REQUEST tells the whole way of your access";

    private static final Pattern ENDED = Pattern.compile(
            "access to (?<port>[a-z0-9-]+/[a-z0-9-]+)\\.(?<version>v\\d+) by request (?<request>[a-z0-9-]+/[a-z0-9.-]+)"
                    + " ended(?: at (?<end>[0-9TZ:.-]+))?");
    private static final Pattern TAKEN_BACK = Pattern.compile("access through (?<schema>\\S+) was taken back");
    private static final Pattern DENIED = Pattern.compile(
            "permission denied for (?<kind>schema|table|view|relation|function|database|sequence) \"?(?<name>[^\\s\"'(]+)");
    private static final Pattern COLUMN =
            Pattern.compile("column \"?(?<column>[^\"\\n]{1,200}?)\"?(?: of relation \"?[^\"\\n]+\"?)? does not exist");
    private static final Pattern RELATION =
            Pattern.compile("(?:relation|table|view) \"(?<name>[^\"\\n]{1,200})\" does not exist");
    private static final Pattern NO_SCHEMA = Pattern.compile("schema \"(?<name>[^\"\\n]{1,200})\" does not exist");
    private static final Pattern SESSION =
            Pattern.compile("terminating connection due to administrator command|AdminShutdown");
    private static final Pattern LOST = Pattern.compile("(?i)server closed the connection unexpectedly"
            + "|connection was closed in the middle|an I/O error occurred while sending to the backend"
            + "|this connection has been closed|connection terminated unexpectedly|connection reset by peer|ECONNRESET"
            + "|exception while reading from stream|unexpected EOF");
    private static final Pattern TIMEOUT = Pattern.compile("canceling statement due to statement timeout");
    private static final Pattern CANCELLED = Pattern.compile("canceling statement due to user request");
    private static final Pattern CONNECTIONS = Pattern.compile(
            "too many connections for role|sorry, too many clients|remaining connection slots are reserved");
    private static final Pattern PASSWORD = Pattern.compile("password authentication failed|no password supplied");
    private static final Pattern NO_LOGIN = Pattern.compile("is not permitted to log in");
    private static final Pattern NO_RULE = Pattern.compile("no pg_hba.conf entry|pg_hba.conf rejects");
    private static final Pattern NO_ROLE = Pattern.compile("role \"(?<login>[^\"\\n]{1,100})\" does not exist");
    private static final Pattern NO_TLS = Pattern.compile("(?i)server does not support SSL|server refused TLS"
            + "|SSL is not enabled on the server|SSL connection requested. No SSL enabled");
    private static final Pattern CERTIFICATE = Pattern.compile("(?i)certificate verify failed"
            + "|failed to verify certificate|does not match host name|hostname .{0,200} could not be verified"
            + "|PKIX path|unable to find valid certification path|self-signed certificate|self signed certificate"
            + "|CERT_ALTNAME_INVALID|x509:|root certificate file|could not open SSL root certificate"
            + "|unable to get local issuer|remote certificate (?:is invalid|was rejected)|sslrootcert");
    private static final Pattern NO_DATABASE = Pattern.compile("database \"(?<name>[^\"\\n]{1,100})\" does not exist");
    private static final Pattern UNKNOWN_HOST =
            Pattern.compile("(?i)could not translate host name|name or service not known"
                    + "|nodename nor servname|no such host|ENOTFOUND|EAI_AGAIN|UnknownHostException|failed to resolve host"
                    + "|temporary failure in name resolution|getaddrinfo");
    private static final Pattern REFUSED =
            Pattern.compile("(?i)connection refused|ECONNREFUSED|Connect call failed|Connection to .{1,200} refused");
    private static final Pattern UNREACHABLE = Pattern.compile("(?i)timeout expired|connection timed out|ETIMEDOUT"
            + "|i/o timeout|context deadline exceeded|connect timed out|SocketTimeoutException|TimeoutError"
            + "|no route to host|network is unreachable|EHOSTUNREACH|connection attempt failed"
            + "|timeout expired|ConnectionTimeout|connect_timeout");

    private static final List<Function<DriverError, Optional<Diagnosis>>> RULES = List.of(
            ErrorRules::ended,
            ErrorRules::takenBack,
            ErrorRules::endedSession,
            ErrorRules::timeout,
            ErrorRules::connections,
            ErrorRules::password,
            ErrorRules::noLogin,
            ErrorRules::database,
            ErrorRules::denied,
            ErrorRules::column,
            ErrorRules::relation,
            ErrorRules::tls,
            ErrorRules::network,
            ErrorRules::otherDenial);

    /** What it means; of kind UNKNOWN if no rule fits. */
    public static Diagnosis diagnose(DriverError error) {
        return RULES.stream()
                .flatMap(rule -> rule.apply(error).stream())
                .findFirst()
                .orElseGet(() -> Diagnosis.of(
                        Kind.UNKNOWN,
                        error,
                        "this is no error that Roadstead makes or knows"
                                + (error.sqlState() == null ? "" : "; the server calls it " + error.sqlState()),
                        CONSUMER,
                        "paste the whole text, with SQLSTATE and hint if the program can show them",
                        WHY));
    }

    private static Optional<Diagnosis> ended(DriverError error) {
        return error.find(ENDED).map(found -> {
            String request = found.group("request");
            String end = found.group("end");
            return Diagnosis.of(
                            Kind.ENDED,
                            error,
                            "the access of request " + request + " to version " + found.group("version") + " of port "
                                    + found.group("port") + " ended"
                                    + (end == null ? "" : " at " + end)
                                    + ": the time that the request or a Policy sets is over",
                            OWNER + " (" + found.group("port").split("/", 2)[0] + "), or you, if the request's own"
                                    + " notAfter ended it",
                            describe(request),
                            "ask for a later end; the same address then works again")
                    .about(request);
        });
    }

    private static Optional<Diagnosis> takenBack(DriverError error) {
        return error.find(TAKEN_BACK)
                .map(found -> Diagnosis.of(
                        Kind.TAKEN_BACK,
                        error,
                        "the grant behind schema " + found.group("schema")
                                + " was taken back: its Policy or its request is gone",
                        OWNER,
                        WHY));
    }

    private static Optional<Diagnosis> endedSession(DriverError error) {
        if (error.is("57P01") || error.find(SESSION).isPresent()) {
            return Optional.of(Diagnosis.of(
                    Kind.ENDED_SESSION,
                    error,
                    "the session was ended: access ended while a transaction of yours used it, or the database was"
                            + " stopped",
                    CONSUMER,
                    "connect again: if that is refused, the access is over; if it works, the database was restarted, or"
                            + " only part of your access ended",
                    WHY));
        }
        return Optional.empty();
    }

    private static Optional<Diagnosis> timeout(DriverError error) {
        if (error.find(CANCELLED).isPresent()) {
            return Optional.of(Diagnosis.of(
                    Kind.CANCELLED,
                    error,
                    "somebody cancelled the statement: the program itself, or an administrator",
                    CONSUMER,
                    "see whether the program sets a time limit of its own"));
        }
        if (error.is("57014") || error.find(TIMEOUT).isPresent()) {
            return Optional.of(Diagnosis.of(
                    Kind.TIMEOUT,
                    error,
                    "the statement ran longer than statement_timeout, which starts at limits.statementTimeout of the"
                            + " StoreClass",
                    CONSUMER,
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
                    CONSUMER + ", and " + PLATFORM + " for the limit",
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
                    CONSUMER,
                    "restart the program, so that it reads the Secret again",
                    "if it stays: " + WHY));
        }
        return Optional.empty();
    }

    private static Optional<Diagnosis> noLogin(DriverError error) {
        if (error.find(NO_RULE).isPresent()) {
            return Optional.of(Diagnosis.of(
                    Kind.NO_RULE,
                    error,
                    "the server has no rule in pg_hba.conf that lets this address or this kind of connection in",
                    PLATFORM,
                    "connect with the sslmode of the Secret",
                    "give the platform team the whole text: it names address, user and database"));
        }
        if (error.find(NO_LOGIN).isPresent()
                || (error.is("28000") && error.find(NO_ROLE).isEmpty())) {
            return Optional.of(Diagnosis.of(
                    Kind.NO_LOGIN, error, "the login was closed: the last grant of this consumer ended", OWNER, WHY));
        }
        return error.find(NO_ROLE)
                .map(found -> Diagnosis.of(
                        Kind.NO_LOGIN,
                        error,
                        "the login " + found.group("login") + " is gone: the last grant of this consumer ended, or the"
                                + " program has a Secret of another database",
                        CONSUMER,
                        "restart the program, so that it reads the Secret again",
                        WHY));
    }

    private static Optional<Diagnosis> database(DriverError error) {
        if (error.is("3D000") || error.find(NO_DATABASE).isPresent()) {
            return Optional.of(Diagnosis.of(
                    Kind.NO_DATABASE,
                    error,
                    "the server has no database of this name: the StoreClass has moved, or the name was typed in",
                    CONSUMER,
                    "take host, port and database from the Secret"));
        }
        return Optional.empty();
    }

    private static Optional<Diagnosis> denied(DriverError error) {
        return error.find(DENIED).map(found -> denied(error, found.group("kind"), found.group("name")));
    }

    private static Diagnosis denied(DriverError error, String kind, String name) {
        if (kind.equals("database")) {
            return Diagnosis.of(
                    Kind.NO_CONNECT,
                    error,
                    "the login may not connect to database " + name + ": it is not the one of the Secret, or somebody"
                            + " took CONNECT away",
                    CONSUMER + ", then " + PLATFORM,
                    "take host, port and database from the Secret");
        }
        if (name.startsWith("roadstead_")) {
            return Diagnosis.of(
                    Kind.OPERATOR_ONLY,
                    error,
                    name + " is the operator's own; nobody else may look into it",
                    CONSUMER,
                    "read from the schema that the Secret names");
        }
        if (kind.equals("schema") && (name.endsWith("__data") || name.endsWith("__work"))) {
            return Diagnosis.of(
                    Kind.INNER,
                    error,
                    name + " holds the tables of the product itself, which only its writers may use",
                    CONSUMER,
                    "read <schema>.<relation> with the schema of your Secret; it is another one");
        }
        if (kind.equals("schema") && name.endsWith("__port")) {
            return Diagnosis.of(
                    Kind.PORT,
                    error,
                    name + " is the port itself, which only the views of grants may read",
                    CONSUMER,
                    "read <schema>.<relation> with the schema of your Secret; it is another one");
        }
        if (kind.equals("schema")) {
            return Diagnosis.of(
                    Kind.ANOTHERS,
                    error,
                    "schema " + name + " is another consumer's, or was yours and the grant was taken back",
                    CONSUMER,
                    "read from the schema that your Secret names now; after a change of it restart the program",
                    WHY);
        }
        return Diagnosis.of(
                Kind.READ_ONLY,
                error,
                "the login may not do this with " + kind + " " + name
                        + ": what a grant shows can be read, not written; or the grant was just taken back",
                CONSUMER,
                "to write, use the Secret of a writer of the product: spec.stores[].writers, or roadstead load",
                "if you were reading: " + WHY);
    }

    private static Optional<Diagnosis> column(DriverError error) {
        if (!error.is("42703") && error.find(COLUMN).isEmpty()) {
            return Optional.empty();
        }
        String column = error.find(COLUMN)
                .map(found -> "column " + found.group("column"))
                .orElse("the column");
        return Optional.of(Diagnosis.of(
                Kind.HIDDEN_COLUMN,
                error,
                column
                        + " is not there for you: the Policies hide it, this version of the port does not have it, or the"
                        + " name is misspelt",
                OWNER,
                "status.lens of your AccessRequest lists what is hidden and masked",
                "roadstead look DOMAIN/PORT --as DOMAIN/PRODUCT shows the owners what you see"));
    }

    private static Optional<Diagnosis> relation(DriverError error) {
        if (!error.is("42P01")
                && !error.is("3F000")
                && error.find(RELATION).isEmpty()
                && error.find(NO_SCHEMA).isEmpty()) {
            return Optional.empty();
        }
        String name = error.find(RELATION)
                .or(() -> error.find(NO_SCHEMA))
                .map(found -> found.group("name"))
                .orElse("it");
        return Optional.of(Diagnosis.of(
                Kind.MISSING_RELATION,
                error,
                name
                        + " is not there for this session: the schema is missing before the name (search_path), the name is"
                        + " misspelt, or the grant was taken back",
                CONSUMER,
                "write <schema>.<relation>, or SET search_path; the Secret has schema and relations, and its uri sets"
                        + " the search_path",
                "if the schema itself is gone: " + WHY));
    }

    private static Optional<Diagnosis> tls(DriverError error) {
        if (error.find(NO_TLS).isPresent()) {
            return Optional.of(Diagnosis.of(
                    Kind.NO_TLS,
                    error,
                    "the program wants an encrypted connection and the server offers none",
                    PLATFORM,
                    "take sslmode from the Secret: it says what the StoreClass promises",
                    "if they are the same: the StoreClass' spec.postgres.tls.mode does not fit the server"));
        }
        if (error.find(CERTIFICATE).isPresent()) {
            return Optional.of(Diagnosis.of(
                    Kind.BAD_CERTIFICATE,
                    error,
                    "the server's certificate is not trusted, or is made out to another name than the one used to"
                            + " connect",
                    CONSUMER + ", then " + PLATFORM,
                    "connect to the host of the Secret, by that very name, and use its ca.crt as root certificate"
                            + " (sslrootcert)",
                    "if the Secret has no ca.crt: the StoreClass needs spec.postgres.tls.caSecretRef"));
        }
        return Optional.empty();
    }

    private static Optional<Diagnosis> network(DriverError error) {
        if (error.find(UNKNOWN_HOST).isPresent()) {
            return Optional.of(Diagnosis.of(
                    Kind.UNKNOWN_HOST,
                    error,
                    "the name of the database's host can't be resolved from where the program runs",
                    PLATFORM,
                    "compare with host in the Secret; a name of a Service works inside the cluster only",
                    "kubectl run dns --rm -it --image=busybox --restart=Never -- nslookup HOST"));
        }
        if (error.find(REFUSED).isPresent()) {
            return Optional.of(Diagnosis.of(
                    Kind.REFUSED,
                    error,
                    "nothing listens at that address and port: the database is down, or host or port are wrong",
                    PLATFORM,
                    "compare with host and port in the Secret",
                    "kubectl get storeclasses.roadstead.dev tells whether the operator reaches the database"));
        }
        if (error.find(UNREACHABLE).isPresent()) {
            return Optional.of(Diagnosis.of(
                    Kind.UNREACHABLE,
                    error,
                    "the database does not answer: a NetworkPolicy, a firewall or a security group drops the connection,"
                            + " or the database is overloaded",
                    PLATFORM,
                    "kubectl get networkpolicies -n YOUR-NAMESPACE: egress to host and port of the Secret must be"
                            + " allowed",
                    "kubectl get storeclasses.roadstead.dev tells whether the operator reaches the database; if it"
                            + " does, what drops it lies between your pods and the database"));
        }
        if (error.find(LOST).isPresent()) {
            return Optional.of(Diagnosis.of(
                    Kind.CONNECTION_LOST,
                    error,
                    "the connection broke: the session was ended because access ended, the database was restarted, or"
                            + " something between closed an idle connection",
                    CONSUMER,
                    "connect again, and let the pool test connections before use",
                    "if connecting is refused: " + WHY));
        }
        return Optional.empty();
    }

    private static Optional<Diagnosis> otherDenial(DriverError error) {
        if (error.is("42501")) {
            return Optional.of(Diagnosis.of(
                    Kind.DENIED,
                    error,
                    "the login lacks a right: the grant ended or was taken back, or this is not what it was given for",
                    OWNER,
                    WHY));
        }
        return Optional.empty();
    }

    private static String describe(String request) {
        String[] parts = request.split("/", 2);
        return "kubectl -n " + parts[0] + " describe accessrequests.roadstead.dev " + parts[1];
    }

    private ErrorRules() {}
}
