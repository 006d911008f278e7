package dev.roadstead.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real PostgreSQL for tests, started by {@code src/postgres/up} on first use and gone with this JVM. Servers are kept
 * one per version and settings; a test that needs a store of its own takes {@link #newMeshDatabase()}. Roles belong to
 * the server, not to a database: a test that counts or drops roles must know its own.
 */
public final class DevelopmentPostgres {

    /** The version for tests that need only one: {@code -Droadstead.postgres.version=16}. */
    public static final int DEFAULT_VERSION = Integer.getInteger("roadstead.postgres.version", 18);

    private static final Path SCRIPTS = scripts();
    private static final Duration PATIENCE = Duration.ofMinutes(15); // the first one fetches programs
    private static final Map<String, DevelopmentPostgres> SERVERS = new ConcurrentHashMap<>();
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final String name;
    private final Map<String, String> env;
    private String template;

    private DevelopmentPostgres(String name, Map<String, String> env) {
        this.name = name;
        this.env = env;
    }

    /** The server of the default version without settings of its own. */
    public static DevelopmentPostgres shared() {
        return of(DEFAULT_VERSION);
    }

    /**
     * The server of a version with settings of its own.
     *
     * @param version 15 to 18
     * @param settings server settings, for instance {@code max_prepared_transactions=10}
     */
    public static DevelopmentPostgres of(int version, String... settings) {
        return SERVERS.computeIfAbsent(version + " " + String.join(" ", settings), key -> {
            var name = "test-" + ProcessHandle.current().pid() + "-" + version + "-"
                    + Integer.toHexString(List.of(settings).hashCode());
            return start(version, name, "yes", settings);
        });
    }

    /** A server as PostgreSQL comes, without hardening.sql. */
    public static DevelopmentPostgres unhardened(int version) {
        return SERVERS.computeIfAbsent(
                version + " unhardened",
                key -> start(version, "test-" + ProcessHandle.current().pid() + "-" + version + "-open", "no"));
    }

    /** Starts the server again on its data, at the same port; whoever is connected loses the connection. */
    public void restart() {
        run(List.of(
                "up",
                "--restart",
                "--name",
                name,
                "--watch-pid",
                String.valueOf(ProcessHandle.current().pid())));
    }

    private static DevelopmentPostgres start(int version, String name, String hardened, String... settings) {
        var command = new ArrayList<>(List.of(
                "up",
                "--version",
                String.valueOf(version),
                "--name",
                name,
                "--hardened",
                hardened,
                "--watch-pid",
                String.valueOf(ProcessHandle.current().pid())));
        for (var setting : settings) {
            command.addAll(List.of("--set", setting));
        }
        var env = new HashMap<String, String>();
        for (var line : lines(Path.of(run(command).strip()))) {
            var parts = line.split("=", 2);
            env.put(parts[0], parts[1]);
        }
        return new DevelopmentPostgres(name, Map.copyOf(env));
    }

    public String host() {
        return env.get("PGHOST");
    }

    public int port() {
        return Integer.parseInt(env.get("PGPORT"));
    }

    public int version() {
        return Integer.parseInt(env.get("SERVER_VERSION"));
    }

    public String operatorUser() {
        return env.get("OPERATOR_USER");
    }

    public String operatorPassword() {
        return env.get("OPERATOR_PASSWORD");
    }

    /** A fresh database in which the operator has its minimum rights; PUBLIC has none, as hardening.sql leaves it. */
    public MeshDatabase newMeshDatabase() {
        var database = "mesh_" + DATABASES.incrementAndGet();
        copy(template(), database);
        return new MeshDatabase(this, database);
    }

    /** Set up by the script, which takes a second, and copied for every test, which takes a tenth of one. */
    private synchronized String template() {
        if (template == null) {
            var made = "template_" + DATABASES.incrementAndGet();
            run(List.of("database", "--name", name, made));
            template = made;
        }
        return template;
    }

    /** A copy has all that is in the database; who may do what with the database itself is not in it. */
    private synchronized void copy(String from, String to) {
        try (var connection = connect("postgres", env.get("SUPERUSER"), env.get("SUPERUSER_PASSWORD"));
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + to + " TEMPLATE " + from + " OWNER mesh_owner");
            var rights = new ArrayList<String>();
            try (var rows = statement.executeQuery("SELECT format('GRANT %s ON DATABASE " + to + " TO %s%s',"
                    + " a.privilege_type, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END,"
                    + " CASE WHEN a.is_grantable AND a.grantee <> d.datdba THEN ' WITH GRANT OPTION' END)"
                    + " FROM pg_database d CROSS JOIN aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a"
                    + " WHERE d.datname = '" + from + "'")) {
                while (rows.next()) {
                    rights.add(rows.getString(1));
                }
            }
            statement.execute("REVOKE ALL ON DATABASE " + to + " FROM PUBLIC");
            for (var right : rights) {
                statement.execute(right);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the database " + to + " could not be made", e);
        }
    }

    private Connection connect(String database, String user, String password) throws SQLException {
        var login = new Properties();
        login.setProperty("user", user);
        login.setProperty("password", password);
        login.setProperty("sslmode", "disable");
        return DriverManager.getConnection("jdbc:postgresql://" + host() + ":" + port() + "/" + database, login);
    }

    /** One database of the server. Closing drops it, ending whoever is connected. */
    public record MeshDatabase(DevelopmentPostgres server, String name) implements AutoCloseable {

        public Connection superuser() throws SQLException {
            return server.connect(name, server.env.get("SUPERUSER"), server.env.get("SUPERUSER_PASSWORD"));
        }

        public Connection operator() throws SQLException {
            return login(server.operatorUser(), server.operatorPassword());
        }

        public Connection login(String user, String password) throws SQLException {
            return server.connect(name, user, password);
        }

        @Override
        public void close() throws SQLException {
            try (var connection = server.connect(
                            "postgres", server.env.get("SUPERUSER"), server.env.get("SUPERUSER_PASSWORD"));
                    var statement = connection.createStatement()) {
                statement.execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
            }
        }
    }

    private static String run(List<String> command) {
        var line = new ArrayList<>(command);
        line.set(0, SCRIPTS.resolve(command.getFirst()).toString());
        return Command.run(PATIENCE, Map.of(), line).orFail();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Maven names the project's directory; an IDE runs tests somewhere inside it. */
    private static Path scripts() {
        var configured = System.getProperty("roadstead.basedir");
        for (var dir = Path.of(configured == null ? "" : configured).toAbsolutePath();
                dir != null;
                dir = dir.getParent()) {
            if (Files.isExecutable(dir.resolve("src/postgres/up"))) {
                return dir.resolve("src/postgres");
            }
        }
        throw new IllegalStateException("src/postgres/up is in no directory above this one; set -Droadstead.basedir");
    }
}
