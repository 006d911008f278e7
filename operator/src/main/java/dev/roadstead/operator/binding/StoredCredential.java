package dev.roadstead.operator.binding;

import dev.roadstead.operator.kube.Secrets;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A credential as it lies in a Secret, with the place it is for. */
public record StoredCredential(String username, String password, String host, String port, String database) {

    /** What a Secret holds; empty if a part is missing or can't be read. */
    public static Optional<StoredCredential> of(Secret secret) {
        try {
            return Secrets.value(secret, "username")
                    .filter(username -> !username.isEmpty())
                    .flatMap(username -> Secrets.value(secret, "password")
                            .filter(password -> !password.isEmpty())
                            .map(password -> new StoredCredential(
                                    username,
                                    password,
                                    Secrets.value(secret, "host").orElse(""),
                                    Secrets.value(secret, "port").orElse(""),
                                    Secrets.value(secret, "database").orElse(""))));
        } catch (IllegalArgumentException e) {
            // Not base64, so nobody can use it either.
            return Optional.empty();
        }
    }

    /**
     * Whether it may open this store. Its address may have been edited since, so a login known to be of this store is as
     * good; but a password of one store must not become one of another.
     */
    public boolean isFor(Place place, @Nullable String knownLogin) {
        boolean sameAddress = host.equals(place.host())
                && port.equals(Integer.toString(place.port()))
                && database.equals(place.database());
        return sameAddress || username.equals(knownLogin);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "StoredCredential[" + username + "]";
    }
}
