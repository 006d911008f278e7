package dev.roadstead.operator.catalogue;

import dev.roadstead.operator.catalogue.CatalogueException.Cause;
import dev.roadstead.operator.contract.NearestName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What somebody meant who named a table that is not there. */
final class NearTables {

    /** More is not looked at; a hint is not worth seconds. */
    private static final int MOST = 10_000;

    /** Those of the same name first, then those of the same schema. */
    private static final String TABLES = """
            SELECT n.nspname, c.relname, lower(c.relname) = lower(?) AS same_name
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
            ORDER BY lower(c.relname) = lower(?) DESC, lower(n.nspname) = lower(?) DESC, n.nspname, c.relname LIMIT ?""";

    static CatalogueException notThere(Connection connection, TableName wanted) throws SQLException {
        List<String> same = new ArrayList<>();
        List<String> all = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(TABLES)) {
            query.setString(1, wanted.name());
            query.setString(2, wanted.name());
            query.setString(3, wanted.schema());
            query.setInt(4, MOST);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    String found = new TableName(row.getString(1), row.getString(2)).toString();
                    (row.getBoolean(3) ? same : all).add(found);
                }
            }
        }
        String hint = same.isEmpty()
                ? NearestName.of(wanted.toString(), all).map(Shown::of).orElse("")
                : Shown.of(same.getFirst());
        return new CatalogueException(
                Cause.NOT_THERE,
                "there is no table or view " + Shown.of(wanted.toString()) + " in database "
                        + Shown.of(connection.getCatalog())
                        + (hint.isEmpty()
                                ? "; upper and lower case count, and psql's \\d *.* lists what there is"
                                : "; did you mean " + hint + "?"));
    }

    private NearTables() {}
}
