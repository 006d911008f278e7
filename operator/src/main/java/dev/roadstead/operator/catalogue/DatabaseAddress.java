package dev.roadstead.operator.catalogue;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/**
 * Where a database is, and who asks.
 *
 * @param host a name or an address, IPv6 without brackets
 * @param password null: the driver looks in {@code $PGPASSFILE} or {@code ~/.pgpass}
 * @param sslmode in libpq's words
 * @param authoritiesFile certificate authorities; null: the driver's default
 * @param authorities the same as text, which goes before a file
 */
public record DatabaseAddress(
        String host,
        int port,
        String database,
        String username,
        @Nullable String password,
        String sslmode,
        @Nullable String authoritiesFile,
        @Nullable String authorities) {

    private static final String CONNECT_SECONDS = "15";
    /** Longer than any statement may take. */
    private static final String SOCKET_SECONDS = "60";

    /** Logs in. */
    Connection connect() throws SQLException, IOException {
        if (authorities == null) {
            return connect(authoritiesFile);
        }
        // The driver reads authorities only from a file, and only while it connects.
        Path file = Files.createTempFile("roadstead-ca", ".crt");
        try {
            Files.writeString(file, authorities);
            return connect(file.toString());
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private Connection connect(@Nullable String rootCertificates) throws SQLException {
        var login = new Properties();
        login.setProperty("user", username);
        if (password != null) {
            login.setProperty("password", password);
        }
        login.setProperty("sslmode", sslmode);
        login.setProperty("ApplicationName", "roadstead init");
        login.setProperty("connectTimeout", CONNECT_SECONDS);
        login.setProperty("loginTimeout", CONNECT_SECONDS);
        login.setProperty("socketTimeout", SOCKET_SECONDS);
        if (rootCertificates != null) {
            login.setProperty("sslrootcert", rootCertificates);
        }
        String url = "jdbc:postgresql://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port + "/"
                + URLEncoder.encode(database, StandardCharsets.UTF_8);
        // Not DriverManager: it would try every driver of the class path and report the last failure.
        Connection connection = new Driver().connect(url, login);
        if (connection == null) {
            throw new SQLException("no connection to " + this, "08001");
        }
        return connection;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "database " + database + " on " + host + ":" + port + " as " + username;
    }
}
