package dev.roadstead.operator.postgres;

import dev.roadstead.operator.postgres.Snapshot.Constraints;
import dev.roadstead.operator.postgres.Snapshot.RelationName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads what the tables of stores do not take: one query for all of them. */
final class ConstraintReader {
    /** A constraint that was not validated tells nothing of the rows that were there before; only 18 has such. */
    private static final String SQL = "WITH t AS MATERIALIZED (SELECT c.oid, n.nspname, c.relname FROM pg_class c"
            + " JOIN pg_namespace n ON n.oid = c.relnamespace"
            + " JOIN roadstead_meta.ledger l ON l.kind = 'SCHEMA' AND l.name = n.nspname AND l.part = 'DATA'"
            + " WHERE c.relkind IN ('r', 'p'))"
            + " SELECT t.nspname, t.relname, false, ARRAY[a.attname::text] FROM t"
            + " JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attnotnull"
            + " WHERE NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = t.oid AND k.contype = 'n'"
            + " AND NOT k.convalidated AND k.conkey[1] = a.attnum)"
            + " UNION ALL SELECT t.nspname, t.relname, true, array_agg(a.attname::text ORDER BY a.attnum) FROM t"
            + " JOIN pg_index i ON i.indrelid = t.oid AND i.indisunique AND i.indisvalid AND i.indpred IS NULL"
            + " AND i.indexprs IS NULL JOIN pg_attribute a ON a.attrelid = t.oid"
            + " AND a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1]) GROUP BY t.nspname, t.relname, i.indexrelid";

    private ConstraintReader() {}

    static Map<RelationName, Constraints> read(Connection connection) throws SQLException {
        Map<RelationName, Set<String>> notNull = new HashMap<>();
        Map<RelationName, Set<Set<String>>> keys = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(SQL)) {
            while (rows.next()) {
                RelationName table = new RelationName(rows.getString(1), rows.getString(2));
                List<String> columns = Arrays.asList((String[]) rows.getArray(4).getArray());
                if (rows.getBoolean(3)) {
                    keys.computeIfAbsent(table, t -> new HashSet<>()).add(Set.copyOf(columns));
                } else {
                    notNull.computeIfAbsent(table, t -> new HashSet<>()).addAll(columns);
                }
            }
        }
        Set<RelationName> tables = new HashSet<>(notNull.keySet());
        tables.addAll(keys.keySet());
        Map<RelationName, Constraints> found = new HashMap<>();
        tables.forEach(table -> found.put(
                table,
                new Constraints(
                        Set.copyOf(notNull.getOrDefault(table, Set.of())),
                        Set.copyOf(keys.getOrDefault(table, Set.of())))));
        return found;
    }
}
