package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.GrantKey;
import dev.roadstead.operator.backend.PortKey;
import dev.roadstead.operator.backend.StoreKey;
import dev.roadstead.operator.backend.StoreSettings;
import dev.roadstead.operator.backend.Subject;
import dev.roadstead.operator.postgres.StoreFacts.Administrator;
import dev.roadstead.operator.postgres.StoreFacts.Place;
import dev.roadstead.operator.postgres.StoreFacts.Right;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Looks at a store with the operator's credential and changes nothing: the session is read-only, takes no fence and
 * claims nothing, so it can be used beside a running operator.
 */
public final class StoreInspection implements AutoCloseable {

    private static final String RIGHTS = resource("rights.sql");
    private static final String GRANTS = """
            SELECT g.domain, g.kind, g.name, g.port_domain, g.port, g.version, g.purpose, g.request, g.not_after, g.ended,
                   g.schema_name,
                   ARRAY(SELECT coalesce(r.rolname, 'PUBLIC')::text
                           FROM pg_namespace n, aclexplode(n.nspacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
                          WHERE n.nspname = g.schema_name AND a.privilege_type = 'USAGE' AND a.grantee <> n.nspowner
                          ORDER BY 1),
                   o.since,
                   %s
              FROM roadstead_meta.grants g
              LEFT JOIN roadstead_meta.orphan o ON o.kind = 'GRANT' AND o.name = g.schema_name
            """;
    /** What somebody else wrote there stands for no grant; a running operator takes it away and tells it. */
    private static final String OURS = " WHERE g.kind IN ("
            + Stream.of(Subject.Kind.values())
                    .map(kind -> Sql.text(kind.name()))
                    .collect(Collectors.joining(", ")) + ")";

    private static final String ALL = GRANTS.formatted("'{}'::text[]") + OURS + " ORDER BY g.schema_name";
    private static final String OF_PORT =
            GRANTS.formatted("""
            ARRAY(SELECT c.relname || '.' || t.attname
                           FROM pg_namespace n JOIN pg_class c ON c.relnamespace = n.oid AND c.relkind = 'v'
                           JOIN pg_attribute t ON t.attrelid = c.oid AND t.attnum > 0 AND NOT t.attisdropped
                          WHERE n.nspname = g.schema_name ORDER BY c.relname, t.attnum)
            """) + OURS + " AND g.port_domain = ? AND g.port = ? ORDER BY g.schema_name";

    private final Connections connections;
    private final Connection connection;

    private StoreInspection(Connections connections, Connection connection) {
        this.connections = connections;
        this.connection = connection;
    }

    /**
     * Logs in.
     *
     * @throws dev.roadstead.operator.backend.BackendException if that fails; the message says why and what to do
     */
    public static StoreInspection open(StoreSettings settings) {
        var connections = new Connections(settings);
        try {
            Connection connection = connections.operator();
            try (Statement readOnly = connection.createStatement()) {
                readOnly.execute("SET default_transaction_read_only = on");
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
            return new StoreInspection(connections, connection);
        } catch (SQLException e) {
            connections.close();
            throw Failures.connecting(settings, e);
        }
    }

    /**
     * Who has which right on the tables behind a port, on its versions and on its grants. Two queries.
     *
     * @param tables the port's tables inside the store
     */
    public StoreFacts rights(StoreKey store, Collection<PortKey> versions, Collection<String> tables) {
        var administrators = new ArrayList<Administrator>();
        var rights = new ArrayList<Right>();
        String operator = "";
        try (PreparedStatement query = connection.prepareStatement(RIGHTS)) {
            PortKey any = versions.iterator().next();
            query.setString(1, Names.dataSchema(store));
            query.setArray(2, texts(tables));
            query.setArray(3, texts(versions.stream().map(Names::portSchema).toList()));
            query.setString(4, any.domain());
            query.setString(5, any.port());
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    operator = rows.getString("operator");
                    if (rows.getString("place") == null) {
                        administrators.add(new Administrator(rows.getString("role"), list(rows.getArray("reasons"))));
                    } else {
                        rights.add(right(rows));
                    }
                }
            }
        } catch (SQLException e) {
            throw Failures.running("the rights on " + store, e);
        }
        PortKey any = versions.iterator().next();
        return new StoreFacts(operator, administrators, rights, grants(OF_PORT, any.domain(), any.port()));
    }

    /** Every grant of the store. One query. */
    public List<StoreGrant> grants() {
        return grants(ALL);
    }

    private List<StoreGrant> grants(String sql, String... parameters) {
        var grants = new ArrayList<StoreGrant>();
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                query.setString(i + 1, parameters[i]);
            }
            ResultSet rows = query.executeQuery();
            while (rows.next()) {
                Timestamp notAfter = rows.getTimestamp(9);
                grants.add(new StoreGrant(
                        new GrantKey(
                                new Subject(
                                        rows.getString(1), Subject.Kind.valueOf(rows.getString(2)), rows.getString(3)),
                                new PortKey(rows.getString(4), rows.getString(5), rows.getString(6)),
                                rows.getString(7)),
                        rows.getString(8),
                        notAfter == null ? null : notAfter.toInstant(),
                        rows.getBoolean(10),
                        rows.getString(11),
                        list(rows.getArray(12)),
                        rows.getTimestamp(13) == null
                                ? null
                                : rows.getTimestamp(13).toInstant(),
                        list(rows.getArray(14))));
            }
        } catch (SQLException e) {
            throw Failures.running("the grants of the store", e);
        }
        return grants;
    }

    private static Right right(ResultSet rows) throws SQLException {
        return new Right(
                rows.getString("role"),
                rows.getBoolean("ours"),
                Place.valueOf(rows.getString("place")),
                rows.getString("schema"),
                rows.getString("relation"),
                rows.getString("privilege"),
                list(rows.getArray("via")),
                list(rows.getArray("columns")));
    }

    private Array texts(Collection<String> texts) throws SQLException {
        return connection.createArrayOf("text", texts.toArray());
    }

    private static List<String> list(Array array) throws SQLException {
        return array == null ? List.of() : Arrays.asList((String[]) array.getArray());
    }

    private static String resource(String name) {
        try (InputStream in = StoreInspection.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing in this build");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // It was only read from; the server ends it.
        } finally {
            connections.close();
        }
    }
}
