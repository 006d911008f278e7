package dev.roadstead.operator.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.access.Effect;
import dev.roadstead.operator.access.RowCondition;
import dev.roadstead.operator.access.RowOperator;
import dev.roadstead.operator.contract.Column;
import dev.roadstead.operator.contract.PgType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which mask fits which type. What is not known to be total and independent of the session is refused. */
class MasksTest {
    private final Masks masks = new Masks();

    private static Column column(String type) {
        return new Column("c", PgType.parse(type), false, 0, "pii", null);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            text             | yes | no  | yes | yes
            varchar          | yes | no  | yes | yes
            varchar(32)      | yes | no  | yes | yes
            varchar(31)      | yes | no  | no  | yes
            varchar(5)       | yes | no  | no  | yes
            varchar(4)       | no  | no  | no  | yes
            varchar(2)       | no  | no  | no  | no
            char(8)          | no  | no  | no  | no
            uuid             | no  | no  | yes | no
            bigint           | no  | no  | yes | no
            integer          | no  | no  | no  | no
            smallint         | no  | no  | no  | no
            numeric(12,2)    | no  | no  | no  | no
            double precision | no  | no  | no  | no
            date             | no  | yes | no  | no
            timestamptz      | no  | yes | no  | no
            timestamp(3)     | no  | yes | no  | no
            time             | no  | no  | no  | no
            interval         | no  | no  | no  | no
            boolean          | no  | no  | no  | no
            jsonb            | no  | no  | no  | no
            bytea            | no  | no  | no  | no
            text[]           | no  | no  | no  | no
            date[]           | no  | no  | no  | no
            """)
    void theTableOfTypesAndMasks(String type, String partial, String year, String hash, String redact) {
        assertEquals(
                partial.equals("yes"),
                masks.refusal(column(type), Effect.PARTIAL).isEmpty(),
                type);
        assertEquals(
                year.equals("yes"), masks.refusal(column(type), Effect.YEAR).isEmpty(), type);
        assertTrue(!(partial.equals("yes") && year.equals("yes")), "no type has both, or their order would matter");
        assertEquals(
                hash.equals("yes"), masks.refusal(column(type), Effect.HASH).isEmpty(), type);
        assertEquals(
                redact.equals("yes"), masks.refusal(column(type), Effect.REDACT).isEmpty(), type);
        for (Effect always : List.of(Effect.CLEAR, Effect.NULL, Effect.HIDDEN)) {
            assertTrue(masks.refusal(column(type), always).isEmpty(), type);
        }
    }

    @Test
    void aRefusalNamesARemedy() {
        assertTrue(masks.refusal(column("integer"), Effect.HASH).orElseThrow().contains("declare bigint"));
        assertTrue(masks.refusal(column("varchar(4)"), Effect.PARTIAL)
                .orElseThrow()
                .contains("declare a longer varchar"));
        assertTrue(masks.refusal(column("date"), Effect.PARTIAL).orElseThrow().contains("use Year for dates"));
        assertTrue(masks.refusal(column("text"), Effect.YEAR).orElseThrow().contains("use Partial or Redact"));
        assertTrue(masks.refusal(column("date"), Effect.REDACT).orElseThrow().contains("use Null"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            bigint      | 12                   | abc
            smallint    | -3                   | 40000
            date        | 2026-12-31           | 31.12.2026
            date        | 2024-02-29           | 2026-02-29
            timestamptz | 2026-12-31T00:00:00Z | yesterday
            uuid        | 6d0f1c2a-0000-4000-8000-000000000000 | 1-1-1-1-1
            boolean     | true                 | maybe
            numeric     | 1.50                 | 1e999999
            """)
    void aFilterValueMustBeOneOfTheType(String type, String good, String bad) {
        assertTrue(masks.refusal(column(type), condition(good)).isEmpty(), good);
        assertTrue(masks.refusal(column(type), condition(bad)).isPresent(), bad);
    }

    @Test
    void typesWithoutOneOrderFilterNothing() {
        assertTrue(masks.refusal(column("jsonb"), condition("{}")).isPresent());
        assertTrue(masks.refusal(column("text[]"), condition("{a}")).isPresent());
    }

    private static RowCondition condition(String value) {
        return new RowCondition("c", RowOperator.IN, List.of(value));
    }
}
