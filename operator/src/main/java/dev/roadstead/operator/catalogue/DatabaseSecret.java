package dev.roadstead.operator.catalogue;

import dev.roadstead.operator.catalogue.CatalogueException.Cause;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the Secret of a binding: Service Binding's keys, and those that operators of PostgreSQL write. Pure. */
public final class DatabaseSecret {

    /**
     * The address that a Secret holds.
     *
     * @param name of the Secret, for messages
     * @param keys already decoded
     * @param environment of which PGSSLMODE counts if the Secret says nothing
     */
    public static DatabaseAddress of(String name, Map<String, String> keys, Map<String, String> environment)
            throws CatalogueException {
        String authorities = DatabaseUrl.given(keys, "ca.crt");
        String sslmode = DatabaseUrl.given(keys, "sslmode");
        if (sslmode == null) {
            // Whoever gives authorities wants the server to prove itself before it gets the password.
            sslmode = authorities == null ? DatabaseUrl.sslmode(environment) : "verify-full";
        }
        try {
            return new DatabaseAddress(
                    required(name, keys, "host", "host"),
                    DatabaseUrl.port("the Secret " + name, DatabaseUrl.given(keys, "port")),
                    required(name, keys, "database", "dbname"),
                    required(name, keys, "username", "user"),
                    required(name, keys, "password", "password"),
                    DatabaseUrl.sslmode("the Secret " + name, sslmode),
                    null,
                    authorities);
        } catch (IllegalArgumentException e) {
            throw new CatalogueException(Cause.NOT_THERE, String.valueOf(e.getMessage()), e);
        }
    }

    private static String required(String name, Map<String, String> keys, String key, String other)
            throws CatalogueException {
        @Nullable String value = DatabaseUrl.given(keys, key);
        value = value == null ? DatabaseUrl.given(keys, other) : value;
        if (value == null) {
            throw new CatalogueException(
                    Cause.NOT_THERE,
                    "the Secret " + name + " has no key " + key
                            + "; it needs host, database, username and password, as Service Binding has them");
        }
        return value;
    }

    private DatabaseSecret() {}
}
