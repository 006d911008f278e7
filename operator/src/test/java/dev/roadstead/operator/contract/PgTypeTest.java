package dev.roadstead.operator.contract;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.LogicalType;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PgTypeTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            int2 | smallint
            INTEGER | integer
            int | integer
            int4 | integer
            int8 | bigint
            BigInt | bigint
            decimal | numeric
            numeric(12) | numeric(12,0)
            Numeric ( 12 , 2 ) | numeric(12,2)
            numeric(2,-3) | numeric(2,-3)
            float4 | real
            float8 | double precision
            double   precision | double precision
            varchar | character varying
            varchar(20) | character varying(20)
            CHARACTER  VARYING (10485760) | character varying(10485760)
            char | character(1)
            char(3) | character(3)
            text | text
            bool | boolean
            uuid | uuid
            date | date
            time | time without time zone
            time(3) | time(3) without time zone
            timestamp | timestamp without time zone
            timestamptz | timestamp with time zone
            timestamptz(0) | timestamp(0) with time zone
            timestamp (3) with time zone | timestamp(3) with time zone
            TIMESTAMP WITHOUT TIME ZONE | timestamp without time zone
            interval | interval
            json | json
            jsonb | jsonb
            bytea | bytea
            text[] | text[]
            varchar ( 5 ) [ ] | character varying(5)[]
            timestamp(3) with time zone[] | timestamp(3) with time zone[]
            char[] | character(1)[]
            """)
    void readsEveryNameAndPrintsPostgresOwn(String written, String printed) {
        assertEquals(printed, PgType.parse(written).sql());
    }

    @Test
    void takesAnyWhiteSpace() {
        assertEquals(
                "timestamp(3) with time zone",
                PgType.parse("\ttimestamp\n(3)  with time\tzone ").sql());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            serial | use integer
            BIGSERIAL | use bigint
            smallserial | use smallint
            varchar(0) | from 1 to 10485760
            varchar(10485761) | from 1 to 10485760
            varchar(99999999999) | whole numbers
            varchar(1,2) | use character varying(200)
            varchar() | whole numbers
            numeric(0) | from 1 to 1000
            numeric(1001) | from 1 to 1000
            numeric(5,1001) | from -1000 to 1000
            numeric(5,2,1) | use numeric(12,2)
            text(5) | use text
            timestamp(7) | from 0 to 6
            time with time zone | use timestamp with time zone
            timetz | use timestamp with time zone
            string | use text
            vrachar(5) | did you mean varchar?
            character(5) varying | did you mean character varying?
            text[][] | use text[]
            text[3] | use text[]
            money | numeric(19,2)
            public.citext | use a type such as
            "text" | use a type such as
            text; drop table x | use a type such as
            geometry | use one of PostgreSQL's own types
            text array | use one of PostgreSQL's own types
            '' | use a type such as
            """)
    void refusesTheRestAndSaysWhatToWrite(String written, String remedy) {
        var refusal = assertThrows(InvalidTypeException.class, () -> PgType.parse(written));
        assertTrue(refusal.remedy().contains(remedy), refusal.getMessage());
    }

    @Test
    void doesNotMatchPatternsAgainstLongTexts() {
        assertThrows(InvalidTypeException.class, () -> PgType.parse("a ".repeat(100_000)));
    }

    @ParameterizedTest
    @CsvSource({
        "string,text",
        "integer,bigint",
        "number,numeric",
        "boolean,boolean",
        "date,date",
        "timestamp,timestamp with time zone",
        "time,time without time zone"
    })
    void logicalTypesHaveDefaults(String logical, String sql) {
        PgType type = PgType.forLogical(logical);
        assertEquals(sql, type.sql());
        if (!logical.equals("integer")) {
            assertTrue(type.agreesWith(LogicalType.valueOf(logical.toUpperCase(java.util.Locale.ROOT))));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"object", "array", "map", "String", ""})
    void otherLogicalTypesNeedAPhysicalOne(String logical) {
        assertThrows(InvalidTypeException.class, () -> PgType.forLogical(logical));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            smallint | integer
            smallint | bigint
            integer | bigint
            bigint | numeric
            bigint | numeric(19,0)
            smallint | numeric(7,2)
            numeric(10,2) | numeric(12,2)
            numeric(10,2) | numeric(11,3)
            numeric(10,2) | numeric
            real | double precision
            varchar(5) | varchar(6)
            varchar(5) | varchar
            varchar(5) | text
            varchar | text
            char(3) | char(4)
            timestamp(3) | timestamp
            timestamptz(3) | timestamptz(6)
            integer[] | bigint[]
            """)
    void widens(String narrow, String wide) {
        assertTrue(PgType.parse(narrow).widensTo(PgType.parse(wide)));
        assertFalse(PgType.parse(wide).widensTo(PgType.parse(narrow)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            bigint | numeric(18,0)
            bigint | double precision
            integer | real
            numeric(10,2) | numeric(10,3)
            numeric | double precision
            char(3) | text
            timestamp | timestamptz
            date | timestamp
            json | jsonb
            uuid | text
            integer | bigint[]
            integer[] | bigint
            """)
    void doesNotWidenWhereACastCouldLoseOrFail(String narrow, String wide) {
        assertFalse(PgType.parse(narrow).widensTo(PgType.parse(wide)));
        assertFalse(PgType.parse(wide).widensTo(PgType.parse(narrow)));
    }

    @Test
    void tellsItsParts() {
        assertAll(
                () -> assertEquals(
                        "character varying", PgType.parse("varchar(20)[]").base()),
                () -> assertEquals(
                        OptionalInt.of(20), PgType.parse("varchar(20)[]").length()),
                () -> assertTrue(PgType.parse("varchar(20)[]").isArray()),
                () -> assertEquals(OptionalInt.empty(), PgType.parse("varchar").length()),
                () -> assertEquals(
                        OptionalInt.empty(), PgType.parse("numeric(12,2)").length()),
                () -> assertEquals(
                        "timestamp with time zone",
                        PgType.parse("timestamptz(3)").base()),
                () -> assertFalse(PgType.parse("timestamptz(3)").isArray()));
    }
}
