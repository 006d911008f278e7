package dev.roadstead.operator.contract;

import dev.roadstead.api.v1alpha1.Contract;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a relation as written, whether or not the rest of it can be read: a wrong type is told once, where it stands, and
 * makes no column unknown.
 */
record ColumnTypes(Map<String, Optional<PgType>> byName) {

    static ColumnTypes of(Contract.Relation relation) {
        Map<String, Optional<PgType>> types = new HashMap<>();
        relation.properties().stream()
                .filter(column -> column != null && column.name() != null)
                .forEach(column -> types.put(
                        column.name(),
                        ColumnType.of(column.name(), column) instanceof Parsed.Valid<PgType>(PgType type)
                                ? Optional.of(type)
                                : Optional.empty()));
        return new ColumnTypes(types);
    }

    boolean has(@Nullable String column) {
        return byName.containsKey(column);
    }

    /** Empty if there is no such column, or its type can't be read. */
    Optional<PgType> type(@Nullable String column) {
        return Objects.requireNonNullElse(byName.get(column), Optional.empty());
    }
}
