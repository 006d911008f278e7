package dev.roadstead.operator.access;

import com.google.re2j.Pattern;
import dev.roadstead.operator.contract.Column;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which columns a Guardrail is about. It compares without regard to upper and lower case, as everything that restricts.
 *
 * @param unclassified whether columns without classification are matched, whatever they hold
 * @param name found in the names of matched columns; null for none
 */
public record GuardColumns(
        Set<String> classifications,
        Set<String> tags,
        boolean unclassified,
        @Nullable Pattern name) {

    public GuardColumns {
        classifications = Set.copyOf(classifications);
        tags = Set.copyOf(tags);
    }

    /** Whether one of the four fits. */
    public boolean matches(Column column) {
        return isClassified(column)
                || column.tags().stream().anyMatch(tag -> contains(tags, tag))
                || (name != null && name.matcher(column.name()).find());
    }

    private boolean isClassified(Column column) {
        String classification = column.classification();
        return classification == null ? unclassified : contains(classifications, classification);
    }

    private static boolean contains(Set<String> words, String word) {
        return words.stream().anyMatch(word::equalsIgnoreCase);
    }
}
