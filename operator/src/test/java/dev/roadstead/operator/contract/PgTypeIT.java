package dev.roadstead.operator.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.testing.DevelopmentPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Asks PostgreSQL itself. */
class PgTypeIT {

    /** Written in ways that PostgreSQL takes too. */
    private static final List<String> WRITTEN = List.of(
            "int2",
            "INT",
            "int4",
            "Int8",
            "decimal(7)",
            "dec(7,2)",
            "numeric ( 7 , 2 )",
            "float",
            "float4",
            "float8",
            "varchar",
            "varchar(3)",
            "char varying(3)",
            "char",
            "char(3)",
            "bool",
            "time(2)",
            "timestamp (3)",
            "timestamptz(0)",
            "timestamp(6) without time zone",
            "interval(1)",
            "timestamp (3) with  time zone [ ]");

    /** The values at the edges of what a type can hold. */
    private static final Map<String, List<String>> EDGES = Map.of(
            "smallint", List.of("-32768", "32767"),
            "integer", List.of("-2147483648", "2147483647"),
            "bigint", List.of("-9223372036854775808", "9223372036854775807"),
            "real", List.of("3.4028235e38", "1e-45", "0.1", "NaN", "-Infinity"),
            "character varying", List.of("", "z", "z  "),
            "character", List.of("", "z"));

    @Test
    void printsEveryTypeAsTheCatalogueDoes() throws SQLException {
        try (var database = DevelopmentPostgres.shared().newMeshDatabase();
                var connection = database.superuser()) {
            List<String> sql = PgTypes.all().stream().map(PgType::sql).toList();
            assertEquals(sql, formatType(connection, sql));
            assertEquals(
                    formatType(connection, WRITTEN),
                    WRITTEN.stream().map(PgType::parse).map(PgType::sql).toList());
        }
    }

    @Test
    void wideningKeepsTheEdges() throws SQLException {
        int casts = 0;
        try (var database = DevelopmentPostgres.shared().newMeshDatabase();
                var connection = database.superuser()) {
            for (PgType narrow : PgTypes.all()) {
                for (String edge : narrow.isArray() ? List.<String>of() : edges(narrow)) {
                    for (PgType wide : PgTypes.all()) {
                        if (narrow.widensTo(wide)) {
                            String there = "'" + edge + "'::" + narrow + "::" + wide;
                            assertTrue(
                                    yes(
                                            connection,
                                            "SELECT (" + there + ")::" + narrow + " = '" + edge + "'::" + narrow),
                                    there);
                            casts++;
                        }
                    }
                }
            }
        }
        assertTrue(casts > 200, "the law was tried: " + casts);
    }

    private static List<String> edges(PgType type) {
        if (!type.base().equals("numeric")) {
            return EDGES.getOrDefault(type.base(), List.of());
        }
        String inside = type.sql().replaceAll("[^-0-9,]", "");
        if (inside.isEmpty()) {
            return List.of("Infinity", "1e400", "-1e-400");
        }
        int precision = Integer.parseInt(inside.substring(0, inside.indexOf(',')));
        int scale = Integer.parseInt(inside.substring(inside.indexOf(',') + 1));
        return List.of("9".repeat(precision) + "e" + -scale, "-1e" + -scale, "NaN");
    }

    private static List<String> formatType(Connection connection, List<String> types) throws SQLException {
        String columns = IntStream.range(0, types.size())
                .mapToObj(i -> "c" + i + " " + types.get(i))
                .collect(Collectors.joining(", "));
        try (var statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS public.t");
            statement.execute("CREATE TABLE public.t (" + columns + ")");
            var printed = new ArrayList<String>();
            try (var rows = statement.executeQuery("SELECT format_type(atttypid, atttypmod) FROM pg_attribute"
                    + " WHERE attrelid = 'public.t'::regclass AND attnum > 0 ORDER BY attnum")) {
                while (rows.next()) {
                    printed.add(rows.getString(1));
                }
            }
            return printed;
        }
    }

    private static boolean yes(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            return rows.next() && rows.getBoolean(1);
        }
    }
}
