package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.operator.backend.MaskKey;
import dev.roadstead.operator.backend.StoreSettings;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a database a store of this mesh, or finds that it is one already. */
final class Installation {
    private static final Logger log = LoggerFactory.getLogger(Installation.class);
    private static final int OLDEST_SERVER = 15;

    private final StoreSettings settings;
    private final String meshId;
    private final String expectedStoreId;
    private final MaskKey maskKey;

    Installation(StoreSettings settings, String meshId, String expectedStoreId, MaskKey maskKey) {
        this.settings = settings;
        this.meshId = meshId;
        this.expectedStoreId = expectedStoreId;
        this.maskKey = maskKey;
    }

    /**
     * What was found or made.
     *
     * @param version as printed, such as {@code 18.1}
     * @param meshKey whether the store hashes as the mesh does
     */
    record Installed(String storeId, int serverMajor, String version, boolean meshKey) {}

    Installed ensure(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        int major;
        String version;
        try (Statement s = connection.createStatement();
                ResultSet rows = s.executeQuery("SELECT current_setting('server_version_num')::int / 10000,"
                        + " split_part(current_setting('server_version'), ' ', 1), pg_is_in_recovery()")) {
            rows.next();
            major = rows.getInt(1);
            version = rows.getString(2);
            if (major < OLDEST_SERVER) {
                throw BackendException.refused(
                        "UnsupportedServer", "PostgreSQL " + version + " is too old; use 16 or newer");
            }
            if (rows.getBoolean(3)) {
                throw BackendException.failed(
                        "Unreachable",
                        settings.host() + " is a read replica; point spec.postgres.host to the primary",
                        new IllegalStateException("in recovery"));
            }
        }
        if (!installed(connection)) {
            if (!expectedStoreId.isEmpty()) {
                throw wrongStore("none");
            }
            requireRights(connection);
            install(connection);
        }
        Identity identity = identity(connection);
        if (identity.layout() < Layout.VERSION) {
            upgrade(connection);
        }
        byte[] storeKey = storeKey(connection);
        connection.commit();
        boolean meshKey = MessageDigest.isEqual(storeKey, maskKey.orAdopt(storeKey));
        return new Installed(identity.storeId(), major, version, meshKey);
    }

    private static boolean installed(Connection connection) throws SQLException {
        try (Statement s = connection.createStatement();
                ResultSet rows = s.executeQuery("SELECT pg_get_userbyid(nspowner)::text, current_user::text"
                        + " FROM pg_namespace WHERE nspname = 'roadstead_meta'")) {
            if (!rows.next()) {
                return false;
            }
            requireOwner(rows.getString(1), rows.getString(2));
            return true;
        }
    }

    /** Whether this role is the one that all this was made by; a role that was renamed is. */
    static void requireOwner(Connection connection) throws SQLException {
        installed(connection);
    }

    private static void requireOwner(String owner, String user) {
        if (!owner.equals(user)) {
            throw BackendException.refused(
                    "MissingPrivileges",
                    "what this operator has made here belongs to role " + owner + ", not to " + user
                            + "; put the credential of " + owner + " back into the Secret that credentialsSecretRef"
                            + " names. To use another name, a DBA runs: ALTER ROLE " + Sql.id(owner)
                            + " RENAME TO a_new_name");
        }
    }

    private void requireRights(Connection connection) throws SQLException {
        String user = Sql.id(settings.username());
        String database = Sql.id(settings.database());
        List<String> missing = new ArrayList<>();
        String sql = "SELECT rolcreaterole, has_database_privilege(current_database(), 'CREATE'),"
                + " has_database_privilege(current_database(), 'CONNECT WITH GRANT OPTION'), rolsuper,"
                + " has_language_privilege('plpgsql', 'USAGE')"
                + " FROM pg_roles WHERE rolname = current_user";
        try (Statement s = connection.createStatement();
                ResultSet rows = s.executeQuery(sql)) {
            rows.next();
            if (!rows.getBoolean(1) && !rows.getBoolean(4)) {
                missing.add("ALTER ROLE " + user + " CREATEROLE");
            }
            if (!rows.getBoolean(2)) {
                missing.add("GRANT CREATE ON DATABASE " + database + " TO " + user);
            }
            if (!rows.getBoolean(3)) {
                missing.add("GRANT CONNECT ON DATABASE " + database + " TO " + user + " WITH GRANT OPTION");
            }
            if (!rows.getBoolean(5)) {
                missing.add("GRANT USAGE ON LANGUAGE plpgsql TO " + user);
            }
        }
        if (!missing.isEmpty()) {
            throw BackendException.failed(
                    "MissingPrivileges",
                    "user " + settings.username() + " lacks rights; a DBA runs: " + String.join("; ", missing),
                    new IllegalStateException("missing privileges"));
        }
    }

