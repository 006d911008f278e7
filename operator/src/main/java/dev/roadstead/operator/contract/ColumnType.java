package dev.roadstead.operator.contract;

import dev.roadstead.api.v1alpha1.Contract;
import dev.roadstead.api.v1alpha1.LogicalType;
import java.util.List;

/** Finds the type of a column from what its contract says about it. */
public final class ColumnType {

    /** The physical type where there is one, else what the logical type becomes; together they must make sense. */
    public static Parsed<PgType> of(String field, Contract.Column column) {
        LogicalType logical = column.logicalType();
        String physical = column.physicalType();
        if (logical == LogicalType.UNKNOWN) {
            return invalid(
                    field + ".logicalType",
                    "this version does not know the type",
                    "use string, integer, number, boolean, date, timestamp, time, object or array");
        }
        try {
            if (physical != null) {
                PgType type = PgType.parse(physical);
                return logical == null || type.agreesWith(logical)
                        ? new Parsed.Valid<>(type)
                        : contradiction(field, logical, type);
            }
            return logical == null
                    ? invalid(field, "the column has no type", "add logicalType or physicalType")
                    : new Parsed.Valid<>(PgType.forLogical(logical.wireName()));
        } catch (InvalidTypeException e) {
            return invalid(field + ".physicalType", e.problem(), e.remedy());
        }
    }

    private static Parsed<PgType> contradiction(String field, LogicalType logical, PgType type) {
        return invalid(
                field + ".physicalType",
                "values of type " + type + " are no ODCS " + logical.wireName(),
                "change one of logicalType and physicalType to agree with the other, or remove logicalType");
    }

    private static Parsed<PgType> invalid(String field, String cause, String remedy) {
        return new Parsed.Invalid<>(List.of(new Violation(field, cause, remedy)));
    }

    private ColumnType() {}
}
