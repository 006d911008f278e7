package dev.roadstead.operator.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A column as consumers see it.
 *
 * @param required whether every row has a value; always true for a column of the primary key
 * @param primaryKeyPosition its place in the primary key, from 1 and without gaps; 0 if it is not part of it
 * @param classification how sensitive the values are, as the owner wrote it; null if nobody has classified the column
 * @param tags words about the values, sorted, without repetitions
 * @param unique whether no value is promised to occur twice; nothing in the store holds it
 */
public record Column(
        String name,
        PgType type,
        boolean required,
        int primaryKeyPosition,
        @Nullable String classification,
        @Nullable String description,
        List<String> tags,
        boolean unique) {

    public Column {
        tags = tags.stream().distinct().sorted().toList();
    }

    /** Without the promise that values differ. */
    public Column(
            String name,
            PgType type,
            boolean required,
            int primaryKeyPosition,
            @Nullable String classification,
            @Nullable String description,
            List<String> tags) {
        this(name, type, required, primaryKeyPosition, classification, description, tags, false);
    }

    /** Without tags. */
    public Column(
            String name,
            PgType type,
            boolean required,
            int primaryKeyPosition,
            @Nullable String classification,
            @Nullable String description) {
        this(name, type, required, primaryKeyPosition, classification, description, List.of());
    }
}
