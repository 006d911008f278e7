package dev.roadstead.operator.backend;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a store is reached and how much of it may be used.
 *
 * @param className the StoreClass, for messages
 * @param caPem PEM certificates to verify the server with; absent: the JVM's trust
 * @param maxConnections connections the operator may hold at once, 3 to 64
 * @param statementTimeout default for consumers and writers; absent: the server's own
 * @param connectionsPerLogin most connections one login may hold
 * @param rotation how often the logins made here change
 */
public record StoreSettings(
        String className,
        String host,
        int port,
        String database,
        String username,
        String password,
        TlsMode tls,
        @Nullable String caPem,
        int maxConnections,
        @Nullable Duration statementTimeout,
        int connectionsPerLogin,
        RotationPlan rotation) {

    /** The libpq words are {@code disable}, {@code require}, {@code verify-ca}, {@code verify-full}. */
    public enum TlsMode {
        DISABLE("disable"),
        REQUIRE("require"),
        VERIFY_CA("verify-ca"),
        VERIFY_FULL("verify-full");

        private final String sslmode;

        TlsMode(String sslmode) {
            this.sslmode = sslmode;
        }

        public String sslmode() {
            return sslmode;
        }
    }

    /** The same with another password of the operator. */
    public StoreSettings withPassword(String other) {
        return withCredential(username, other);
    }

    /** The same with another login of the operator. */
    public StoreSettings withCredential(String otherName, String otherPassword) {
        return new StoreSettings(
                className,
                host,
                port,
                database,
                otherName,
                otherPassword,
                tls,
                caPem,
                maxConnections,
                statementTimeout,
                connectionsPerLogin,
                rotation);
    }

    @Override
    public String toString() {
        return className + " at " + host + ":" + port + "/" + database;
    }
}
