package dev.roadstead.api.v1alpha1;

import java.util.Arrays;

/**
 * An enumeration whose last constant, {@code UNKNOWN}, stands for a value of a newer version. Such a value is neither
 * read as absent, which would choose a default nobody asked for, nor refused, which would stop the whole kind from
 * being read. {@code UNKNOWN} is not part of the schema; a validator refuses it.
 */
public interface WireName {

    /** How the constant is written in YAML. */
    String wireName();

    /** The constant written like this, or the given one if there is none. */
    static <E extends Enum<E> & WireName> E parse(Class<E> type, String text, E unknown) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.wireName().equals(text))
                .findFirst()
                .orElse(unknown);
    }
}
