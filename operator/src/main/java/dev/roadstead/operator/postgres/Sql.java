package dev.roadstead.operator.postgres;

import java.time.Instant;
import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Quoting. Every name and every value that reaches a statement passes here; sessions have standard_conforming_strings on. */
final class Sql {
    private Sql() {}

    static String id(String name) {
        if (name.isEmpty() || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("not a PostgreSQL name");
        }
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    static String id(String schema, String name) {
        return id(schema) + '.' + id(name);
    }

    static String ids(Collection<String> names) {
        return names.stream().map(Sql::id).collect(Collectors.joining(", "));
    }

    static String text(@Nullable String value) {
        if (value == null) {
            return "NULL";
        }
        if (value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("PostgreSQL text holds no NUL character");
        }
        return '\'' + value.replace("'", "''") + '\'';
    }

    static String array(Collection<String> values, String type) {
        return values.stream().map(Sql::text).collect(Collectors.joining(", ", "ARRAY[", "]::" + type + "[]"));
    }

    static String time(@Nullable Instant value) {
        return value == null ? "NULL" : text(value.toString()) + "::timestamptz";
    }
}
