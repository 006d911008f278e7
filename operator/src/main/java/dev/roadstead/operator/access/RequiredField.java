package dev.roadstead.operator.access;

import dev.roadstead.api.v1alpha1.GuardrailSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What must be there before something is published. */
public enum RequiredField {
    /** Who answers for a product. */
    OWNER(GuardrailSpec.OWNER),
    /** How to reach whoever answers for a product. */
    CONTACT(GuardrailSpec.CONTACT),
    /** What a product is about, and why the data of a version exists. */
    DESCRIPTION(GuardrailSpec.DESCRIPTION),
    /** How sensitive each column is. */
    CLASSIFICATION(GuardrailSpec.CLASSIFICATION),
    /** What consumers of a version may expect. */
    SERVICE_LEVEL(GuardrailSpec.SERVICE_LEVEL);

    private final String wireName;

    RequiredField(String wireName) {
        this.wireName = wireName;
    }

    /** The one written like this; empty if this version knows none. */
    static Optional<RequiredField> of(@Nullable String wireName) {
        return Arrays.stream(values())
                .filter(field -> field.wireName.equals(wireName))
                .findFirst();
    }

    /** All of them as they are written. */
    static List<String> wireNames() {
        return Arrays.stream(values()).map(field -> field.wireName).toList();
    }
}
