package dev.roadstead.operator.schema;

/**
 * One thing that the API server would refuse.
 *
 * @param field its path, for instance {@code spec.rows[0].column}
 * @param message the cause, and what to do
 */
public record SchemaFault(String field, String message) {

    @Override
    public String toString() {
        return field + ": " + message;
    }
}
