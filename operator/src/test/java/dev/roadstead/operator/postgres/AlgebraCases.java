package dev.roadstead.operator.postgres;

import com.google.re2j.Pattern;
import dev.roadstead.operator.access.AccessPolicy;
import dev.roadstead.operator.access.Ask;
import dev.roadstead.operator.access.ColumnRule;
import dev.roadstead.operator.access.ColumnRules;
import dev.roadstead.operator.access.ConsumerRule;
import dev.roadstead.operator.access.Effect;
import dev.roadstead.operator.access.Guard;
import dev.roadstead.operator.access.GuardColumns;
import dev.roadstead.operator.access.GuardException;
import dev.roadstead.operator.access.GuardMode;
import dev.roadstead.operator.access.LabelSelector;
import dev.roadstead.operator.access.PortId;
import dev.roadstead.operator.access.RowCondition;
import dev.roadstead.operator.access.RowOperator;
import dev.roadstead.operator.contract.Column;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.contract.PgType;
import dev.roadstead.operator.contract.Relation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Random contracts, rows and Policies over few names and values, so that conditions hold and overlap as often as not. */
final class AlgebraCases {
    static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    static final Ask ASK =
            new Ask("insights", "delays", new PortId("flights", "departures", "v1"), "delay-analysis", null);

    /** A relation of the contract and its rows: each value as the server prints it, or null, in the order of the columns. */
    record Table(Relation relation, List<List<@Nullable String>> rows) {}

    private static final List<String> CLASSES = List.of("public", "pii", "PII", "internal");

    /** Values of each type as the server prints them. */
    private static final Map<String, List<String>> VALUES = Map.of(
            "text", List.of("", "a", "ab", "abcd", "abcde", "it's", "naïve café"),
            "character varying(40)", List.of("", "b", "bcde", "bcdef", "infinity"),
            "bigint", List.of("0", "1", "-1", "7", "9223372036854775807"),
            "integer", List.of("0", "1", "-1", "7", "-2147483648"),
            "numeric", List.of("0", "1.50", "-1", "7", "1000000000000000000000"),
            "boolean", List.of("t", "f"),
            "date", List.of("2026-01-01", "2026-12-31", "1999-06-01", "infinity", "-infinity", "0044-03-15 BC"),
            "timestamp with time zone",
                    List.of(
                            "2026-01-01 00:00:00+00",
                            "2025-12-31 23:59:59.999999+00",
                            "1999-06-01 12:00:00+00",
                            "infinity"),
            "uuid", List.of("00000000-0000-0000-0000-000000000000", "ffffffff-0000-4000-8000-00000000000a"));

    /** What a Policy may compare with: other ways to write such values, and some that are none. */
    private static final Map<String, List<String>> LITERALS = Map.of(
            "text", List.of("", "a", "ab", "abcde", "it's", "aa"),
            "character varying(40)", List.of("", "b", "bcde", "bb", "infinity"),
            "bigint", List.of("0", "01", "-1", "7", "9223372036854775807", "3"),
            "integer", List.of("0", "01", "-1", "7", "3"),
            "numeric", List.of("0", "1.5", "-1.0", "7.00", "3"),
            "boolean", List.of("true", "FALSE"),
            "date", List.of("2026-01-01", "2026-12-31", "2000-01-01"),
            "timestamp with time zone",
                    List.of("2026-01-01T00:00:00Z", "2026-01-01T01:00:00+01:00", "2000-01-01T00:00:00-11:00"),
            "uuid", List.of("00000000-0000-0000-0000-000000000000", "FFFFFFFF-0000-4000-8000-00000000000A"));

    private final Random random;

    AlgebraCases(long seed) {
        random = new Random(seed);
    }

    List<Table> tables() {
        return IntStream.range(0, 1 + random.nextInt(2))
                .mapToObj(i -> table("r" + i))
                .toList();
    }

    static Contract contract(List<Table> tables) {
        return new Contract(tables.stream().map(Table::relation).toList());
    }

    private Table table(String name) {
        var columns = new ArrayList<Column>();
        for (String column : List.of("c0", "c1", "C2", "c 3", "c\"4", "c5").subList(0, 2 + random.nextInt(5))) {
            String classification = random.nextInt(6) == 0 ? null : of(CLASSES);
            columns.add(new Column(column, PgType.parse(of(types())), false, 0, classification, null));
        }
        var rows = new ArrayList<List<@Nullable String>>();
        for (int i = random.nextInt(9); i >= 0; i--) {
            var row = new ArrayList<@Nullable String>();
            for (Column column : columns) {
                row.add(
                        random.nextInt(4) == 0
                                ? null
                                : of(VALUES.get(column.type().sql())));
            }
            rows.add(row);
        }
        return new Table(new Relation(name, name, null, columns), rows);
    }

    private static List<String> types() {
        return VALUES.keySet().stream().sorted().toList();
    }

    List<AccessPolicy> policies(Contract contract) {
        return IntStream.range(0, 1 + random.nextInt(5))
                .mapToObj(i -> policy("p" + i, contract))
                .toList();
    }

