package dev.roadstead.operator.backend;

import org.jspecify.annotations.Nullable;

/** A store refused, or could not be asked. The message names cause and remedy and holds no secret. */
public final class BackendException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;
    private final boolean retryable;

    private BackendException(String reason, String message, boolean retryable, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.retryable = retryable;
    }

    /** Nothing but an edit of an object, or of the store, will help. */
    public static BackendException refused(String reason, String message) {
        return new BackendException(reason, message, false, null);
    }

    /** The same wish may succeed later. */
    public static BackendException failed(String reason, String message, @Nullable Throwable cause) {
        return new BackendException(reason, message, true, cause);
    }

    /** A condition reason in CamelCase. */
    public String reason() {
        return reason;
    }

    public boolean retryable() {
        return retryable;
    }
}
