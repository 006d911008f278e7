package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.StoreSettings;
import dev.roadstead.operator.postgres.ServerFacts.ConnectionFacts;
import dev.roadstead.operator.postgres.ServerFacts.On;
import dev.roadstead.operator.postgres.ServerFacts.PublicRight;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Reads {@link ServerFacts} in two queries, whatever the number of databases and logins. */
final class ServerFactsReader {
    /** Extensions whose functions open connections from the server, and that no superuser is needed to call. */
    private static final List<String> REACHING_OUT =
            List.of("aws_lambda", "aws_s3", "dblink", "http", "pg_background", "pg_net", "plproxy");

    private static final List<String> MAKING_LARGE_OBJECTS = List.of("lo_creat", "lo_create", "lo_from_bytea");

    private static final String SETTINGS = """
            SELECT current_setting('server_version_num')::int / 10000,
                   split_part(current_setting('server_version'), ' ', 1),
                   current_database(), o.rolname, o.rolsuper, o.rolreplication, o.rolbypassrls,
                   current_setting('max_prepared_transactions')::int, current_setting('password_encryption'),
                   (extract(epoch FROM clock_timestamp()) * 1000)::bigint,
                   current_setting('max_connections')::int, current_setting('superuser_reserved_connections')::int,
                   coalesce(current_setting('reserved_connections', true), '0')::int,
                   EXISTS (SELECT FROM pg_roles r WHERE r.rolname = 'pg_use_reserved_connections'
                           AND pg_has_role(o.oid, r.oid, 'USAGE')),
                   (SELECT coalesce(sum(CASE WHEN l.rolconnlimit < 0 THEN 1000000 ELSE l.rolconnlimit END), 0)
                    FROM pg_roles l WHERE l.rolcanlogin AND starts_with(l.rolname, ?))
            FROM pg_roles o WHERE o.rolname = current_user""";

    private static final String RIGHTS = """
            SELECT CASE WHEN datname = current_database() THEN 'THIS_DATABASE' ELSE 'OTHER_DATABASE' END,
                   quote_ident(datname)
            FROM pg_database WHERE datallowconn AND EXISTS (
              SELECT FROM aclexplode(coalesce(datacl, acldefault('d', datdba))) a WHERE a.grantee = 0)
            UNION ALL SELECT 'SCHEMA', quote_ident(nspname)
            FROM pg_namespace WHERE nspname = 'public' AND EXISTS (
              SELECT FROM aclexplode(coalesce(nspacl, acldefault('n', nspowner))) a WHERE a.grantee = 0)
            UNION ALL SELECT 'LANGUAGE', quote_ident(lanname)
            FROM pg_language WHERE lanpltrusted AND EXISTS (
              SELECT FROM aclexplode(coalesce(lanacl, acldefault('l', lanowner))) a WHERE a.grantee = 0)
            UNION ALL SELECT 'LARGE_OBJECTS', p.oid::regprocedure::text
            FROM pg_proc p WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.proname = ANY (?) AND EXISTS (
              SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a WHERE a.grantee = 0)
            UNION ALL SELECT 'EXTENSION', e.extname
            FROM pg_extension e WHERE e.extname = ANY (?) AND EXISTS (
              SELECT FROM pg_depend d JOIN pg_proc p ON p.oid = d.objid
              CROSS JOIN LATERAL aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
              WHERE d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
                AND d.classid = 'pg_proc'::regclass AND d.deptype = 'e' AND a.grantee = 0)
            ORDER BY 1, 2""";

    private final StoreSettings settings;
    private final String rolePrefix;
    private final Clock clock;

    ServerFactsReader(StoreSettings settings, String rolePrefix, Clock clock) {
        this.settings = settings;
        this.rolePrefix = rolePrefix;
        this.clock = clock;
    }

    ServerFacts read(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement s = connection.createStatement()) {
            s.execute("SET TRANSACTION READ ONLY");
            return settings(connection, rights(connection));
        } finally {
            connection.rollback();
        }
    }

    private ServerFacts settings(Connection connection, List<PublicRight> rights) throws SQLException {
        try (PreparedStatement s = connection.prepareStatement(SETTINGS)) {
            s.setString(1, rolePrefix);
            try (ResultSet row = s.executeQuery()) {
                row.next();
                return new ServerFacts(
                        row.getInt(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        attributes(row),
                        row.getInt(8),
                        row.getString(9),
                        Duration.between(clock.instant(), Instant.ofEpochMilli(row.getLong(10))),
                        new ConnectionFacts(
                                row.getInt(11),
                                row.getInt(12),
                                row.getInt(13),
                                row.getBoolean(14),
                                row.getLong(15),
                                settings.maxConnections()),
                        rights);
            }
        }
    }

    private static List<String> attributes(ResultSet row) throws SQLException {
        List<String> attributes = new ArrayList<>();
        if (row.getBoolean(5)) {
            attributes.add("SUPERUSER");
        }
        if (row.getBoolean(6)) {
            attributes.add("REPLICATION");
        }
        if (row.getBoolean(7)) {
            attributes.add("BYPASSRLS");
        }
        return List.copyOf(attributes);
    }

    private static List<PublicRight> rights(Connection connection) throws SQLException {
        try (PreparedStatement s = connection.prepareStatement(RIGHTS)) {
            s.setArray(1, connection.createArrayOf("text", MAKING_LARGE_OBJECTS.toArray()));
            s.setArray(2, connection.createArrayOf("text", REACHING_OUT.toArray()));
            try (ResultSet rows = s.executeQuery()) {
                List<PublicRight> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(new PublicRight(On.valueOf(rows.getString(1)), rows.getString(2)));
                }
                return List.copyOf(found);
            }
        }
    }
}
