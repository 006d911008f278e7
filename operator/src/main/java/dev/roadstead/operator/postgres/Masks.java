package dev.roadstead.operator.postgres;

import dev.roadstead.operator.access.Effect;
import dev.roadstead.operator.access.Enforcement;
import dev.roadstead.operator.access.RowCondition;
import dev.roadstead.operator.contract.Column;
import dev.roadstead.operator.contract.PgType;
import java.util.Optional;
import java.util.Set;

/**
 * The closed list of masks. Each is total (it never raises, whatever the value), has exactly the column's type and gives
 * the same answer under every TimeZone, DateStyle and client_encoding; a type for which no such expression is known is
 * refused with a reason. The key is read by a scalar subquery, so it stands in no view definition and in no plan.
 */
final class Masks implements Enforcement {
    /** What a redacted text shows. */
    private static final String REDACTED = "'***'";
    /** Hex digits of a hashed text: 128 bits, which also ends length extension. */
    private static final int HASH_TEXT_LENGTH = 32;

    private static final int REDACTED_LENGTH = 3;
    /** Leading characters that Partial shows, and only of texts that have more than twice as many. */
    private static final int PART = 2;

    private static final String AT_UTC = " AT TIME ZONE '00:00:00'::interval";
    /** The mesh's, which only owners of views may read. */
    static final String KEY = "(SELECT k FROM roadstead_keys.mesh)";

    @Override
    public Optional<String> refusal(Column column, Effect effect) {
        PgType type = column.type();
        return switch (effect) {
            case CLEAR, NULL, HIDDEN -> Optional.empty();
            case PARTIAL -> partialRefusal(type);
            case YEAR -> yearRefusal(type);
            case HASH -> hashRefusal(type);
            case REDACT -> redactRefusal(type);
        };
    }

    @Override
    public Optional<String> refusal(Column column, RowCondition condition) {
        return RowFilters.refusal(column, condition);
    }

    /**
     * The expression a consumer sees instead of the column.
     *
     * @param column the quoted column of the port view
     * @throws IllegalArgumentException when {@link #refusal} names a reason, or the column is hidden
     */
    static String expression(Effect effect, PgType type, String column) {
        return expression(effect, type, column, KEY);
    }

    /**
     * As the other one, with another key.
     *
     * @param key what to hash with, as an expression
     */
    static String expression(Effect effect, PgType type, String column, String key) {
        return switch (effect) {
            case CLEAR -> column;
            case PARTIAL -> partial(type, column);
            case YEAR -> year(type, column);
            case HASH -> hash(type, column, key);
            case REDACT ->
                "CASE WHEN " + column + " IS NOT NULL THEN " + redacted(type) + " ELSE " + none(type) + " END";
            case NULL -> none(type);
            case HIDDEN -> throw new IllegalArgumentException("a hidden column is absent");
        };
    }

    /** Said in each CASE: without ELSE the whole would lose the type's length or precision. */
    private static String none(PgType type) {
        return "NULL::" + type.sql();
    }

    private static String redacted(PgType type) {
        return REDACTED + "::" + type.sql();
    }

    private static String partial(PgType type, String column) {
        return "CASE WHEN length(" + column + ") > " + 2 * PART + " THEN (left(" + column + ", " + PART + ") || "
                + REDACTED + ")::" + type.sql() + " WHEN " + column + " IS NOT NULL THEN " + redacted(type) + " ELSE "
                + none(type) + " END";
    }

    /**
     * Out of the years 1 to 9999, where not every one has a first day that the type can hold, there is no value. The zone is
     * an interval, so that no name of a zone is looked up by the session's settings.
     */
    private static String year(PgType type, String column) {
        String first = switch (type.base()) {
            case "date" -> "date_trunc('year', " + column + "::timestamp without time zone)";
            case "timestamp without time zone" -> "date_trunc('year', " + column + ")";
            case "timestamp with time zone" -> "date_trunc('year', " + column + AT_UTC + ")" + AT_UTC;
            default -> throw new IllegalArgumentException("no year for " + type.sql());
        };
        return "CASE WHEN " + column + " >= '0001-01-01 00:00:00+00'::" + type.base() + " AND " + column
                + " < '10000-01-01 00:00:00+00'::" + type.base() + " THEN (" + first + ")::" + type.sql() + " ELSE "
                + none(type) + " END";
    }

