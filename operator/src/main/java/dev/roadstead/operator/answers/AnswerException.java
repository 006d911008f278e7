package dev.roadstead.operator.answers;

/** Why there is no answer; the message names the cause and what to do. */
public final class AnswerException extends Exception {

    /** Whose turn it is. */
    public enum Kind {
        /** The question names something that is not there. */
        WRONG_NAME,
        /** The cluster or the store can't be reached, or does not allow it. */
        NOT_ALLOWED
    }

    private final Kind kind;

    public AnswerException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public AnswerException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
