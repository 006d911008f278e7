package dev.roadstead.operator.contract;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A table as consumers see it.
 *
 * @param name as consumers see it
 * @param physicalName the table inside the store; several relations may show the same one
 * @param columns at least one, in the order in which consumers see them
 * @param quality what is promised of its rows and, behind that, of its columns' values
 */
public record Relation(
        String name,
        String physicalName,
        @Nullable String description,
        List<Column> columns,
        List<QualityRule> quality) {

    public Relation {
        columns = List.copyOf(columns);
        quality = List.copyOf(quality);
    }

    /** Without quality rules. */
    public Relation(String name, String physicalName, @Nullable String description, List<Column> columns) {
        this(name, physicalName, description, columns, List.of());
    }

    public Optional<Column> column(String columnName) {
        return columns.stream()
                .filter(column -> column.name().equals(columnName))
                .findFirst();
    }

    /** The columns of the primary key in its order; empty if there is none. */
    public List<Column> primaryKey() {
        return columns.stream()
                .filter(column -> column.primaryKeyPosition() > 0)
                .sorted(Comparator.comparingInt(Column::primaryKeyPosition))
                .toList();
    }
}
