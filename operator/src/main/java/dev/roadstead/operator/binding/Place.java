package dev.roadstead.operator.binding;

import dev.roadstead.operator.backend.Backend;
import dev.roadstead.operator.backend.StoreSettings;
import org.jspecify.annotations.Nullable;

/**
 * Where a store is reached.
 *
 * @param type the kind of store, such as {@code postgresql}
 * @param sslmode how a client should check the server, in libpq's words
 * @param caPem certificates to check it with; absent: those the client trusts anyway
 */
public record Place(
        String type,
        String host,
        int port,
        String database,
        String sslmode,
        @Nullable String caPem) {

    public static Place of(Backend backend) {
        StoreSettings settings = backend.settings();
        return new Place(
                backend.info().provider(),
                settings.host(),
                settings.port(),
                settings.database(),
                settings.tls().sslmode(),
                settings.caPem());
    }
}
