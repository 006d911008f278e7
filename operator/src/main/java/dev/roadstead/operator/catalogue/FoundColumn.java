package dev.roadstead.operator.catalogue;

import org.jspecify.annotations.Nullable;

/**
 * A column, as the catalogue has it.
 *
 * @param required whether the server lets no row be without a value
 * @param keyPosition its place in the primary key, from 1; 0: not part of it
 * @param unique whether it has a unique index of its own over all rows
 */
public record FoundColumn(
        String name,
        FoundType type,
        boolean required,
        int keyPosition,
        boolean unique,
        Origin origin,
        @Nullable String description) {

    /** Where values come from that whoever writes a row does not give. */
    public enum Origin {
        WRITER,
        DEFAULT,
        IDENTITY,
        GENERATED
    }
}