    private void install(Connection connection) throws SQLException {
        byte[] key = maskKey.forNewStore();
        try (Statement s = connection.createStatement()) {
            s.execute(Layout.text());
            try (PreparedStatement store =
                    connection.prepareStatement("INSERT INTO roadstead_meta.store (mesh_id, layout) VALUES (?, ?)")) {
                store.setString(1, meshId);
                store.setInt(2, Layout.VERSION);
                store.executeUpdate();
            }
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO roadstead_keys.mesh (k) VALUES (?)")) {
                insert.setBytes(1, key);
                insert.executeUpdate();
            }
            Names names = new Names(identity(connection).storeId());
            String gate = Sql.id(names.gate());
            String keyReader = Sql.id(names.keyReader());
            s.execute("CREATE ROLE " + gate + " NOLOGIN; CREATE ROLE " + keyReader + " NOLOGIN;"
                    + " GRANT CONNECT ON DATABASE " + Sql.id(settings.database()) + " TO " + gate + ";"
                    + " GRANT EXECUTE ON FUNCTION roadstead_meta.admit(text, timestamptz), roadstead_meta.withhold(text) TO "
                    + gate
                    + ";"
                    + " GRANT SELECT ON roadstead_keys.mesh TO " + keyReader);
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        }
    }

    /**
     * Brings a store of an earlier version to this one's layout, in one transaction with everything that was kept. The operator
     * that made it must be gone: it would take what it does not know for somebody else's.
     */
    private static void upgrade(Connection connection) throws SQLException {
        Fence.keepFree(connection);
        // Another operator may have done it before the lock was had.
        int found = layout(connection);
        try (Statement s = connection.createStatement()) {
            if (found < Layout.VERSION) {
                s.execute("SET LOCAL statement_timeout = 0; " + Layout.upgrade(found)
                        + "; UPDATE roadstead_meta.store SET layout = " + Layout.VERSION);
                log.info("event=store-upgraded from={} to={}", found, Layout.VERSION);
            }
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        }
    }

    private static int layout(Connection connection) throws SQLException {
        try (Statement s = connection.createStatement();
                ResultSet rows = s.executeQuery("SELECT layout FROM roadstead_meta.store")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static byte[] storeKey(Connection connection) throws SQLException {
        try (Statement s = connection.createStatement();
                ResultSet rows = s.executeQuery("SELECT k FROM roadstead_keys.mesh")) {
            if (!rows.next()) {
                throw BackendException.refused(
                        "WrongStore", "table roadstead_keys.mesh lost its row; a DBA restores it from a backup");
            }
            return rows.getBytes(1);
        }
    }

    private record Identity(String storeId, int layout) {}

    private Identity identity(Connection connection) throws SQLException {
        try (Statement s = connection.createStatement();
                ResultSet rows = s.executeQuery("SELECT store_id::text, mesh_id, layout FROM roadstead_meta.store")) {
            if (!rows.next()) {
                throw BackendException.refused(
                        "WrongStore", "schema roadstead_meta exists but holds no store identity; a DBA drops it");
            }
            String storeId = rows.getString(1);
            String owner = rows.getString(2);
            if (!owner.equals(meshId)) {
                throw BackendException.refused(
                        "WrongMesh",
                        "this database belongs to mesh " + owner + ", this operator serves mesh " + meshId
                                + "; set --mesh-id " + owner + " to carry that mesh on, or use another database");
            }
            if (!expectedStoreId.isEmpty() && !expectedStoreId.equals(storeId)) {
                throw wrongStore(storeId);
            }
            int layout = rows.getInt(3);
            if (layout > Layout.VERSION) {
                throw BackendException.refused(
                        "UnsupportedServer",
                        "this store has layout " + layout + ", this operator knows " + Layout.VERSION
                                + "; run a newer operator");
            }
            return new Identity(storeId, layout);
        } catch (SQLException e) {
            if (Failures.state(e).equals(SqlState.INSUFFICIENT_PRIVILEGE)) {
                throw BackendException.failed(
                        "MissingPrivileges",
                        "schema roadstead_meta belongs to another role than " + settings.username()
                                + "; use the role that made it in credentialsSecretRef",
                        e);
            }
            throw e;
        }
    }

    private BackendException wrongStore(String found) {
        return BackendException.refused(
                "WrongStore",
                "this class is bound to store " + expectedStoreId + ", but " + settings.host() + ":" + settings.port()
                        + "/" + settings.database() + " holds " + found
                        + "; correct host, port or database, or make a new StoreClass");
    }
}
