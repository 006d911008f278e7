package dev.roadstead.operator.postgres;

import dev.roadstead.operator.access.RowCondition;
import dev.roadstead.operator.contract.Column;
import dev.roadstead.operator.contract.PgType;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Row conditions as SQL. Values are literals in the view: a filter read from a table would show the old rows to an open
 * REPEATABLE READ transaction. A comparison with NULL is never true, NotIn included.
 */
final class RowFilters {
    /** Types with one total order and one way to write a value, whatever the session's settings. */
    private static final Set<String> COMPARABLE = Set.of(
            "text",
            "character varying",
            "character",
            "smallint",
            "integer",
            "bigint",
            "numeric",
            "boolean",
            "uuid",
            "date",
            "timestamp with time zone",
            "timestamp without time zone");

    private RowFilters() {}

    static Optional<String> refusal(Column column, RowCondition condition) {
        PgType type = column.type();
        if (condition.values().isEmpty()) {
            return Optional.empty();
        }
        if (type.isArray() || !COMPARABLE.contains(type.base())) {
            return Optional.of("rows cannot be filtered by a column of type " + type.sql()
                    + "; use a column of a text, whole number, numeric, boolean, uuid, date or timestamp type");
        }
        for (String value : condition.values()) {
            if (!valid(type.base(), value)) {
                return Optional.of(
                        "'" + shortened(value) + "' is not a " + type.sql() + "; write " + example(type.base()));
            }
        }
        return Optional.empty();
    }

    /** One condition, in parentheses. */
    static String sql(RowCondition condition, Column column, String reference) {
        String type = comparisonType(column.type());
        return switch (condition.operator()) {
            case IN -> "(" + reference + " = ANY (" + Sql.array(condition.values(), type) + "))";
            case NOT_IN -> "(" + reference + " <> ALL (" + Sql.array(condition.values(), type) + "))";
            case GT -> "(" + reference + " > " + literal(condition.values(), type) + ")";
            case LT -> "(" + reference + " < " + literal(condition.values(), type) + ")";
            case IS_NULL -> "(" + reference + " IS NULL)";
            case IS_NOT_NULL -> "(" + reference + " IS NOT NULL)";
        };
    }

    static String sql(List<RowCondition> conditions, List<Column> columns, String relation) {
        return conditions.stream()
                .map(c -> sql(
                        c,
                        columns.stream()
                                .filter(column -> column.name().equals(c.column()))
                                .findFirst()
                                .orElseThrow(() -> new IllegalArgumentException("no column " + c.column())),
                        relation + "." + Sql.id(c.column())))
                .collect(Collectors.joining(" AND "));
    }

    private static String literal(List<String> values, String type) {
        return Sql.text(values.getFirst()) + "::" + type;
    }

    /** Without a length: a cast to varchar(2) would silently cut the value. */
    private static String comparisonType(PgType type) {
        return switch (type.base()) {
            case "character varying" -> "text";
            case "character" -> "bpchar";
            default -> type.base();
        };
    }

    private static boolean valid(String type, String value) {
        try {
            switch (type) {
                case "smallint" -> Short.parseShort(value);
                case "integer" -> Integer.parseInt(value);
                case "bigint" -> Long.parseLong(value);
                case "numeric" -> {
                    BigDecimal number = new BigDecimal(value);
                    return Math.abs((long) number.scale()) < 1000 && number.precision() < 1000;
                }
                case "boolean" -> {
                    return Set.of("true", "false").contains(value.toLowerCase(Locale.ROOT));
                }
                case "uuid" -> {
                    return UUID.fromString(value).toString().equalsIgnoreCase(value);
                }
                case "date" -> {
                    return inRange(LocalDate.parse(value).getYear());
                }
                case "timestamp with time zone" -> {
                    return inRange(OffsetDateTime.parse(value).getYear());
                }
                case "timestamp without time zone" -> {
                    return inRange(java.time.LocalDateTime.parse(value).getYear());
                }
                default -> {
                    return value.indexOf('\0') < 0;
                }
            }
            return true;
        } catch (IllegalArgumentException | DateTimeException e) {
            return false;
        }
    }

    private static boolean inRange(int year) {
        return year >= 1 && year <= 9999;
    }

    private static String example(String type) {
        return switch (type) {
            case "date" -> "2026-12-31";
            case "timestamp with time zone" -> "2026-12-31T00:00:00Z";
            case "timestamp without time zone" -> "2026-12-31T00:00:00";
            case "boolean" -> "true or false";
            case "uuid" -> "a UUID";
            default -> "a number in range";
        };
    }

    private static String shortened(String value) {
        return value.length() <= 40 ? value : value.substring(0, 40) + "…";
    }
}
