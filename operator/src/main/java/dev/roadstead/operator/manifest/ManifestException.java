package dev.roadstead.operator.manifest;

/** A file that can't be read, or holds no manifests; the message names it and tells what to do. */
public final class ManifestException extends Exception {

    private static final long serialVersionUID = 1;

    ManifestException(String message, Throwable cause) {
        super(message, cause);
    }

    ManifestException(String message) {
        super(message);
    }
}
