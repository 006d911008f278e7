package dev.roadstead.operator.load;

import dev.roadstead.operator.load.LoadException.Cause;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The columns of the table to load into, from the catalogue. */
record Table(String schema, String name, List<TableColumn> columns) {

    private static final String COLUMNS = """
            SELECT a.attname, format_type(a.atttypid, a.atttypmod), format_type(a.atttypid, -1),
                   a.attnotnull AND NOT a.atthasdef AND a.attidentity = '',
                   a.attgenerated <> '' OR a.attidentity = 'a',
                   coalesce(array_position(i.indkey::int2[], a.attnum) + 1, 0)
              FROM pg_attribute a
              JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p')
              JOIN pg_namespace n ON n.oid = c.relnamespace
              LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
             WHERE n.nspname = ? AND c.relname = ? AND a.attnum > 0 AND NOT a.attisdropped
             ORDER BY a.attnum
            """;
    private static final String TABLES = """
            SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE n.nspname = ? AND c.relkind IN ('r', 'p') ORDER BY 1
            """;

    Table {
        columns = List.copyOf(columns);
    }

    static Table read(Connection connection, String schema, RelationAddress address)
            throws SQLException, LoadException {
        var columns = new ArrayList<TableColumn>();
        try (var query = connection.prepareStatement(COLUMNS)) {
            query.setString(1, schema);
            query.setString(2, address.relation());
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    columns.add(new TableColumn(
                            rows.getString(1),
                            rows.getString(2),
                            rows.getString(3),
                            rows.getBoolean(4),
                            rows.getBoolean(5),
                            rows.getInt(6)));
                }
            }
        }
        if (columns.isEmpty()) {
            throw new LoadException(
                    Cause.WRONG_ADDRESS,
                    "the store " + address.storeAddress() + " has no table " + address.relation() + "; it has "
                            + tables(connection, schema)
                            + ". Tables are made from the contracts of the store's OutputPorts");
        }
        return new Table(schema, address.relation(), columns);
    }

    private static String tables(Connection connection, String schema) throws SQLException {
        var names = new ArrayList<String>();
        try (var query = connection.prepareStatement(TABLES)) {
            query.setString(1, schema);
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
        }
        return names.isEmpty() ? "none yet" : String.join(", ", names);
    }
}
