package dev.roadstead.operator.kube;

import dev.roadstead.operator.status.Reason;
import org.jspecify.annotations.Nullable;

/** A Secret of that name exists and was not made for the object that asks. It was not touched. */
public final class SecretNameTakenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SecretNameTakenException(@Nullable String namespace, String name) {
        this(namespace, name, null);
    }

    SecretNameTakenException(@Nullable String namespace, String name, @Nullable Throwable cause) {
        super(
                "Secret " + name + " in namespace " + namespace
                        + " exists and was not made for this object, so it was left alone; delete it if nothing needs it,"
                        + " or choose another secretName",
                cause);
    }

    public Reason reason() {
        return Reason.SECRET_NAME_TAKEN;
    }
}
