package dev.roadstead.operator.contract;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/** What a store takes as the name of a relation or column. */
final class Identifiers {

    /** PostgreSQL cuts longer ones off, in bytes, and two names that differ only behind the cut become one. */
    static final int MAX_BYTES = 63;

    /** Columns that every table has. */
    private static final Set<String> SYSTEM_COLUMNS = Set.of("ctid", "xmin", "cmin", "xmax", "cmax", "tableoid");

    /** What is wrong with this name of a relation, if anything. */
    static Optional<Violation> relation(String field, String name) {
        if (name.indexOf(',') >= 0) {
            // Consumers get the names of their relations as one text, separated by commas.
            return Optional.of(
                    new Violation(field, "a relation's name has no comma", "use letters, digits and underscores"));
        }
        return any(field, name);
    }

    /** What is wrong with this name of a column, if anything. */
    static Optional<Violation> column(String field, String name) {
        if (SYSTEM_COLUMNS.contains(name)) {
            return Optional.of(new Violation(
                    field, name + " is a column that PostgreSQL gives to every table", "choose another name"));
        }
        return any(field, name);
    }

    private static Optional<Violation> any(String field, String name) {
        if (name.isEmpty()) {
            return Optional.of(new Violation(field, "the name is empty", "give it a name"));
        }
        if (name.codePoints().anyMatch(Identifiers::cannotBeSeen)) {
            return Optional.of(new Violation(
                    field,
                    "the name has a control, formatting or separating character, which can't be seen",
                    "use letters, digits and underscores"));
        }
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BYTES) {
            return Optional.of(new Violation(
                    field,
                    "the name has " + bytes + " bytes in UTF-8 and PostgreSQL keeps only " + MAX_BYTES,
                    "shorten it"));
        }
        return Optional.empty();
    }

    private static boolean cannotBeSeen(int codePoint) {
        return switch (Character.getType(codePoint)) {
            // A surrogate here is half of a pair: it has no form in UTF-8.
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }

    private Identifiers() {}
}
