package dev.roadstead.operator.odcs.read;

import dev.roadstead.operator.contract.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What a reading finds: faults, and what was passed over. Not thread-safe; one for each document. */
final class Report {

    private static final Pattern ENTRY = Pattern.compile("^.*]");

    private final List<Violation> violations = new ArrayList<>();
    private final List<String> ignored = new ArrayList<>();

    void violation(String path, int line, String cause, String remedy) {
        violations.add(new Violation(
                path.isEmpty() ? "the document" : path, line > 0 ? cause + " (line " + line + ")" : cause, remedy));
    }

    /** Adds a fault found later, unless it only follows from one in the same entry of a list that is known already. */
    void followUp(Violation later) {
        var entry = ENTRY.matcher(later.field());
        String start = entry.find() ? entry.group() : later.field();
        boolean known = violations.stream()
                .anyMatch(earlier -> earlier.field().startsWith(start) || start.startsWith(earlier.field()));
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
