package dev.roadstead.operator.odcs.read;

import dev.roadstead.operator.contract.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What a reading finds: faults, and what was passed over. Not thread-safe; one for each document. */
final class Report {

    private static final Pattern ENTRY = Pattern.compile("^.*]");
    private static final Pattern RELATION = Pattern.compile("schema\\[[^\\]]*]");

    private final List<Violation> violations = new ArrayList<>();
    private final List<String> ignored = new ArrayList<>();

    void violation(String path, int line, String cause, String remedy) {
        violations.add(new Violation(
                path.isEmpty() ? "the document" : path, line > 0 ? cause + " (line " + line + ")" : cause, remedy));
    }

    /**
     * Adds a fault found later, unless it only follows from one that is known already: at the same place or above it, or in the same
     * column, rule or other entry of a list below a relation.
     */
    void followUp(Violation later) {
        String field = later.field();
        var found = ENTRY.matcher(field);
        String entry = found.find() && !RELATION.matcher(found.group()).matches() ? found.group() : null;
        boolean known = violations.stream()
                .map(Violation::field)
                .anyMatch(earlier -> field.equals(earlier)
                        || field.startsWith(earlier + ".")
                        || field.startsWith(earlier + "[")
                        || (entry != null && earlier.startsWith(entry)));
        if (!known) {
            violations.add(later);
        }
    }

    /** That the standard allows a field and nothing here acts on it. */
    void ignored(String path) {
        ignored.add(path);
    }

    List<Violation> violations() {
        return List.copyOf(violations);
    }

    List<String> ignored() {
        return List.copyOf(ignored);
    }
}
