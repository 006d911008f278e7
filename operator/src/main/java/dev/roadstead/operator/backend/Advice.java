package dev.roadstead.operator.backend;

/**
 * What an administrator of a store should still do. Nothing waits for it.
 *
 * @param kind how much it matters
 * @param why what is open and what that allows, in one line
 * @param statement what closes it, to be run as it stands; empty where no statement does
 */
public record Advice(Kind kind, String why, String statement) {

    /** How much it matters. */
    public enum Kind {
        /** Something is open that should not be. */
        NEEDED,
        /** Something would work better. */
        OPTIONAL
    }
}
