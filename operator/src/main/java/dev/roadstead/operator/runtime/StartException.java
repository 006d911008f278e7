package dev.roadstead.operator.runtime;

import org.jspecify.annotations.Nullable;

/** The operator can't start; the message tells the cause and the next step, and no stack trace would add to it. */
public final class StartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StartException(String message) {
        this(message, null);
    }

    public StartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
