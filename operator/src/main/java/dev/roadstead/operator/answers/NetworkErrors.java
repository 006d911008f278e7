package dev.roadstead.operator.answers;

import static dev.roadstead.operator.answers.Diagnosis.Kind;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** What clients say before there is a session: names, addresses, certificates. */
final class NetworkErrors {

    private static final Pattern LOST = Pattern.compile("(?i)server closed the connection unexpectedly"
            + "|connection was closed in the middle|an I/O error occurred while sending to the backend"
            + "|this connection has been closed|connection terminated unexpectedly|connection reset by peer|ECONNRESET"
            + "|exception while reading from stream|unexpected EOF");
    private static final Pattern NO_TLS = Pattern.compile("(?i)server does not support SSL|server refused TLS"
            + "|SSL is not enabled on the server|SSL connection requested. No SSL enabled");
    private static final Pattern CERTIFICATE = Pattern.compile("(?i)certificate verify failed"
            + "|failed to verify certificate|does not match host name|hostname .{0,200} could not be verified"
            + "|PKIX path|unable to find valid certification path|self-signed certificate|self signed certificate"
            + "|CERT_ALTNAME_INVALID|x509:|root certificate file|could not open SSL root certificate"
            + "|unable to get local issuer|remote certificate (?:is invalid|was rejected)|sslrootcert");
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

    static final List<Function<DriverError, Optional<Diagnosis>>> RULES =
            List.of(NetworkErrors::tls, NetworkErrors::network);

    private static Optional<Diagnosis> tls(DriverError error) {
        if (error.find(NO_TLS).isPresent()) {
            return Optional.of(Diagnosis.of(
                    Kind.NO_TLS,
                    error,
                    "the program wants an encrypted connection and the server offers none",
                    ErrorRules.PLATFORM,
                    "take sslmode from the Secret: it says what the StoreClass promises",
                    "if they are the same: the StoreClass' spec.postgres.tls.mode does not fit the server"));
        }
        if (error.find(CERTIFICATE).isPresent()) {
            return Optional.of(Diagnosis.of(
                    Kind.BAD_CERTIFICATE,
                    error,
                    "the server's certificate is not trusted, or is made out to another name than the one used to"
                            + " connect",
                    ErrorRules.CONSUMER + ", then " + ErrorRules.PLATFORM,
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
                    ErrorRules.PLATFORM,
                    "compare with host in the Secret; a name of a Service works inside the cluster only",
                    "kubectl run dns --rm -it --image=busybox --restart=Never -- nslookup HOST"));
        }
        if (error.find(REFUSED).isPresent()) {
            return Optional.of(Diagnosis.of(
                    Kind.REFUSED,
                    error,
                    "nothing listens at that address and port: the database is down, or host or port are wrong",
                    ErrorRules.PLATFORM,
                    "compare with host and port in the Secret",
                    "kubectl get storeclasses.roadstead.dev tells whether the operator reaches the database"));
        }
        if (error.find(UNREACHABLE).isPresent()) {
            return Optional.of(Diagnosis.of(
                    Kind.UNREACHABLE,
                    error,
                    "the database does not answer: a NetworkPolicy, a firewall or a security group drops the connection,"
                            + " or the database is overloaded",
                    ErrorRules.PLATFORM,
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
                    ErrorRules.CONSUMER,
                    "connect again, and let the pool test connections before use",
                    "if connecting is refused: " + ErrorRules.WHY));
        }
        return Optional.empty();
    }

    private NetworkErrors() {}
}
