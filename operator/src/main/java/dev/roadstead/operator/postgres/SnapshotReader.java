package dev.roadstead.operator.postgres;

import dev.roadstead.operator.postgres.Snapshot.ColumnState;
import dev.roadstead.operator.postgres.Snapshot.Member;
import dev.roadstead.operator.postgres.Snapshot.MemberOptions;
import dev.roadstead.operator.postgres.Snapshot.RelationName;
import dev.roadstead.operator.postgres.Snapshot.RelationState;
import dev.roadstead.operator.postgres.Snapshot.RoleState;
import dev.roadstead.operator.postgres.Snapshot.SchemaState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads a {@link Snapshot}: always the same number of queries, however many objects there are, in one transaction. */
final class SnapshotReader {
    /** By the store's clock. */
    private static final Duration OLDEST = Duration.ofMinutes(1);

    private final String rolePrefix;
    private final boolean memberOptions;
    private final ExposureReader exposure;
    private final Sums sums;

    /** @param serverMajor before 16 a membership has no options of its own */
    SnapshotReader(Names names, String database, int serverMajor) {
        this.rolePrefix = names.rolePrefix();
        this.memberOptions = serverMajor >= 16;
        this.exposure = new ExposureReader(names, database, serverMajor);
        this.sums = new Sums(names);
    }

    /** What {@link Snapshot#sums} would be now. */
    String sums(Connection connection) throws SQLException {
        return sums.read(connection);
    }

    Snapshot read(Connection connection) throws SQLException {
        begin(connection);
        try {
            return all(connection, sums.read(connection));
        } finally {
            connection.rollback();
        }
    }

    /**
     * What {@link #read} would return, without reading what the sums say has not changed. What they can't show, such as
     * the new name of a role of others, comes with the next whole reading, after a minute at most.
     *
     * @param before read earlier
     */
    Snapshot again(Connection connection, Snapshot before) throws SQLException {
        begin(connection);
        try {
            String found = sums.read(connection);
            Instant now = now(connection);
            Duration age = Duration.between(before.read(), now);
            boolean same = found.equals(before.sums()) && !age.isNegative() && age.compareTo(OLDEST) < 0;
            return same ? before.asOf(now, HistoryReader.head(connection)) : all(connection, found);
        } finally {
            connection.rollback();
        }
    }

