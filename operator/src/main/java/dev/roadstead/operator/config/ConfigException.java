package dev.roadstead.operator.config;

import org.jspecify.annotations.Nullable;

/** A setting is wrong; the message names it, where it came from, and what would be right. */
public final class ConfigException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ConfigException(String message) {
        this(message, null);
    }

    ConfigException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
