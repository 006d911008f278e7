package dev.roadstead.operator.catalogue;

/** Why a table can't be drafted; the message names the cause and what to do, and never a password. */
public final class CatalogueException extends Exception {

    /** Whose turn it is. */
    public enum Cause {
        /** The table is there, and no contract can be made of it. */
        UNUSABLE,
        /** The command names something that is not there. */
        NOT_THERE,
        /** The cluster or the database can't be reached, or does not allow it. */
        NO_ACCESS
    }

    private final Cause kind;

    public CatalogueException(Cause kind, String message) {
        super(message);
        this.kind = kind;
    }

    public CatalogueException(Cause kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Cause kind() {
        return kind;
    }
}
