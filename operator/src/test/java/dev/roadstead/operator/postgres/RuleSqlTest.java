package dev.roadstead.operator.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.roadstead.operator.contract.Column;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.contract.PgType;
import dev.roadstead.operator.contract.QualityRule;
import dev.roadstead.operator.contract.QualityRule.Arguments;
import dev.roadstead.operator.contract.QualityRule.Metric;
import dev.roadstead.operator.contract.QualityRule.Severity;
import dev.roadstead.operator.contract.Relation;
import dev.roadstead.operator.contract.ServiceLevel;
import dev.roadstead.operator.contract.ServiceLevel.Property;
import dev.roadstead.operator.contract.Threshold;
import dev.roadstead.operator.contract.Threshold.Comparison;
import dev.roadstead.operator.quality.Check;
import dev.roadstead.operator.quality.Reality;
import dev.roadstead.operator.quality.TableFacts;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The golden list of what is asked of PostgreSQL. Names and values come from producers, so some of them are nasty. */
class RuleSqlTest {
    private static final Threshold NONE = new Threshold(Comparison.MUST_BE, BigDecimal.ZERO, null);
    private static final Arguments NOTHING = new Arguments(List.of(), List.of(), null, List.of());

    private static QualityRule rule(@Nullable String column, QualityRule.Check check) {
        return new QualityRule(null, null, column, check, Severity.ERROR, null, null, null);
    }

    private static QualityRule library(@Nullable String column, Metric metric, Arguments arguments, boolean percent) {
        return rule(column, new QualityRule.Check.Library(metric, arguments, percent, NONE));
    }

    private static Arguments valid(@Nullable String pattern, String... values) {
        return new Arguments(List.of(), List.of(values), pattern, List.of());
    }

    private static Column column(String name, String type) {
        return new Column(name, PgType.parse(type), false, 0, null, null);
    }

    private static Relation orders(QualityRule... rules) {
        return new Relation(
                "orders",
                "orders",
                null,
                List.of(column("id", "bigint"), column("o\"dd", "text"), column("changed", "timestamp with time zone")),
                List.of(rules));
    }

    private static String sql(Contract contract) {
        return Check.declared(contract).stream().map(RuleSql::of).collect(Collectors.joining("\n"));
    }

    @Test
    void libraryRules() {
        Relation relation = orders(
                library(null, Metric.ROW_COUNT, NOTHING, false),
                library(
                        null,
                        Metric.DUPLICATE_VALUES,
                        new Arguments(List.of("id", "o\"dd"), List.of(), null, List.of()),
                        false),
                library("id", Metric.DUPLICATE_VALUES, NOTHING, false),
                library("o\"dd", Metric.NULL_VALUES, NOTHING, false),
                library("o\"dd", Metric.NULL_VALUES, NOTHING, true),
                library("id", Metric.MISSING_VALUES, NOTHING, false),
                library(
                        "o\"dd",
                        Metric.MISSING_VALUES,
                        new Arguments(List.of(), List.of(), null, List.of("N/A", "it's \\ none")),
                        false),
                library("id", Metric.INVALID_VALUES, valid(null, "1", "2'; DROP TABLE orders --"), false),
                library("o\"dd", Metric.INVALID_VALUES, valid("^[A-Z']{3}$"), true),
                library("o\"dd", Metric.INVALID_VALUES, valid("^a", "a", "ab"), false));
        assertEquals("""
                SELECT count(*) FROM "orders"
                SELECT coalesce(sum(n), 0) FROM (SELECT count(*) AS n FROM "orders" WHERE "id" IS NOT NULL AND "o""dd" IS NOT NULL GROUP BY "id", "o""dd" HAVING count(*) > 1) AS again
                SELECT coalesce(sum(n), 0) FROM (SELECT count(*) AS n FROM "orders" WHERE "id" IS NOT NULL GROUP BY "id" HAVING count(*) > 1) AS again
                SELECT count(*) FROM "orders" WHERE "o""dd" IS NULL
                SELECT coalesce(100.0 * count(*) FILTER (WHERE "o""dd" IS NULL) / nullif(count(*), 0), 0) FROM "orders"
                SELECT count(*) FROM "orders" WHERE "id" IS NULL
                SELECT count(*) FROM "orders" WHERE ("o""dd" IS NULL OR "o""dd"::text IN ('N/A', 'it''s \\ none'))
                SELECT count(*) FROM "orders" WHERE "id" IS NOT NULL AND ("id"::text NOT IN ('1', '2''; DROP TABLE orders --'))
                SELECT coalesce(100.0 * count(*) FILTER (WHERE "o""dd" IS NOT NULL AND ("o""dd"::text !~ '^[A-Z'']{3}$')) / nullif(count(*), 0), 0) FROM "orders"
                SELECT count(*) FROM "orders" WHERE "o""dd" IS NOT NULL AND ("o""dd"::text NOT IN ('a', 'ab') OR "o""dd"::text !~ '^a')""", sql(new Contract(List.of(relation))));
    }

    @Test
    void queriesAndServiceLevels() {
        Relation relation = orders(
                rule("o\"dd", new QualityRule.Check.Sql("SELECT count(*) FROM ${table} WHERE ${column} = 'x'", NONE)),
                rule(null, new QualityRule.Check.Sql("SELECT 1 -- ${table}", NONE)),
                rule(null, new QualityRule.Check.Text()));
        ServiceLevel freshness = new ServiceLevel(
                Property.FRESHNESS,
                new ServiceLevel.Value.Time(Duration.ofHours(4)),
                List.of(new ServiceLevel.Element("orders", "changed")),
                null,
                null,
                null,
                null);
        ServiceLevel retention = new ServiceLevel(
                Property.RETENTION, new ServiceLevel.Value.Time(Duration.ofDays(4)), List.of(), null, null, null, null);
        assertEquals("""
                SELECT count(*) FROM "orders" WHERE "o""dd" = 'x'
                SELECT 1 -- "orders"
                SELECT extract(epoch FROM now() - max("changed")::timestamptz)::bigint || ' ' || extract(epoch FROM max("changed")::timestamptz)::bigint FROM "orders\"""", sql(new Contract(List.of(relation), List.of(freshness, retention))));
    }

    @Test
    void whatATableDoesNotEnforce() {
        Relation relation = new Relation(
                "orders",
                "inner_name",
                null,
                List.of(
                        new Column("id", PgType.parse("bigint"), true, 2, null, null),
                        new Column("line", PgType.parse("integer"), true, 1, null, null)));
        List<Check> checks = new ArrayList<>(Check.unenforced(
                new Contract(List.of(relation)),
                Reality.of(
                        relation,
                        new TableFacts(Map.of("id", "bigint", "line", "integer"), Set.of("line"), List.of()))));
        assertEquals("""
                SELECT 1 FROM "orders" WHERE "id" IS NULL LIMIT 1
                SELECT 1 FROM "orders" WHERE "line" IS NOT NULL AND "id" IS NOT NULL GROUP BY "line", "id" HAVING count(*) > 1 LIMIT 1""", checks.stream().map(RuleSql::of).collect(Collectors.joining("\n")));
    }
}
