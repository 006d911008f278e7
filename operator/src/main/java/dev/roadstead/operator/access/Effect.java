package dev.roadstead.operator.access;

/**
 * How a column looks to a consumer, from weakest to strongest. {@link #PARTIAL} and {@link #YEAR} are alike in strength: no type
 * can be shown as both, so that which of them stands first never decides what is seen, only what is refused.
 */
public enum Effect {
    /** As it is. */
    CLEAR("Clear"),
    /** The first two characters of a text. */
    PARTIAL("Partial"),
    /** The first instant of the year. */
    YEAR("Year"),
    /** A pseudonym: equal values stay equal. */
    HASH("Hash"),
    /** One fixed value for all but NULL. */
    REDACT("Redact"),
    /** No value. */
    NULL("Null"),
    /** The column is not there. */
    HIDDEN("Hidden");

    private final String wireName;

    Effect(String wireName) {
        this.wireName = wireName;
    }

    /** As it is written in a Policy and in a status. */
    public String wireName() {
        return wireName;
    }

    /** The stronger of the two: what holds where entries of one Policy overlap. */
    public Effect meet(Effect other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /** The weaker of the two: what holds where several Policies allow something. */
    public Effect join(Effect other) {
        return compareTo(other) <= 0 ? this : other;
    }
}
