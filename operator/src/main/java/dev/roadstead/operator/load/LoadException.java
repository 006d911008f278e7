package dev.roadstead.operator.load;

/** Why nothing was loaded; the message names the cause and what to do. */
public final class LoadException extends Exception {

    /** Whose turn it is. */
    public enum Cause {
        /** The file has to be mended. */
        BAD_DATA,
        /** The command names something that is not there. */
        WRONG_ADDRESS,
        /** The cluster or the store can't be reached, or does not allow it. */
        NO_ACCESS
    }

    private final Cause kind;

    public LoadException(Cause kind, String message) {
        super(message);
        this.kind = kind;
    }

    public LoadException(Cause kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Cause kind() {
        return kind;
    }
}
