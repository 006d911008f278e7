package dev.roadstead.operator.access;

import dev.roadstead.api.v1alpha1.GuardrailSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How much of a Guardrail is meant. */
public enum GuardMode {
    /** It is evaluated and counted. */
    DRY_RUN(GuardrailSpec.DRY_RUN),
    /** Those it would change are told, too. */
    WARN(GuardrailSpec.WARN),
    /** It is respected. */
    ENFORCE(GuardrailSpec.ENFORCE);

    private final String wireName;

    GuardMode(String wireName) {
        this.wireName = wireName;
    }

    /** As it is written. */
    public String wireName() {
        return wireName;
    }

    /** The mode written like this; empty if this version knows none. */
    static Optional<GuardMode> of(@Nullable String wireName) {
        return Arrays.stream(values())
                .filter(mode -> mode.wireName.equals(wireName))
                .findFirst();
    }

    /** All of them as they are written. */
    static List<String> wireNames() {
        return Arrays.stream(values()).map(mode -> mode.wireName).toList();
    }
}
