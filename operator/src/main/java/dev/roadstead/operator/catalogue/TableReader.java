package dev.roadstead.operator.catalogue;

import dev.roadstead.operator.catalogue.CatalogueException.Cause;
import dev.roadstead.operator.catalogue.FoundColumn.Origin;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads one table from a catalogue: four statements in one read-only transaction, each of which the server ends after 15
 * seconds. Only pg_catalog is asked, so the login needs no right on the table, and no lock waits for one.
 */
public final class TableReader {

    private static final String SETTINGS = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY;"
            + " SET LOCAL statement_timeout = '15s'; SET LOCAL lock_timeout = '5s'; SET LOCAL search_path = pg_catalog";

    private static final String TABLE = """
            SELECT c.oid, c.relkind::text AS kind, c.relispartition, c.relrowsecurity,
              c.relkind <> 'p' AND EXISTS (SELECT FROM pg_inherits WHERE inhparent = c.oid) AS children,
              has_schema_privilege(n.oid, 'USAGE') AND has_any_column_privilege(c.oid, 'SELECT') AS readable,
              obj_description(c.oid, 'pg_class') AS description
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ? AND c.relname = ?""";

    /**
     * Behind a domain or an array stands another type, until it is neither. A NOT NULL that does not hold for all rows (PostgreSQL
     * 18: not validated, or not inherited) is none.
     */
    private static final String COLUMNS = """
            WITH RECURSIVE step AS (
              SELECT a.attnum, 0 AS depth, a.atttypid AS typ, a.atttypmod AS mod, 0 AS arrays, false AS domain, false AS required
              FROM pg_attribute a WHERE a.attrelid = ?::oid AND a.attnum > 0 AND NOT a.attisdropped
              UNION ALL
              SELECT s.attnum, s.depth + 1,
                CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.typelem END,
                CASE WHEN t.typtype = 'd' AND s.mod = -1 THEN t.typtypmod ELSE s.mod END,
                s.arrays + CASE WHEN t.typtype = 'd' THEN 0 ELSE 1 END,
                s.domain OR t.typtype = 'd',
                s.required OR (t.typtype = 'd' AND t.typnotnull AND s.arrays = 0)
              FROM step s JOIN pg_type t ON t.oid = s.typ
              WHERE t.typtype = 'd' OR EXISTS (SELECT FROM pg_type e WHERE e.oid = t.typelem AND e.typarray = t.oid)),
            innermost AS (SELECT DISTINCT ON (attnum) * FROM step ORDER BY attnum, depth DESC)
            SELECT a.attname, format_type(a.atttypid, a.atttypmod) AS written, n.nspname AS type_schema, t.typname,
              t.typtype::text AS type_kind, format_type(i.typ, i.mod) AS element, i.arrays, i.domain,
              i.required OR (a.attnotnull AND NOT EXISTS (SELECT FROM pg_constraint k
                WHERE k.conrelid = a.attrelid AND k.contype = 'n' AND k.conkey = ARRAY[a.attnum]
                AND (NOT k.convalidated OR k.connoinherit AND ?))) AS required,
              coalesce((SELECT k.place FROM pg_index x CROSS JOIN LATERAL unnest(x.indkey) WITH ORDINALITY AS k (num, place)
                WHERE x.indrelid = a.attrelid AND x.indisprimary AND k.num = a.attnum AND k.place <= x.indnkeyatts),
                0) AS key_position,
              EXISTS (SELECT FROM pg_index x WHERE x.indrelid = a.attrelid AND x.indisunique AND x.indisvalid
                AND x.indnkeyatts = 1 AND x.indkey[0] = a.attnum AND x.indpred IS NULL) AS is_unique,
              CASE WHEN a.attgenerated <> '' THEN 'GENERATED' WHEN a.attidentity <> '' THEN 'IDENTITY'
                WHEN a.atthasdef THEN 'DEFAULT' ELSE 'WRITER' END AS origin,
              col_description(a.attrelid, a.attnum) AS description
            FROM pg_attribute a JOIN innermost i ON i.attnum = a.attnum JOIN pg_type t ON t.oid = i.typ
              JOIN pg_namespace n ON n.oid = t.typnamespace
            WHERE a.attrelid = ?::oid AND a.attnum > 0
            ORDER BY a.attnum""";

