package dev.roadstead.operator.postgres;

import dev.roadstead.operator.access.AccessPolicy;
import dev.roadstead.operator.access.ColumnRule;
import dev.roadstead.operator.access.Effect;
import dev.roadstead.operator.access.RowCondition;
import dev.roadstead.operator.contract.Column;
import dev.roadstead.operator.contract.Relation;
import dev.roadstead.operator.postgres.AlgebraCases.Table;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a consumer should see, one Policy, one row and one cell at a time, written from the documentation. It shares no step with
 * what it is compared with: no groups, no lens, no SQL.
 */
final class AlgebraOracle {
    /** From weakest to strongest. */
    static final List<Effect> STRENGTH =
            List.of(Effect.CLEAR, Effect.PARTIAL, Effect.YEAR, Effect.HASH, Effect.REDACT, Effect.NULL, Effect.HIDDEN);

    private final byte[] key;
    private final List<Table> tables;
    private final List<AccessPolicy> standing;
    private final AlgebraGuards guards;

    /** @param policies any; those that are not about the ask, or have ended, count for nothing */
    AlgebraOracle(byte[] key, List<Table> tables, List<AccessPolicy> policies, AlgebraGuards guards) {
        this.guards = guards;
        this.key = key.clone();
        this.tables = tables;
        this.standing = standing(policies.stream().filter(AlgebraOracle::isLive).toList());
    }

    int standing() {
        return standing.size();
    }

    /** The columns that some Policy shows in some row. */
    List<Column> columns(Relation relation) {
        return relation.columns().stream()
                .filter(column -> standing.stream().anyMatch(policy -> left(policy, relation, column) != Effect.HIDDEN))
                .toList();
    }

    /** The rows that some Policy admits, each with the cells of the visible columns. */
    List<List<@Nullable String>> rows(Table table) {
        var rows = new ArrayList<List<@Nullable String>>();
        for (List<@Nullable String> row : table.rows()) {
            List<AccessPolicy> admitting = standing.stream()
                    .filter(policy -> admits(policy, table, row))
                    .toList();
            if (!admitting.isEmpty()) {
                var cells = new ArrayList<@Nullable String>();
                for (Column column : columns(table.relation())) {
                    Effect weakest = admitting.stream()
                            .map(policy -> left(policy, table.relation(), column))
                            .min(Comparator.comparingInt(STRENGTH::indexOf))
                            .orElseThrow();
                    cells.add(masked(weakest, column, value(table, row, column.name())));
                }
                rows.add(cells);
            }
        }
        return rows;
    }

    private static boolean isLive(AccessPolicy policy) {
        boolean ended = (policy.notAfter() != null && !AlgebraCases.NOW.isBefore(policy.notAfter()))
                || (policy.maxDuration() != null && policy.maxDuration().toHours() <= 2);
        return policy.versions().isEmpty()
                && policy.consumers().getFirst().domain().equals("insights")
                && policy.purposes().contains("delay-analysis")
                && !ended;
    }

    /** Every set of Policies is tried; those of all sets that can be kept stand. */
    private List<AccessPolicy> standing(List<AccessPolicy> live) {
        Set<AccessPolicy> kept = new HashSet<>();
        for (int set = 0; set < 1 << live.size(); set++) {
            var some = new ArrayList<AccessPolicy>();
            for (int i = 0; i < live.size(); i++) {
                if ((set >> i & 1) == 1) {
                    some.add(live.get(i));
                }
            }
            if (some.stream().allMatch(policy -> canBeKept(policy, some))) {
                kept.addAll(some);
            }
        }
        return List.copyOf(kept);
    }

