package dev.roadstead.operator.postgres;

import dev.roadstead.operator.access.Effect;
import dev.roadstead.operator.access.Enforcement;
import dev.roadstead.operator.access.RowCondition;
import dev.roadstead.operator.contract.Column;
import dev.roadstead.operator.contract.PgType;
import java.util.Optional;

/**
 * The closed list of masks. Each is total (it never raises, whatever the value) and gives the same answer under every
 * TimeZone, DateStyle and client_encoding; a type for which no such expression is known is refused with a reason. The
 * key is read by a scalar subquery, so it stands in no view definition and in no plan.
 */
final class Masks implements Enforcement {
    /** What a redacted text shows. */
    private static final String REDACTED = "'***'";
    /** Hex digits of a hashed text: 128 bits, which also ends length extension. */
    private static final int HASH_TEXT_LENGTH = 32;

    private static final int REDACTED_LENGTH = 3;
    /** The mesh's, which only owners of views may read. */
    static final String KEY = "(SELECT k FROM roadstead_keys.mesh)";

    @Override
    public Optional<String> refusal(Column column, Effect effect) {
        PgType type = column.type();
        return switch (effect) {
            case CLEAR, NULL, HIDDEN -> Optional.empty();
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
            case NULL -> "NULL::" + type.sql();
            case REDACT ->
                "CASE WHEN " + column + " IS NOT NULL THEN " + REDACTED + "::" + type.sql() + " ELSE NULL::"
                        + type.sql() + " END";
            case HASH -> hash(type, column, key);
            case HIDDEN -> throw new IllegalArgumentException("a hidden column is absent");
        };
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
