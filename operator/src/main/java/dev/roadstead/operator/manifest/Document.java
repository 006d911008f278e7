package dev.roadstead.operator.manifest;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One object of a file.
 *
 * @param number which of the file's documents, from 1
 * @param line where it begins, from 1
 * @param content as it is written
 */
public record Document(Path file, int number, int line, Map<String, Object> content) {

    public String apiVersion() {
        return Objects.toString(content.get("apiVersion"), "");
    }

    public String kind() {
        return Objects.toString(content.get("kind"), "");
    }

    /** The group of its API; empty for a kind of Kubernetes' own. */
    public String group() {
        int slash = apiVersion().indexOf('/');
        return slash < 0 ? "" : apiVersion().substring(0, slash);
    }

    /** Where it is: {@code sales.yaml, document 2, line 14}. */
    public String place() {
        return file + ", document " + number + ", line " + line;
    }

    /** A text of its metadata; null if there is none. */
    public @Nullable String metadata(String field) {
        return content.get("metadata") instanceof Map<?, ?> metadata && metadata.get(field) instanceof String text
                ? text
                : null;
    }
}
