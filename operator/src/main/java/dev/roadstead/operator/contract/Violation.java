package dev.roadstead.operator.contract;

/**
 * One thing that is wrong in a spec.
 *
 * @param field where, as a path people can follow: {@code spec.versions[v1].contract.schema[orders].properties[email]}
 * @param cause what is wrong there
 * @param remedy what to do about it
 * @param reason the cause in one word, for a condition: {@link #INVALID} or {@link #UNKNOWN_FIELD}
 */
public record Violation(String field, String cause, String remedy, String reason) {

    /** A value that can't be honoured. */
    public static final String INVALID = "Invalid";

    /** A field that this version does not know; reading on as if it were absent could widen what the others allow. */
    public static final String UNKNOWN_FIELD = "UnknownField";

    public Violation(String field, String cause, String remedy) {
        this(field, cause, remedy, INVALID);
    }

    /** Where, what and what to do, in one sentence. */
    public String message() {
        return field + ": " + cause + "; " + remedy;
    }
}
