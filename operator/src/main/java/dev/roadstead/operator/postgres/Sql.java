package dev.roadstead.operator.postgres;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Quoting. Every name and every value that reaches a statement passes here; sessions have standard_conforming_strings on. */
final class Sql {
    private static final String EARLIEST = "timestamptz '0001-01-01 00:00:00Z'";
    private static final String LATEST = "timestamptz '9999-12-31 23:59:59.999999Z'";

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

    /**
     * A time in microseconds, which {@link #instant} reads. PostgreSQL knows infinite times and years that its own numbers
     * can't count, and one of them in one row must not fail a query: they are read as times that nobody ever wrote.
     */
    static String micros(String expression) {
        return "(extract(epoch FROM CASE WHEN " + expression + " < " + EARLIEST + " THEN " + EARLIEST + " WHEN "
                + expression + " > " + LATEST + " THEN " + LATEST + " ELSE " + expression + " END) * 1000000)::bigint";
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    static String time(@Nullable Instant value) {
        return value == null ? "NULL" : text(value.toString()) + "::timestamptz";
    }
}