    private boolean canBeKept(AccessPolicy policy, List<AccessPolicy> others) {
        for (Table table : tables) {
            Relation relation = table.relation();
            for (Column column : relation.columns()) {
                Effect effect = effect(policy, relation, column);
                if (effect == Effect.HIDDEN) {
                    continue;
                }
                if (policy.rows().stream()
                        .anyMatch(row ->
                                !isComparable(relation.column(row.column()).orElseThrow(), row))) {
                    return false;
                }
                boolean clearer = others.stream()
                        .anyMatch(other -> policy.rows().containsAll(other.rows())
                                && STRENGTH.indexOf(effect(other, relation, column)) < STRENGTH.indexOf(effect));
                if (effect != Effect.CLEAR && !masks(column.type().sql()).contains(effect) && !clearer) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean isComparable(Column column, RowCondition row) {
        String form = switch (column.type().sql()) {
            case "integer" -> "-?[0-9]{1,9}";
            case "bigint" -> "-?[0-9]{1,19}";
            case "numeric" -> "-?[0-9]+(\\.[0-9]+)?";
            case "boolean" -> "(?i)true|false";
            case "date" -> "[0-9]{4}-[0-9]{2}-[0-9]{2}";
            case "timestamp with time zone" -> "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}(Z|[+-][0-9:]{5})";
            case "uuid" -> "(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
            default -> "(?s).*";
        };
        return row.values().stream().allMatch(value -> value.matches(form));
    }

    /** The masks that the documentation promises for a type, and hiding. */
    static List<Effect> masks(String type) {
        return switch (type) {
            case "text", "character varying(40)" ->
                List.of(Effect.PARTIAL, Effect.HASH, Effect.REDACT, Effect.NULL, Effect.HIDDEN);
            case "bigint", "uuid" -> List.of(Effect.HASH, Effect.NULL, Effect.HIDDEN);
            case "date", "timestamp with time zone" -> List.of(Effect.YEAR, Effect.NULL, Effect.HIDDEN);
            default -> List.of(Effect.NULL, Effect.HIDDEN);
        };
    }

    private static Effect effect(AccessPolicy policy, Relation relation, Column column) {
        Effect effect = Effect.CLEAR;
        Set<String> allow = policy.columns().allow();
        for (RowCondition row : policy.rows()) {
            if (relation.column(row.column()).isEmpty()) {
                return Effect.HIDDEN;
            }
        }
        if (!allow.contains("*") && !allow.contains(column.name())) {
            return Effect.HIDDEN;
        }
        if (column.classification() == null && !policy.columns().unclassifiedClear()) {
            return Effect.HIDDEN;
        }
        for (ColumnRule rule : policy.columns().rules()) {
            boolean named = rule.name() != null && rule.name().equalsIgnoreCase(column.name());
            boolean classified =
                    rule.classification() != null && rule.classification().equalsIgnoreCase(column.classification());
            if ((named || classified) && STRENGTH.indexOf(rule.effect()) > STRENGTH.indexOf(effect)) {
                effect = rule.effect();
            }
        }
        return effect;
    }

    /** What Guardrails leave of it. */
    private Effect left(AccessPolicy policy, Relation relation, Column column) {
        List<Column> anywhere = tables.stream()
                .flatMap(table -> shown(policy, table.relation()).stream())
                .toList();
        boolean choosable = guards.rows(shown(policy, relation)).stream()
                .allMatch(row -> relation.column(row.column())
                        .filter(chosen -> isComparable(chosen, row))
                        .isPresent());
        return choosable && !guards.shut(anywhere)
                ? guards.effect(column, effect(policy, relation, column))
                : Effect.HIDDEN;
    }

    private static List<Column> shown(AccessPolicy policy, Relation relation) {
        return relation.columns().stream()
                .filter(column -> effect(policy, relation, column) != Effect.HIDDEN)
                .toList();
    }

    private boolean admits(AccessPolicy policy, Table table, List<@Nullable String> row) {
        boolean showsAny = table.relation().columns().stream()
                .anyMatch(column -> left(policy, table.relation(), column) != Effect.HIDDEN);
        return showsAny
                && Stream.concat(policy.rows().stream(), guards.rows(shown(policy, table.relation())).stream())
                        .allMatch(condition -> holds(
                                condition,
                                table.relation()
                                        .column(condition.column())
                                        .orElseThrow()
                                        .type()
                                        .sql(),
                                value(table, row, condition.column())));
    }

    private static boolean holds(RowCondition condition, String type, @Nullable String value) {
        if (value == null) {
            return switch (condition.operator()) {
                case IS_NULL -> true;
                case IN, NOT_IN, GT, LT, IS_NOT_NULL -> false;
            };
        }
        List<Integer> signs = condition.values().stream()
                .map(literal -> compare(type, value, literal))
                .toList();
        return switch (condition.operator()) {
            case IN -> signs.contains(0);
            case NOT_IN -> !signs.contains(0);
            case GT -> signs.getFirst() > 0;
            case LT -> signs.getFirst() < 0;
            case IS_NULL -> false;
            case IS_NOT_NULL -> true;
        };
    }

    private static int compare(String type, String value, String literal) {
        return Integer.signum(
                switch (type) {
                    case "bigint", "integer", "numeric" -> new BigDecimal(value).compareTo(new BigDecimal(literal));
                    case "boolean" -> Boolean.compare(value.equals("t"), literal.equalsIgnoreCase("true"));
                    case "date" -> date(value).compareTo(LocalDate.parse(literal));
                    case "timestamp with time zone" ->
                        instant(value).compareTo(OffsetDateTime.parse(literal).toInstant());
                    case "uuid" -> value.compareTo(literal.toLowerCase(Locale.ROOT));
                    default -> value.compareTo(literal);
                });
    }

    private @Nullable String masked(Effect effect, Column column, @Nullable String value) {
        if (value == null) {
            return null;
        }
        return switch (effect) {
            case CLEAR -> value;
            case PARTIAL ->
                value.codePointCount(0, value.length()) > 4
                        ? value.substring(0, value.offsetByCodePoints(0, 2)) + "***"
                        : "***";
            case YEAR -> year(column.type().sql(), value);
            case HASH -> hash(column.type().sql(), value);
            case REDACT -> "***";
            case NULL, HIDDEN -> null;
        };
    }

    private static @Nullable String year(String type, String value) {
        if (value.contains("infinity") || value.endsWith(" BC")) {
            return null;
        }
        return type.equals("date")
                ? date(value).getYear() + "-01-01"
                : instant(value).atOffset(ZoneOffset.UTC).getYear() + "-01-01 00:00:00+00";
    }

    private String hash(String type, String value) {
        HexFormat hex = HexFormat.of();
        return switch (type) {
            case "bigint" -> {
                byte[] bytes =
                        ByteBuffer.allocate(8).putLong(Long.parseLong(value)).array();
                yield Long.toString(ByteBuffer.wrap(digest(1, bytes)).getLong());
            }
            case "uuid" -> {
                byte[] digest = digest(3, hex.parseHex(value.replace("-", "")));
                ByteBuffer halves = ByteBuffer.wrap(digest);
                yield new UUID(halves.getLong(), halves.getLong()).toString();
            }
            default -> hex.formatHex(Arrays.copyOf(digest(2, value.getBytes(StandardCharsets.UTF_8)), 16));
        };
    }

    private byte[] digest(int family, byte[] value) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(key);
            sha.update((byte) family);
            return sha.digest(value);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static LocalDate date(String value) {
        return switch (value) {
            case "infinity" -> LocalDate.MAX;
            case "-infinity" -> LocalDate.MIN;
            default ->
                value.endsWith(" BC")
                        ? LocalDate.parse(value.substring(0, 10))
                                .minusYears(2L * Integer.parseInt(value.substring(0, 4)) - 1)
                        : LocalDate.parse(value);
        };
    }

    private static Instant instant(String value) {
        return value.equals("infinity")
                ? Instant.MAX
                : OffsetDateTime.parse(value.replace(' ', 'T') + ":00").toInstant();
    }

    private static @Nullable String value(Table table, List<@Nullable String> row, String column) {
        List<String> names =
                table.relation().columns().stream().map(Column::name).toList();
        return row.get(names.indexOf(column));
    }
}
