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
            text             | yes | yes
            varchar          | yes | yes
            varchar(32)      | yes | yes
            varchar(31)      | no  | yes
            varchar(2)       | no  | no
            uuid             | yes | no
            bigint           | yes | no
            integer          | no  | no
            smallint         | no  | no
            numeric(12,2)    | no  | no
            double precision | no  | no
            date             | no  | no
            timestamptz      | no  | no
            boolean          | no  | no
            jsonb            | no  | no
            bytea            | no  | no
            text[]           | no  | no
            """)
    void theTableOfTypesAndMasks(String type, String hash, String redact) {
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
