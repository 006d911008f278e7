package dev.roadstead.operator.catalogue;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table or view, as the catalogue has it.
 *
 * @param children whether other tables inherit from it, whose rows it shows and its keys know nothing of
 * @param partition whether it is one partition of another table
 * @param rowSecurity whether its rows depend on who reads
 * @param readable whether the login could read it; nothing needs that here
 * @param uniqueTogether columns of unique indexes over several columns
 */
public record FoundTable(
        TableName address,
        Kind kind,
        boolean children,
        boolean partition,
        boolean rowSecurity,
        boolean readable,
        @Nullable String description,
        List<FoundColumn> columns,
        List<List<String>> uniqueTogether) {

    public FoundTable {
        columns = List.copyOf(columns);
        uniqueTogether = List.copyOf(uniqueTogether);
    }

    /** What it is, in the words of {@code pg_class.relkind}. */
    public enum Kind {
        TABLE,
        PARTITIONED,
        VIEW,
        MATERIALIZED_VIEW,
        FOREIGN
    }
}
