package dev.roadstead.operator.contract;

import dev.roadstead.api.v1alpha1.LogicalType;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The type of a column: one of a closed list of PostgreSQL's own, with its modifiers, or an array of such.
 *
 * <p>Two types are equal if PostgreSQL prints them alike, however they were written: {@code INT8} is {@code bigint}.
 */
public final class PgType {

    private final PgBase base;
    private final List<Integer> modifiers;
    private final boolean array;
    private final String sql;

    PgType(PgBase base, List<Integer> modifiers, boolean array) {
        this.base = base;
        this.modifiers = List.copyOf(modifiers);
        this.array = array;
        this.sql = base.canonical(modifiers) + (array ? "[]" : "");
    }

    /**
     * Reads a type as people write it: any of PostgreSQL's names for it, upper or lower case, with any white space.
     *
     * @param physicalType for instance {@code varchar(20)}, {@code timestamptz}, {@code Numeric (12, 2)}, {@code text[]}
     * @throws InvalidTypeException if it is none of the list, or a modifier is out of PostgreSQL's bounds
     */
    public static PgType parse(String physicalType) {
        return PgTypeReader.read(physicalType);
    }

    /**
     * What a type that is independent of stores becomes: string text, integer bigint, number numeric, boolean, date,
     * timestamp timestamptz, time.
     *
     * @param logicalType as in ODCS, in lower case
     * @throws InvalidTypeException for {@code object}, {@code array} and unknown ones, which need a physical type
     */
    public static PgType forLogical(String logicalType) {
        PgBase base = switch (logicalType) {
            case "string" -> PgBase.TEXT;
            case "integer" -> PgBase.BIGINT;
            case "number" -> PgBase.NUMERIC;
            case "boolean" -> PgBase.BOOLEAN;
            case "date" -> PgBase.DATE;
            case "timestamp" -> PgBase.TIMESTAMPTZ;
            case "time" -> PgBase.TIME;
            case "object" -> throw needsPhysicalType(logicalType, "jsonb");
            case "array" -> throw needsPhysicalType(logicalType, "text[]");
            default ->
                throw new InvalidTypeException(
                        "\"" + logicalType + "\" is no logicalType of ODCS 3.1",
                        "use string, integer, number, boolean, date, timestamp, time, object or array");
        };
        return new PgType(base, List.of(), false);
    }

    private static InvalidTypeException needsPhysicalType(String logicalType, String example) {
        return new InvalidTypeException(
                "logicalType " + logicalType + " does not say how values are kept",
                "add physicalType, for instance " + example);
    }

    /** As PostgreSQL's {@code format_type} prints it: safe to put into a statement, and equal to what a catalogue shows. */
    public String sql() {
        return sql;
    }

    /** The same without modifiers and brackets: {@code character varying}, {@code timestamp with time zone}. */
    public String base() {
        return base.canonical();
    }

    public boolean isArray() {
        return array;
    }

    /** The number of characters of {@code character varying(n)} and {@code character(n)}, of an array's elements too. */
    public OptionalInt length() {
        return base.modifier() == PgBase.Modifier.LENGTH && !modifiers.isEmpty()
                ? OptionalInt.of(modifiers.getFirst())
                : OptionalInt.empty();
    }

    /** What it is to people who don't know this store; of several answers the one that promises least. */
    public LogicalType logicalType() {
        if (array) {
            return LogicalType.ARRAY;
        }
        return switch (base) {
            case SMALLINT, INTEGER, BIGINT -> LogicalType.INTEGER;
            case NUMERIC, REAL, DOUBLE -> LogicalType.NUMBER;
            case VARCHAR, CHAR, TEXT, UUID, INTERVAL, BYTEA -> LogicalType.STRING;
            case BOOLEAN -> LogicalType.BOOLEAN;
            case DATE -> LogicalType.DATE;
            case TIME -> LogicalType.TIME;
            case TIMESTAMP, TIMESTAMPTZ -> LogicalType.TIMESTAMP;
            case JSON, JSONB -> LogicalType.OBJECT;
        };
    }

    /** Whether a primary key may contain it: everything PostgreSQL can sort. */
    boolean canBeKey() {
        return base != PgBase.JSON;
    }

    /** Whether a value is a point in time that can be compared with now. */
    boolean isInstant() {
        return !array && (base == PgBase.DATE || base == PgBase.TIMESTAMP || base == PgBase.TIMESTAMPTZ);
    }

    /** Whether values of this type can be what the logical type says. */
    boolean agreesWith(LogicalType logical) {
        if (array) {
            return logical == LogicalType.ARRAY;
        }
        if (base == PgBase.NUMERIC && logical == LogicalType.INTEGER) {
            return !modifiers.isEmpty() && scale() <= 0;
        }
        return base.logicalTypes().contains(logical);
    }

    /**
     * Whether a cast to the other type keeps every value and fails for none, so that a column of this type can be shown as the
     * wider one. A type widens to itself, and what widens twice widens at once.
     */
    public boolean widensTo(PgType wider) {
        return array == wider.array && (equals(wider) || elementWidensTo(wider));
    }

    private boolean elementWidensTo(PgType wider) {
        return switch (wider.base) {
            case INTEGER -> base == PgBase.SMALLINT;
            case BIGINT -> base == PgBase.SMALLINT || base == PgBase.INTEGER;
            case NUMERIC -> widensToNumeric(wider);
            case DOUBLE -> base == PgBase.REAL;
            case TEXT -> base == PgBase.VARCHAR;
            case VARCHAR, CHAR, TIME, TIMESTAMP, TIMESTAMPTZ, INTERVAL -> base == wider.base && modifierIsWithin(wider);
            default -> false;
        };
    }

    private boolean modifierIsWithin(PgType wider) {
        // A character without length was read as character(1), so an empty list means unlimited everywhere.
        return wider.modifiers.isEmpty()
                || (!modifiers.isEmpty() && modifiers.getFirst() <= wider.modifiers.getFirst());
    }

    private boolean widensToNumeric(PgType wider) {
        int whole = switch (base) {
            case SMALLINT -> 5;
            case INTEGER -> 10;
            case BIGINT -> 19;
            case NUMERIC -> modifiers.isEmpty() ? Integer.MAX_VALUE : modifiers.getFirst() - scale();
            default -> -1;
        };
        boolean number = base == PgBase.NUMERIC || whole > 0;
        if (!number || wider.modifiers.isEmpty()) {
            return number;
        }
        int fraction = base == PgBase.NUMERIC && !modifiers.isEmpty() ? scale() : 0;
        return whole <= wider.modifiers.getFirst() - wider.scale() && fraction <= wider.scale();
    }

    /** Digits after the point; negative ones round before it. */
    private int scale() {
        return modifiers.size() == 2 ? modifiers.getLast() : 0;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PgType type && sql.equals(type.sql);
    }

    @Override
    public int hashCode() {
        return sql.hashCode();
    }

    /** The same as {@link #sql()}. */
    @Override
    public String toString() {
        return sql;
    }
}