    private static final String UNIQUE_TOGETHER = """
            SELECT ARRAY(SELECT a.attname::text FROM unnest(x.indkey) WITH ORDINALITY AS k (num, place)
              JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = k.num
              WHERE k.place <= x.indnkeyatts ORDER BY k.place)
            FROM pg_index x WHERE x.indrelid = ?::oid AND x.indisunique AND NOT x.indisprimary AND x.indisvalid
              AND x.indnkeyatts > 1 AND x.indpred IS NULL AND x.indexprs IS NULL ORDER BY x.indexrelid""";

    private final DatabaseAddress database;

    public TableReader(DatabaseAddress database) {
        this.database = database;
    }

    /** The table of this name, exactly. */
    public FoundTable read(TableName name) throws CatalogueException {
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            try (Statement settings = connection.createStatement()) {
                settings.execute(SETTINGS);
            }
            return read(connection, name);
        } catch (SQLException e) {
            throw Refusal.of(database, e);
        } catch (IOException e) {
            throw new CatalogueException(
                    Cause.NO_ACCESS,
                    "can't keep the certificate authorities in a temporary file ("
                            + e.getClass().getSimpleName() + ")",
                    e);
        }
    }

    private FoundTable read(Connection connection, TableName name) throws SQLException, CatalogueException {
        try (PreparedStatement query = connection.prepareStatement(TABLE)) {
            query.setString(1, name.schema());
            query.setString(2, name.name());
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    throw NearTables.notThere(connection, name);
                }
                long oid = row.getLong("oid");
                boolean children = row.getBoolean("children");
                return new FoundTable(
                        name,
                        kind(name, row.getString("kind")),
                        children,
                        row.getBoolean("relispartition"),
                        row.getBoolean("relrowsecurity"),
                        row.getBoolean("readable"),
                        row.getString("description"),
                        columns(connection, oid, children),
                        uniqueTogether(connection, oid));
            }
        }
    }

    private static FoundTable.Kind kind(TableName name, String relkind) throws CatalogueException {
        return switch (relkind) {
            case "r" -> FoundTable.Kind.TABLE;
            case "p" -> FoundTable.Kind.PARTITIONED;
            case "v" -> FoundTable.Kind.VIEW;
            case "m" -> FoundTable.Kind.MATERIALIZED_VIEW;
            case "f" -> FoundTable.Kind.FOREIGN;
            default ->
                throw new CatalogueException(
                        Cause.NOT_THERE,
                        Shown.of(name.toString()) + " is no table and no view, but an index, a sequence or a type");
        };
    }

    private static List<FoundColumn> columns(Connection connection, long table, boolean children) throws SQLException {
        List<FoundColumn> columns = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(COLUMNS)) {
            query.setLong(1, table);
            query.setBoolean(2, children);
            query.setLong(3, table);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    columns.add(new FoundColumn(
                            row.getString("attname"),
                            new FoundType(
                                    row.getString("written"),
                                    row.getString("type_schema"),
                                    row.getString("typname"),
                                    row.getString("type_kind"),
                                    row.getString("element"),
                                    row.getInt("arrays"),
                                    row.getBoolean("domain")),
                            row.getBoolean("required"),
                            row.getInt("key_position"),
                            row.getBoolean("is_unique"),
                            Origin.valueOf(row.getString("origin")),
                            row.getString("description")));
                }
            }
        }
        return columns;
    }

    private static List<List<String>> uniqueTogether(Connection connection, long table) throws SQLException {
        List<List<String>> together = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(UNIQUE_TOGETHER)) {
            query.setLong(1, table);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    together.add(List.of((String[]) row.getArray(1).getArray()));
                }
            }
        }
        return together;
    }
}