    /**
     * One state for all queries. The planner takes a table that grew within the last minute for a small one and would
     * join it row by row, at the square of its size; compiling such a plan costs more than running it.
     */
    private static void begin(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement s = connection.createStatement()) {
            s.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
            s.execute("SET LOCAL enable_nestloop = off");
            s.execute("SET LOCAL jit = off");
        }
    }

    private Snapshot all(Connection connection, String found) throws SQLException {
        Instant now = now(connection);
        Map<RelationName, List<ColumnState>> columns = columns(connection);
        RecordReader records = new RecordReader(new Queries(connection, rolePrefix));
        return new Snapshot(
                now,
                now,
                HistoryReader.head(connection),
                records.ledger(),
                records.identities(),
                records.logins(),
                records.addresses(),
                records.leases(),
                records.grants(),
                records.orphans(),
                records.strays(),
                roles(connection),
                members(connection),
                schemas(connection),
                relations(connection, columns),
                ConstraintReader.read(connection),
                exposure.read(connection),
                found);
    }

    private static Instant now(Connection connection) throws SQLException {
        return query(connection, "SELECT " + Sql.micros("clock_timestamp()"), rows -> {
            rows.next();
            return Queries.instant(rows, 1);
        });
    }

    private Map<String, RoleState> roles(Connection connection) throws SQLException {
        String sql = "SELECT r.rolname, r.rolcanlogin, r.rolcreaterole, r.rolconnlimit, "
                + "CASE WHEN isfinite(r.rolvaliduntil) THEN " + Sql.micros("r.rolvaliduntil")
                + " WHEN r.rolvaliduntil = '-infinity' THEN 0 END, "
                + "s.setconfig FROM pg_roles r LEFT JOIN pg_db_role_setting s ON s.setrole = r.oid AND s.setdatabase = "
                + "(SELECT oid FROM pg_database WHERE datname = current_database()) WHERE starts_with(r.rolname, ?)";
        return query(connection, sql, rolePrefix, rows -> {
            Map<String, RoleState> found = new HashMap<>();
            while (rows.next()) {
                Map<String, String> settings = new HashMap<>();
                if (rows.getArray(6) != null) {
                    for (String setting : (String[]) rows.getArray(6).getArray()) {
                        int at = setting.indexOf('=');
                        settings.put(setting.substring(0, at), setting.substring(at + 1));
                    }
                }
                found.put(
                        rows.getString(1),
                        new RoleState(
                                rows.getBoolean(2),
                                rows.getBoolean(3),
                                rows.getInt(4),
                                Queries.instantOrNull(rows, 5),
                                settings));
            }
            return found;
        });
    }

    /** Several grantors may have given one membership; what any of them gave holds. */
    private Map<Member, MemberOptions> members(Connection connection) throws SQLException {
        String options = memberOptions ? "bool_or(m.inherit_option), bool_or(m.set_option)" : "true, true";
        String sql = "SELECT r.rolname, u.rolname, " + options + " FROM pg_auth_members m"
                + " JOIN pg_roles r ON r.oid = m.roleid JOIN pg_roles u ON u.oid = m.member"
                + " WHERE starts_with(r.rolname, ?) GROUP BY 1, 2";
        return query(connection, sql, rolePrefix, rows -> {
            Map<Member, MemberOptions> found = new HashMap<>();
            while (rows.next()) {
                found.put(
                        new Member(rows.getString(1), rows.getString(2)),
                        new MemberOptions(rows.getBoolean(3), rows.getBoolean(4)));
            }
            return found;
        });
    }

    private static Map<String, SchemaState> schemas(Connection connection) throws SQLException {
        String sql = "SELECT n.nspname, pg_get_userbyid(n.nspowner), a.grantee = 0, g.rolname, a.privilege_type"
                + " FROM pg_namespace n LEFT JOIN LATERAL aclexplode(n.nspacl) a ON a.grantee <> n.nspowner"
                + " LEFT JOIN pg_roles g ON g.oid = a.grantee";
        return query(connection, sql, rows -> {
            Map<String, SchemaState> found = new HashMap<>();
            while (rows.next()) {
                String owner = rows.getString(2);
                SchemaState state =
                        found.computeIfAbsent(rows.getString(1), n -> new SchemaState(owner, new HashMap<>()));
                addPrivilege(state.acl(), rows, 3);
            }
            return found;
        });
    }

    private static NavigableMap<RelationName, RelationState> relations(
            Connection connection, Map<RelationName, List<ColumnState>> columns) throws SQLException {
        String sql = "SELECT n.nspname, c.relname, c.relkind, pg_get_userbyid(c.relowner),"
                + " coalesce('security_barrier=true' = ANY (c.reloptions), false),"
                + " coalesce('security_invoker=true' = ANY (c.reloptions), false),"
                + " (SELECT md5(w.ev_action::text) FROM pg_rewrite w WHERE w.ev_class = c.oid AND w.rulename = '_RETURN'),"
                + " a.grantee = 0, g.rolname, a.privilege_type"
                + " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                + " JOIN roadstead_meta.ledger l ON l.kind = 'SCHEMA' AND l.name = n.nspname AND l.part <> 'WORK'"
                + " LEFT JOIN LATERAL aclexplode(c.relacl) a ON a.grantee <> c.relowner"
                + " LEFT JOIN pg_roles g ON g.oid = a.grantee"
                + " WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')";
        return query(connection, sql, rows -> {
            NavigableMap<RelationName, RelationState> found = new TreeMap<>();
            while (rows.next()) {
                RelationName name = new RelationName(rows.getString(1), rows.getString(2));
                RelationState state = found.get(name);
                if (state == null) {
                    String rule = rows.getString(7);
                    state = new RelationState(
                            rows.getString(3).charAt(0),
                            rows.getString(4),
                            rows.getBoolean(5),
                            rows.getBoolean(6),
                            new HashMap<>(),
                            columns.getOrDefault(name, List.of()),
                            rule == null ? "" : rule);
                    found.put(name, state);
                }
                addPrivilege(state.acl(), rows, 8);
            }
            return found;
        });
    }

    private static Map<RelationName, List<ColumnState>> columns(Connection connection) throws SQLException {
        String sql = "SELECT n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod)"
                + " FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
                + " JOIN pg_namespace n ON n.oid = c.relnamespace"
                + " JOIN roadstead_meta.ledger l ON l.kind = 'SCHEMA' AND l.name = n.nspname AND l.part <> 'WORK'"
                + " WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'f')"
                + " ORDER BY a.attrelid, a.attnum";
        return query(connection, sql, rows -> {
            Map<RelationName, List<ColumnState>> found = new HashMap<>();
            while (rows.next()) {
                found.computeIfAbsent(new RelationName(rows.getString(1), rows.getString(2)), n -> new ArrayList<>())
                        .add(new ColumnState(rows.getString(3), rows.getString(4)));
            }
            return found;
        });
    }

    private static void addPrivilege(Map<String, Set<String>> acl, ResultSet rows, int at) throws SQLException {
        String privilege = rows.getString(at + 2);
        if (privilege == null) {
            return;
        }
        String grantee = rows.getBoolean(at) ? Snapshot.PUBLIC : rows.getString(at + 1);
        if (grantee != null) {
            acl.computeIfAbsent(grantee, g -> new TreeSet<>()).add(privilege);
        }
    }

    private interface RowReader<T> {
        T read(ResultSet rows) throws SQLException;
    }

    private static <T> T query(Connection connection, String sql, RowReader<T> reader) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return reader.read(rows);
        }
    }

    private static <T> T query(Connection connection, String sql, String parameter, RowReader<T> reader)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, parameter);
            try (ResultSet rows = statement.executeQuery()) {
                return reader.read(rows);
            }
        }
    }
}
