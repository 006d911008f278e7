package dev.roadstead.operator.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.access.Effect;
import dev.roadstead.operator.contract.Column;
import dev.roadstead.operator.contract.PgType;
import dev.roadstead.testing.DevelopmentPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Every mask on every type it is made for, with the values that break naive ones, under settings that any session may choose. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MasksIT {
    private static final List<Effect> MASKS =
            List.of(Effect.PARTIAL, Effect.YEAR, Effect.HASH, Effect.REDACT, Effect.NULL);

    private static final List<String> TEXTS = List.of(
            "''",
            "' '",
            "'a'",
            "'abcd'",
            "'abcde'",
            "'Ärger'",
            "E'\\U0001F600\\U0001F601\\U0001F602\\U0001F603\\U0001F604'",
            "E'e\\u0301e\\u0301e\\u0301'",
            "E'\\u202Eabc'",
            "'infinity'",
            "E'\\\\x00'",
            "E'a\\tb\\nc\\\\d''e\"f'",
            "'***'",
            "'NULL'",
            "repeat('x', 40)",
            "repeat(U&'\\20AC', 40)");
    private static final List<String> DATES = List.of(
            "'infinity'",
            "'-infinity'",
            "'4714-11-24 BC'",
            "'0044-03-15 BC'",
            "'0001-12-31 BC'",
            "'0001-01-01'",
            "'1970-01-01'",
            "'2026-12-31'",
            "'9999-12-31'",
            "'10000-01-01'");
    private static final List<String> INSTANTS = List.of(
            "'infinity'",
            "'-infinity'",
            "'4714-11-24 00:00:00+00 BC'",
            "'0001-12-31 23:59:59.999999+00 BC'",
            "'0001-01-01 00:00:00+00'",
            "'0001-01-01 00:00:00+14'",
            "'1999-12-31 23:59:59.999999+00'",
            "'2026-01-01 00:00:00+14'",
            "'2025-12-31 23:30:00-11'",
            "'9999-12-31 23:59:59.999999+00'",
            "'10000-01-01 00:00:00+00'",
            "'294276-12-31 23:59:59.999999+00'");

    /** Each type with its values, NULL besides. */
    private static final Map<String, List<String>> VALUES = new LinkedHashMap<>();

    static {
        VALUES.put("text", TEXTS);
        VALUES.put("character varying", TEXTS);
        VALUES.put("character varying(40)", TEXTS);
        VALUES.put("character varying(5)", List.of("''", "'ab'", "'abcd'", "'abcde'", "'Ärger'"));
        VALUES.put("character(4)", List.of("''", "'ab  '", "'abcd'"));
        VALUES.put("uuid", List.of("'00000000-0000-0000-0000-000000000000'", "'ffffffff-ffff-ffff-ffff-ffffffffffff'"));
        VALUES.put("bigint", List.of("0", "'-1'", "9223372036854775807", "'-9223372036854775808'"));
        VALUES.put("integer", List.of("0", "'-2147483648'", "2147483647"));
        VALUES.put("smallint", List.of("0", "'-32768'", "32767"));
        VALUES.put("numeric", List.of("'NaN'", "'Infinity'", "'-Infinity'", "'1e1000'", "0.10"));
        VALUES.put("numeric(12,2)", List.of("'NaN'", "9999999999.99", "0"));
        VALUES.put("real", List.of("'NaN'", "'Infinity'", "'-0'", "1.1"));
        VALUES.put("double precision", List.of("'NaN'", "'-Infinity'", "'-0'", "0.1"));
        VALUES.put("boolean", List.of("true", "false"));
        var dates = new ArrayList<>(DATES);
        dates.add("'5874897-12-31'");
        VALUES.put("date", dates);
        var times = new ArrayList<>(DATES);
        times.add("'294276-12-31 23:59:59.999999'");
        times.add("'2026-12-31 23:59:59.9999'");
        VALUES.put("timestamp without time zone", times);
        VALUES.put("timestamp(3) without time zone", List.of("'2026-12-31 23:59:59.9999'", "'infinity'"));
        VALUES.put("timestamp with time zone", INSTANTS);
        VALUES.put("timestamp(0) with time zone", List.of("'2025-12-31 23:59:59.4+00'", "'-infinity'"));
        VALUES.put("time without time zone", List.of("'24:00:00'", "'00:00'"));
        VALUES.put("interval", List.of("'178000000 years'", "'-1 day'"));
        VALUES.put("jsonb", List.of("'null'", "'{}'"));
        VALUES.put("bytea", List.of("'\\x'", "'\\x00ff'"));
        VALUES.put("text[]", List.of("'{}'", "'{NULL,a}'"));
    }

    private static final List<String> SETTINGS = List.of(
            "",
            "SET TimeZone = '<x>+120' SET DateStyle = 'German, DMY' SET IntervalStyle = 'sql_standard'",
            "SET TimeZone = 'Pacific/Kiritimati' SET DateStyle = 'SQL, MDY' SET extra_float_digits = -15",
            "SET TimeZone = 'America/New_York' SET DateStyle = 'Postgres, YMD' SET client_encoding = 'LATIN1'",
            "SET TimeZone = 'Asia/Kathmandu' SET client_encoding = 'SQL_ASCII' SET IntervalStyle = 'iso_8601'",
            "SET client_encoding = 'SJIS' SET timezone_abbreviations = 'Australia' SET bytea_output = 'escape'",
            "SET client_encoding = 'WIN1252' SET standard_conforming_strings = off SET extra_float_digits = 3",
            "SET TimeZone = '-167' SET lc_monetary = 'C' SET array_nulls = off SET quote_all_identifiers = on",
            "SET jit_above_cost = 0 SET enable_seqscan = off SET search_path = public, pg_catalog");

    private Mesh mesh;
    private Connection db;
    private final List<String> made = new ArrayList<>();

    @BeforeAll
    void makeViews() throws SQLException {
        mesh = new Mesh(DevelopmentPostgres.shared());
        mesh.provision();
        db = mesh.database.superuser();
        Mesh.execute(db, "CREATE SCHEMA hostile");
        var masks = new Masks();
        for (var entry : VALUES.entrySet()) {
            PgType type = PgType.parse(entry.getKey());
            assertEquals(entry.getKey(), type.sql(), "as the catalogue prints it");
            String table = "hostile.t" + made.size();
            Mesh.execute(db, "CREATE TABLE " + table + " (n int, c " + type.sql() + ")");
            Mesh.execute(db, "INSERT INTO " + table + " VALUES (0, NULL)");
            for (int i = 0; i < entry.getValue().size(); i++) {
                Mesh.execute(
                        db,
                        "INSERT INTO " + table + " VALUES (" + (i + 1) + ", "
                                + entry.getValue().get(i) + "::" + type.sql() + ")");
            }
            for (Effect mask : MASKS) {
                if (masks.refusal(new Column("c", type, false, 0, null, null), mask)
                        .isEmpty()) {
                    String view = "hostile.\"" + type.sql() + " " + mask.wireName() + "\"";
                    Mesh.execute(
                            db,
                            "CREATE VIEW " + view + " AS SELECT n, " + Masks.expression(mask, type, "t.\"c\"")
                                    + " AS c FROM " + table + " t");
                    made.add(view);
                }
            }
        }
    }

    @AfterAll
    void drop() throws SQLException {
        db.close();
        mesh.close();
    }

    @Test
    void everyMaskHasTheColumnsType() throws SQLException {
        assertEquals(
                List.of(),
                Mesh.rows(
                        db,
                        "SELECT c.relname, format_type(a.atttypid, a.atttypmod) FROM pg_class c JOIN pg_attribute a ON"
                                + " a.attrelid = c.oid WHERE c.relkind = 'v' AND c.relnamespace = 'hostile'::regnamespace"
                                + " AND a.attname = 'c' AND NOT starts_with(c.relname, format_type(a.atttypid, a.atttypmod)"
                                + " || ' ')"));
        assertTrue(made.size() >= VALUES.size() + 12, made.toString());
    }

    @Test
    void noValueRaisesAndNoSettingChangesAByte() throws SQLException {
        String all = made.stream().map(MasksIT::bytes).collect(Collectors.joining(" UNION ALL "));
        List<String> expected = null;
        for (int i = 0; i < SETTINGS.size(); i++) {
            Mesh.execute(
                    db,
                    "CREATE FUNCTION hostile.f" + i + "() RETURNS SETOF text LANGUAGE sql " + SETTINGS.get(i)
                            + " AS $$ " + all + " ORDER BY 1 $$");
            List<String> found = Mesh.rows(db, "SELECT * FROM hostile.f" + i + "()");
            expected = expected == null ? found : expected;
            assertEquals(expected, found, SETTINGS.get(i));
        }
        assertTrue(expected != null && expected.size() > 150, "all values of all masks");
    }

    @Test
    void nullStaysNullAndNothingElseBecomesIt() throws SQLException {
        for (String view : made) {
            assertEquals(List.of("null"), Mesh.rows(db, "SELECT c FROM " + view + " WHERE n = 0"), view);
            if (!view.contains(" Null\"") && !view.contains(" Year\"")) {
                assertEquals(List.of(), Mesh.rows(db, "SELECT n FROM " + view + " WHERE n > 0 AND c IS NULL"), view);
            }
        }
    }

    @Test
    void partialShowsTwoCharactersOfMoreThanFour() throws SQLException {
        assertEquals(
                List.of("***", "***", "***", "***", "ab***", "Är***", "\uD83D\uDE00\uD83D\uDE01***"),
                Mesh.rows(db, "SELECT c FROM hostile.\"text Partial\" WHERE n BETWEEN 1 AND 7 ORDER BY n"));
        assertEquals(
                List.of("***", "***", "***", "ab***", "Är***"),
                Mesh.rows(db, "SELECT c FROM hostile.\"character varying(5) Partial\" WHERE n > 0 ORDER BY n"));
    }

    @Test
    void yearIsTheFirstInstantInUtcWhereEveryTypeHasOne() throws SQLException {
        Mesh.execute(db, "SET TimeZone = 'Pacific/Kiritimati'");
        assertEquals(
                List.of("null", "null", "null", "null", "1", "null", "1999", "2025", "2026", "9999", "null", "null"),
                Mesh.rows(
                        db,
                        "SELECT extract(year FROM c AT TIME ZONE 'UTC') FROM hostile.\"timestamp with time zone Year\""
                                + " WHERE n > 0 ORDER BY n"));
        assertEquals(
                List.of("0001-01-01", "1970-01-01", "2026-01-01", "9999-01-01"),
                Mesh.rows(db, "SELECT c FROM hostile.\"date Year\" WHERE c IS NOT NULL ORDER BY n"));
        assertEquals(
                List.of("t"),
                Mesh.rows(
                        db,
                        "SELECT bool_and(date_trunc('year', c AT TIME ZONE 'UTC') = c AT TIME ZONE 'UTC') FROM"
                                + " hostile.\"timestamp with time zone Year\""));
    }

    @Test
    void hashesJoinWithinAFamilyAndTellNothingAcross() throws SQLException {
        assertEquals(
                List.of("t"),
                Mesh.rows(
                        db,
                        "SELECT bool_and(a.c = b.c) FROM hostile.\"text Hash\" a JOIN hostile.\"character varying(40)"
                                + " Hash\" b USING (n) WHERE n > 0"));
        List<String> hashes = Mesh.rows(db, "SELECT c FROM hostile.\"text Hash\" WHERE n > 0");
        assertEquals(hashes.size(), hashes.stream().distinct().count());
        assertNotEquals(
                Mesh.rows(db, "SELECT encode(int8send(c), 'hex') FROM hostile.\"bigint Hash\" WHERE n = 1"),
                Mesh.rows(db, "SELECT left(replace(c::text, '-', ''), 16) FROM hostile.\"uuid Hash\" WHERE n = 1"));
        assertFalse(hashes.contains("infinity"));
    }

    /** Every value in a form that no setting changes. */
    private static String bytes(String view) {
        String type = view.substring(view.indexOf('"') + 1, view.lastIndexOf(' '));
        String bytes = view.endsWith(" Null\"")
                ? "(c IS NULL)::text::bytea"
                : switch (PgType.parse(type).base()) {
                    case "uuid" -> "uuid_send(c)";
                    case "bigint" -> "int8send(c)";
                    case "date" -> "date_send(c)";
                    case "timestamp without time zone" -> "timestamp_send(c)";
                    case "timestamp with time zone" -> "timestamptz_send(c)";
                    default -> "convert_to(c, 'UTF8')";
                };
        return "SELECT '" + view + " ' || n || ' ' || coalesce(encode(" + bytes + ", 'hex'), 'NULL') FROM " + view;
    }
}
