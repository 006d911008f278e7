package dev.roadstead.operator.access;

import dev.roadstead.operator.contract.Column;
import org.jspecify.annotations.Nullable;

/**
 * An entry of {@code mask} or {@code hide}. It compares without regard to upper and lower case, although names in a store
 * are exact: a rule that restricts must not miss its column because one of the two teams writes PII and the other pii.
 *
 * @param name the column it is about, or null
 * @param classification the classification of the columns it is about, or null; exactly one of the two is set
 * @param effect at least this strong
 */
public record ColumnRule(@Nullable String name, @Nullable String classification, Effect effect) {

    /** @throws IllegalArgumentException unless exactly one of name and classification is set */
    public ColumnRule {
        if ((name == null) == (classification == null)) {
            throw new IllegalArgumentException("a rule is about a name or about a classification");
        }
    }

    boolean matches(Column column) {
        return name == null
                ? column.classification() != null && column.classification().equalsIgnoreCase(classification)
                : column.name().equalsIgnoreCase(name);
    }
}
