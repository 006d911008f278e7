package dev.roadstead.operator.schema;

/**
 * One thing that the API server would refuse.
 *
 * @param field its path, for instance {@code spec.rows[0].column}
 * @param message the cause, and what to do
 */
public record SchemaFault(String field, String message) {

    private static final String REQUIRED = "Required value";

    /** A field that has to be there. */
    static SchemaFault required(String field, String remedy) {
        return new SchemaFault(field, REQUIRED + remedy);
    }

    /** Whether the field is not there, and nothing that rests on it can be looked at. */
    public boolean isMissing() {
        return message.startsWith(REQUIRED);
    }

    @Override
    public String toString() {
        return field + ": " + message;
    }
}
