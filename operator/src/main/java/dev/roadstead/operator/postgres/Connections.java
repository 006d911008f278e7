package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.StoreSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Opens sessions at one address, as the operator or as a consumer. */
final class Connections implements AutoCloseable {
    private static final int CONNECT_SECONDS = 10;
    private static final int SOCKET_SECONDS = 120;

    private final StoreSettings settings;
    private final @Nullable Path caFile;
    private volatile String password;
    private volatile @Nullable SQLException refused;
    private volatile Runnable whenRefused = () -> {};

    Connections(StoreSettings settings) {
        this.settings = settings;
        this.password = settings.password();
        this.caFile = settings.caPem() == null ? null : writeCa(settings.caPem());
    }

    /**
     * A session of the operator's own. It sends several statements in one message, resolves nothing outside pg_catalog,
     * and gives up early rather than queue in front of others. A password that was refused is not tried again: many ask
     * for a session at the same time, and servers lock accounts that fail too often.
     */
    Connection operator() throws SQLException {
        SQLException before = refused;
        if (before != null) {
            throw new SQLException(before.getMessage(), before.getSQLState(), before);
        }
        try {
            return operator(settings.username(), password);
        } catch (SQLException e) {
            if (Failures.state(e).equals(SqlState.INVALID_PASSWORD)) {
                refused = e;
                whenRefused.run();
            }
            throw e;
        }
    }

    /** @param listener told when the server no longer takes the operator's password */
    void whenRefused(Runnable listener) {
        whenRefused = listener;
    }

    /** The operator's password from now on; sessions that are open stay so. */
    void renew(String next) {
        password = next;
        refused = null;
    }

    /** A session of the operator's own with any credential. */
    Connection operator(String username, String with) throws SQLException {
        Properties properties = properties(username, with);
        properties.setProperty("preferQueryMode", "simple");
        properties.setProperty("ApplicationName", "roadstead");
        Connection connection = open(properties);
        try (Statement s = connection.createStatement()) {
            s.execute("SET search_path = pg_catalog; SET standard_conforming_strings = on; SET timezone = 'UTC';"
                    + " SET lock_timeout = '200ms'; SET statement_timeout = '30s'; SET row_security = on;"
                    + " SET client_min_messages = warning; SET jit = off");
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    /** A session as a consumer or a writer would open it. */
    Connection login(String user, String password) throws SQLException {
        Properties properties = properties(user, password);
        properties.setProperty("ApplicationName", "roadstead proof");
        return open(properties);
    }

    /**
     * A session of a store's checker, which runs what producers wrote: read-only, and each statement is prepared, so that the
     * server itself refuses a second one in the same text.
     */
    Connection checker(String user, String password, Duration timeout) throws SQLException {
        Properties properties = properties(user, password);
        properties.setProperty("ApplicationName", "roadstead check");
        properties.setProperty("preferQueryMode", "extended");
        properties.setProperty(
                "options", "-c default_transaction_read_only=on -c statement_timeout=" + timeout.toMillis());
        properties.setProperty(
                "socketTimeout", String.valueOf(timeout.toSeconds() + CONNECT_SECONDS + CONNECT_SECONDS));
        return open(properties);
    }

    private Connection open(Properties properties) throws SQLException {
        String url = "jdbc:postgresql://" + host() + ":" + settings.port() + "/"
                + URLEncoder.encode(settings.database(), StandardCharsets.UTF_8);
        // Not DriverManager.getConnection: it would try every driver of the class path and report the last failure.
        Connection connection = DriverManager.getDriver(url).connect(url, properties);
        if (connection == null) {
            throw new SQLException("no connection to " + settings, "08001");
        }
        return connection;
    }

    private String host() {
        return settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
    }

    private Properties properties(String user, String password) {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", String.valueOf(CONNECT_SECONDS));
        properties.setProperty("loginTimeout", String.valueOf(CONNECT_SECONDS));
        properties.setProperty("socketTimeout", String.valueOf(SOCKET_SECONDS));
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("sslmode", settings.tls().sslmode());
        properties.setProperty("gssEncMode", "disable");
        if (caFile != null) {
            properties.setProperty("sslrootcert", caFile.toString());
        }
        return properties;
    }

    /** The driver takes certificates from a file only. */
    private static Path writeCa(String pem) {
        try {
            Path file = Files.createTempFile(
                    "roadstead-ca",
                    ".pem",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, pem);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the store's CA to a temporary file", e);
        }
    }

    @Override
    public void close() {
        if (caFile != null) {
            try {
                Files.deleteIfExists(caFile);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
