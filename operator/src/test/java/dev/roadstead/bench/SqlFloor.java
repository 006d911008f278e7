package dev.roadstead.bench;

import dev.roadstead.operator.backend.MaskKey;
import dev.roadstead.operator.backend.RotationPlan;
import dev.roadstead.operator.backend.StoreSettings;
import dev.roadstead.operator.postgres.PostgresFactory;
import dev.roadstead.testing.DevelopmentPostgres.MeshDatabase;
import dev.roadstead.testing.SqlLog;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Properties;

/**
 * What PostgreSQL alone takes for the same grants: the very transactions that the operator has sent, sent again to a
 * fresh store in another database, and the very logins and reads of the proofs, with as many connections as the
 * operator had for them. Reading the catalogue is left out: a program that knows what to do does not need it.
 */
final class SqlFloor {

    private final MeshDatabase from;
    private final MeshDatabase to;
    private final String rolesBefore;
    private final String rolesNow;

    SqlFloor(MeshDatabase from, MeshDatabase to) throws SQLException {
        this.from = from;
        this.to = to;
        this.rolesBefore = rolePrefix(from);
        install();
        this.rolesNow = rolePrefix(to);
    }

    private void install() {
        var server = to.server();
        var settings = new StoreSettings(
                "floor",
                server.host(),
                server.port(),
                to.name(),
                server.operatorUser(),
                server.operatorPassword(),
                StoreSettings.TlsMode.DISABLE,
                null,
                BenchMesh.CONNECTIONS,
                null,
                -1,
                RotationPlan.ON_DEMAND);
        new PostgresFactory(Clock.systemUTC(), new SecureRandom())
                .open(settings, "floor", "", new NewKey())
                .close();
    }

    /** Does it, and tells how many seconds it took. */
    double run(List<SqlLog.Transaction> transactions, List<SqlLog.Session> proofs)
            throws SQLException, InterruptedException {
        long start = System.nanoTime();
        replay(transactions);
        double written = (System.nanoTime() - start) / 1e9;
        return written + Parallel.forEach(BenchMesh.CONNECTIONS - 2, proofs, this::prove);
    }

    void replay(List<SqlLog.Transaction> transactions) throws SQLException {
        var server = to.server();
        try (Connection connection = connect(server.operatorUser(), server.operatorPassword(), "simple");
                Statement statement = connection.createStatement()) {
            statement.execute("SET search_path = pg_catalog; SET client_min_messages = warning; SET jit = off");
            connection.setAutoCommit(false);
            for (SqlLog.Transaction transaction : transactions) {
                for (String text : transaction.texts()) {
                    // Here is no fence to be asked.
                    if (!text.contains("roadstead_meta.fence")) {
                        statement.execute(here(text));
                    }
                }
                connection.commit();
            }
        }
    }

    private void prove(SqlLog.Session proof) throws SQLException {
        try (Connection connection = connect(here(proof.user()), proof.password(), "extended")) {
            for (String text : proof.texts()) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute(here(text));
                } catch (SQLException e) {
                    // Half of a proof is what must be refused.
                    if (!e.getSQLState().startsWith("42")) {
                        throw e;
                    }
                }
            }
        }
    }

    private String here(String text) {
        return text.replace(rolesBefore, rolesNow).replace('"' + from.name() + '"', '"' + to.name() + '"');
    }

    private Connection connect(String user, String password, String mode) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("sslmode", "disable");
        properties.setProperty("gssEncMode", "disable");
        properties.setProperty("preferQueryMode", mode);
        return DriverManager.getConnection(
                "jdbc:postgresql://" + to.server().host() + ":" + to.server().port() + "/" + to.name(), properties);
    }

    private static String rolePrefix(MeshDatabase database) throws SQLException {
        try (Connection dba = database.superuser();
                Statement statement = dba.createStatement();
                var rows = statement.executeQuery(
                        "SELECT 'rs_' || left(replace(store_id::text, '-', ''), 8) || '_' FROM roadstead_meta.store")) {
            rows.next();
            return rows.getString(1);
        }
    }

    static final class NewKey implements MaskKey {
        @Override
        public byte[] forNewStore() {
            byte[] key = new byte[BYTES];
            new SecureRandom().nextBytes(key);
            return key;
        }

        @Override
        public byte[] orAdopt(byte[] storeKey) {
            return storeKey;
        }
    }
}