    /**
     * One tag byte a family follows the key, so that equal values of one family stay joinable and different families
     * share nothing.
     */
    private static String hash(PgType type, String column, String key) {
        return switch (type.base()) {
            case "text" -> hashedText(column, key);
            case "character varying" -> hashedText(column, key) + "::" + type.sql();
            case "uuid" -> "encode(" + digest("\\x03", "uuid_send(" + column + ")", 16, key) + ", 'hex')::uuid";
            case "bigint" ->
                "('x' || encode(" + digest("\\x01", "int8send(" + column + ")", 8, key) + ", 'hex'))::bit(64)::bigint";
            default -> throw new IllegalArgumentException("no hash for " + type.sql());
        };
    }

    private static String hashedText(String column, String key) {
        return "encode(" + digest("\\x02", "convert_to(" + column + ", 'UTF8')", 16, key) + ", 'hex')";
    }

    private static String digest(String tag, String bytes, int length, String key) {
        return "substr(sha256(" + key + " || '" + tag + "'::bytea || " + bytes + "), 1, " + length + ")";
    }

    private static Optional<String> partialRefusal(PgType type) {
        if (type.isArray()) {
            return Optional.of("arrays have no part to show; use Null or hide the column");
        }
        return switch (type.base()) {
            case "text" -> Optional.empty();
            case "character varying" ->
                type.length().orElse(Integer.MAX_VALUE) >= PART + REDACTED_LENGTH
                        ? Optional.empty()
                        : Optional.of(PART + " characters and *** do not fit " + type.sql()
                                + "; declare a longer varchar or text, or use Redact or Null");
            default -> Optional.of("only text has a part to show; use Year for dates, Hash for keys, or Null");
        };
    }

    private static Optional<String> yearRefusal(PgType type) {
        boolean hasYear = !type.isArray()
                && Set.of("date", "timestamp with time zone", "timestamp without time zone")
                        .contains(type.base());
        return hasYear
                ? Optional.empty()
                : Optional.of("only dates and timestamps have a year; use Partial or Redact for text, Hash for keys, or"
                        + " Null");
    }

    private static Optional<String> hashRefusal(PgType type) {
        if (type.isArray()) {
            return Optional.of("arrays cannot be hashed; use Null or hide the column");
        }
        return switch (type.base()) {
            case "text", "uuid", "bigint" -> Optional.empty();
            case "character varying" ->
                type.length().orElse(Integer.MAX_VALUE) >= HASH_TEXT_LENGTH
                        ? Optional.empty()
                        : Optional.of("a hash has " + HASH_TEXT_LENGTH + " characters and does not fit " + type.sql()
                                + "; declare a longer varchar or text, or use Null");
            case "integer", "smallint" ->
                Optional.of("32 bits collide at some 65,000 rows; declare bigint in the contract (the port casts), or"
                        + " use Null");
            default ->
                Optional.of("a hash of " + type.sql() + " would depend on session settings or lose its type; use Null"
                        + " or hide the column");
        };
    }

    private static Optional<String> redactRefusal(PgType type) {
        if (type.isArray()) {
            return Optional.of("arrays cannot be redacted; use Null or hide the column");
        }
        return switch (type.base()) {
            case "text" -> Optional.empty();
            case "character varying" ->
                type.length().orElse(Integer.MAX_VALUE) >= REDACTED_LENGTH
                        ? Optional.empty()
                        : Optional.of("'***' does not fit " + type.sql() + "; use Null");
            default -> Optional.of("only text can show ***; use Null or hide the column");
        };
    }
}
