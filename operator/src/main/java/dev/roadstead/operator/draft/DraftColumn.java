package dev.roadstead.operator.draft;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A column of a draft.
 *
 * @param type as it is written in a contract, for instance {@code logicalType: string}
 * @param header as the file has it
 * @param personal what it likely holds about people; null if nothing hints at it
 */
record DraftColumn(
        String name,
        String type,
        boolean required,
        String header,
        @Nullable String personal) {

    /** The entry of a contract, with what its owner should look at. */
    String yaml() {
        String entry = "- {name: " + name + ", " + type + (required ? ", required: true}" : "}");
        return entry
                + Optional.ofNullable(personal)
                        .map(what -> "  # classify: likely " + what)
                        .orElse("");
    }

    boolean isRenamed() {
        return !name.equals(header);
    }
}