    private AccessPolicy policy(String name, Contract contract) {
        List<Column> columns = contract.relations().stream()
                .flatMap(relation -> relation.columns().stream())
                .toList();
        return new AccessPolicy(
                name,
                1,
                Set.of("departures"),
                random.nextInt(12) == 0 ? Set.of("v2") : Set.of(),
                List.of(new ConsumerRule(random.nextInt(12) == 0 ? "marketing" : "insights", null)),
                Set.of(random.nextInt(12) == 0 ? "billing" : "delay-analysis"),
                rules(columns),
                rows(columns),
                random.nextInt(10) == 0 ? Duration.ofHours(1 + random.nextInt(3)) : null,
                random.nextInt(10) == 0 ? NOW.plusSeconds(random.nextInt(3) - 1) : null);
    }

    private ColumnRules rules(List<Column> columns) {
        Set<String> allow = new HashSet<>();
        if (random.nextBoolean()) {
            allow.add("*");
        } else {
            for (int i = random.nextInt(4); i >= 0; i--) {
                allow.add(of(columns).name());
            }
        }
        var rules = new ArrayList<ColumnRule>();
        for (int i = random.nextInt(5); i > 0; i--) {
            Column column = of(columns);
            // Mostly a mask that its type has; now and then any, so that Policies stand aside.
            Effect effect = of(
                    random.nextInt(8) == 0
                            ? List.of(Effect.PARTIAL, Effect.YEAR, Effect.HASH, Effect.REDACT, Effect.NULL)
                            : AlgebraOracle.masks(column.type().sql()));
            rules.add(
                    random.nextInt(4) == 0
                            ? new ColumnRule(null, of(CLASSES), random.nextBoolean() ? Effect.NULL : Effect.HIDDEN)
                            : new ColumnRule(column.name().toUpperCase(java.util.Locale.ROOT), null, effect));
        }
        return new ColumnRules(allow, random.nextInt(3) > 0, rules);
    }

    /** None as often as one or several. */
    List<Guard> guards(Contract contract) {
        List<Column> columns = contract.relations().stream()
                .flatMap(relation -> relation.columns().stream())
                .toList();
        return IntStream.range(0, Math.max(0, random.nextInt(5) - 1))
                .mapToObj(i -> guard("g" + i, columns))
                .toList();
    }

    private Guard guard(String name, List<Column> columns) {
        boolean masks = random.nextInt(3) > 0;
        return new Guard(
                name,
                1,
                random.nextInt(8) == 0 ? of(List.of(GuardMode.DRY_RUN, GuardMode.WARN)) : GuardMode.ENFORCE,
                LabelSelector.EVERYTHING,
                LabelSelector.EVERYTHING,
                random.nextInt(8) == 0 ? null : about(),
                masks ? of(List.of(Effect.PARTIAL, Effect.YEAR, Effect.HASH, Effect.REDACT, Effect.NULL)) : null,
                masks && random.nextBoolean() ? List.of() : rows(columns),
                random.nextInt(10) == 0 ? "because" : null,
                random.nextInt(8) == 0 ? Duration.ofHours(1 + random.nextInt(4)) : null,
                IntStream.range(0, Math.max(0, random.nextInt(4) - 1))
                        .mapToObj(i -> exception(columns))
                        .toList());
    }

    private GuardColumns about() {
        return new GuardColumns(
                Set.of(of(CLASSES)),
                Set.of(),
                random.nextInt(3) > 0,
                random.nextInt(3) == 0 ? Pattern.compile(of(List.of("[02]$", "^C", " ", "5"))) : null);
    }

    private GuardException exception(List<Column> columns) {
        return new GuardException(
                List.of(of(List.of(
                        new ConsumerRule("insights", null),
                        new ConsumerRule("insights", "delays"),
                        new ConsumerRule("marketing", null)))),
                random.nextInt(3) > 0
                        ? List.of()
                        : List.of(new GuardException.PortRule("flights", of(List.of("departures", "arrivals")))),
                random.nextBoolean()
                        ? Set.of()
                        : Set.of(of(columns).name(), of(columns).name() + "x"),
                NOW.plusSeconds(random.nextInt(3) - 1),
                "a case",
                null);
    }

    private List<RowCondition> rows(List<Column> columns) {
        var rows = new ArrayList<RowCondition>();
        for (int i = random.nextInt(4) - 1; i > 0; i--) {
            Column column = of(columns);
            RowOperator operator = of(List.of(RowOperator.values()));
            List<String> literals = random.nextInt(40) == 0
                    ? List.of("none")
                    : LITERALS.get(column.type().sql());
            List<String> values = switch (operator) {
                case IN, NOT_IN ->
                    IntStream.rangeClosed(0, random.nextInt(3))
                            .mapToObj(n -> of(literals))
                            .toList();
                case GT, LT -> List.of(of(literals));
                case IS_NULL, IS_NOT_NULL -> List.of();
            };
            String name = random.nextInt(60) == 0 ? "gone" : column.name();
            rows.add(new RowCondition(name, operator, values));
        }
        return rows;
    }

    private <T> T of(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
