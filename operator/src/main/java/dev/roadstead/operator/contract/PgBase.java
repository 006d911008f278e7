package dev.roadstead.operator.contract;

import static dev.roadstead.api.v1alpha1.LogicalType.ARRAY;
import static dev.roadstead.api.v1alpha1.LogicalType.OBJECT;
import static dev.roadstead.api.v1alpha1.LogicalType.STRING;

import dev.roadstead.api.v1alpha1.LogicalType;
import java.util.List;
import java.util.Set;

/**
 * The types of pg_catalog that a column may have, without modifiers. The list is closed: each of them has been looked at
 * for masks, casts and safe text forms. Those of other schemas may run code of their owner in every reader's session.
 */
@SuppressWarnings("ImmutableEnumChecker") // Set.of and List.of can't be changed, which their types don't say
enum PgBase {
    SMALLINT("smallint", Modifier.NONE, Set.of(LogicalType.INTEGER, LogicalType.NUMBER), "int2"),
    INTEGER("integer", Modifier.NONE, Set.of(LogicalType.INTEGER, LogicalType.NUMBER), "int", "int4"),
    BIGINT("bigint", Modifier.NONE, Set.of(LogicalType.INTEGER, LogicalType.NUMBER), "int8"),
    /** Stands for whole numbers only where its scale says so; {@link PgType} looks at that. */
    NUMERIC("numeric", Modifier.NUMERIC, Set.of(LogicalType.INTEGER, LogicalType.NUMBER), "decimal", "dec"),
    REAL("real", Modifier.NONE, Set.of(LogicalType.NUMBER), "float4"),
    DOUBLE("double precision", Modifier.NONE, Set.of(LogicalType.NUMBER), "float8", "float"),
    VARCHAR("character varying", Modifier.LENGTH, Set.of(STRING), "varchar", "char varying"),
    CHAR("character", Modifier.LENGTH, Set.of(STRING), "char"),
    TEXT("text", Modifier.NONE, Set.of(STRING)),
    BOOLEAN("boolean", Modifier.NONE, Set.of(LogicalType.BOOLEAN), "bool"),
    UUID("uuid", Modifier.NONE, Set.of(STRING)),
    DATE("date", Modifier.NONE, Set.of(LogicalType.DATE)),
    TIME("time without time zone", Modifier.FRACTION, Set.of(LogicalType.TIME), "time"),
    TIMESTAMP("timestamp without time zone", Modifier.FRACTION, Set.of(LogicalType.TIMESTAMP), "timestamp"),
    TIMESTAMPTZ("timestamp with time zone", Modifier.FRACTION, Set.of(LogicalType.TIMESTAMP), "timestamptz"),
    INTERVAL("interval", Modifier.FRACTION, Set.of(STRING)),
    JSON("json", Modifier.NONE, Set.of(OBJECT, ARRAY, STRING)),
    JSONB("jsonb", Modifier.NONE, Set.of(OBJECT, ARRAY, STRING)),
    BYTEA("bytea", Modifier.NONE, Set.of(STRING));

    /** What may stand in parentheses after the type. */
    enum Modifier {
        NONE,
        /** A number of characters. */
        LENGTH,
        /** A precision, or a precision and a scale. */
        NUMERIC,
        /** A number of digits after the second. */
        FRACTION
    }

    private final String canonical;
    private final Modifier modifier;
    private final Set<LogicalType> logicalTypes;
    private final List<String> aliases;

    PgBase(String canonical, Modifier modifier, Set<LogicalType> logicalTypes, String... aliases) {
        this.canonical = canonical;
        this.modifier = modifier;
        this.logicalTypes = logicalTypes;
        this.aliases = List.of(aliases);
    }

    /** As PostgreSQL's {@code format_type} prints it. */
    String canonical() {
        return canonical;
    }

    Modifier modifier() {
        return modifier;
    }

    Set<LogicalType> logicalTypes() {
        return logicalTypes;
    }

    /** Other ways to write it, in lower case. */
    List<String> aliases() {
        return aliases;
    }

    /** With what stands in parentheses, which belongs before a time zone. */
    String canonical(List<Integer> modifiers) {
        if (modifiers.isEmpty()) {
            return canonical;
        }
        String inside = String.join(",", modifiers.stream().map(String::valueOf).toList());
        int space =
                this == TIME || this == TIMESTAMP || this == TIMESTAMPTZ ? canonical.indexOf(' ') : canonical.length();
        return canonical.substring(0, space) + "(" + inside + ")" + canonical.substring(space);
    }
}
