package dev.roadstead.operator.load;

import dev.roadstead.operator.load.LoadException.Cause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** What a writer's Secret says: where the store is, how to log in, and which two schemas are the writer's. */
public record WriterAccess(
        String host,
        String port,
        String database,
        String username,
        String password,
        String sslmode,
        @Nullable String authorities,
        String dataSchema,
        String workSchema) {

    /** Reads the keys of a Secret, already decoded. */
    public static WriterAccess of(String secretName, Map<String, String> keys) throws LoadException {
        var role = keys.get("role");
        if (!"writer".equals(role)) {
            throw new LoadException(
                    Cause.WRONG_ADDRESS,
                    "the Secret " + secretName + " is no writer's: its key role is " + (role == null ? "absent" : role)
                            + "; name the writer with --writer");
        }
        return new WriterAccess(
                required(secretName, keys, "host"),
                required(secretName, keys, "port"),
                required(secretName, keys, "database"),
                required(secretName, keys, "username"),
                required(secretName, keys, "password"),
                required(secretName, keys, "sslmode"),
                keys.get("ca.crt"),
                required(secretName, keys, "schema"),
                required(secretName, keys, "work-schema"));
    }

    private static String required(String secretName, Map<String, String> keys, String key) throws LoadException {
        var value = keys.get(key);
        if (value == null || value.isEmpty()) {
            throw new LoadException(
                    Cause.NO_ACCESS,
                    "the Secret " + secretName + " has no key " + key
                            + "; the operator writes it, so see the DataProduct's conditions");
        }
        return value;
    }

    /** Logs in. */
    public Connection connect() throws LoadException {
        try {
            return withAuthoritiesFile();
        } catch (SQLException e) {
            throw new LoadException(
                    Cause.NO_ACCESS,
                    "can't log in to database " + database + " on " + host + ":" + port + " as the writer: "
                            + e.getMessage() + ". The address in the Secret is the StoreClass's; is it reachable from"
                            + " here?",
                    e);
        } catch (IOException e) {
            throw new LoadException(
                    Cause.NO_ACCESS,
                    "can't keep the store's certificate authorities in a temporary file: " + e.getMessage(),
                    e);
        }
    }

    /** The driver reads authorities only from a file, and only while it connects. */
    private Connection withAuthoritiesFile() throws SQLException, IOException {
        if (authorities == null) {
            return connect(null);
        }
        var file = Files.createTempFile("roadstead-ca", ".crt");
        try {
            Files.writeString(file, authorities);
            return connect(file);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private Connection connect(@Nullable Path authoritiesFile) throws SQLException {
        var login = new Properties();
        login.setProperty("user", username);
        login.setProperty("password", password);
        login.setProperty("sslmode", sslmode);
        login.setProperty("ApplicationName", "roadstead load");
        login.setProperty("connectTimeout", "15");
        login.setProperty("tcpKeepAlive", "true");
        if (authoritiesFile != null) {
            login.setProperty("sslrootcert", authoritiesFile.toString());
        }
        var address = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return DriverManager.getConnection("jdbc:postgresql://" + address + ":" + port + "/" + database, login);
    }

    @Override
    public String toString() {
        return "WriterAccess[" + host + ":" + port + "/" + database + "]";
    }
}
