package dev.roadstead.operator.binding;

import dev.roadstead.operator.kube.Secrets;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.Optional;

/** A credential as it lies in a Secret. */
public record StoredCredential(String username, String password) {

    /** What a Secret holds; empty if a part is missing or can't be read. */
    public static Optional<StoredCredential> of(Secret secret) {
        try {
            return Secrets.value(secret, "username")
                    .filter(username -> !username.isEmpty())
                    .flatMap(username -> Secrets.value(secret, "password")
                            .filter(password -> !password.isEmpty())
                            .map(password -> new StoredCredential(username, password)));
        } catch (IllegalArgumentException e) {
            // Not base64, so nobody can use it either.
            return Optional.empty();
        }
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "StoredCredential[" + username + "]";
    }
}
