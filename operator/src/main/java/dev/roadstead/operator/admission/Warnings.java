package dev.roadstead.operator.admission;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Brings warnings into the form in which they reach people whole: the API server asks for at most 120 characters each, cuts those
 * over 256, and drops what goes beyond 4096 in total; each is a header, so it is one line.
 */
final class Warnings {

    private static final int LINE = 120;
    private static final int TOTAL = 3800;
    private static final Pattern GAPS = Pattern.compile("[\\s\\p{Cntrl}]+");
    private static final String CONTINUED = "  ";

    /** One line for each that is short, several for a longer one; the last one tells how many did not fit. */
    static List<String> lines(List<String> warnings) {
        var lines = new ArrayList<String>();
        int length = 0;
        for (int i = 0; i < warnings.size(); i++) {
            List<String> next = wrapped(warnings.get(i));
            int size = next.stream().mapToInt(String::length).sum();
            if (length + size > TOTAL) {
                lines.add("and " + (warnings.size() - i) + " more");
                break;
            }
            lines.addAll(next);
            length += size;
        }
        return lines;
    }

    private static List<String> wrapped(String warning) {
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        for (String word : GAPS.split(warning.strip(), -1)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > LINE) {
                lines.add(line.toString());
                line = new StringBuilder(CONTINUED).append(word);
            } else {
                line.append(line.isEmpty() ? "" : " ").append(word);
            }
            while (line.length() > LINE) {
                lines.add(line.substring(0, LINE));
                line = new StringBuilder(CONTINUED).append(line.substring(LINE));
            }
        }
        if (!line.isEmpty()) {
            lines.add(line.toString());
        }
        return lines;
    }

    private Warnings() {}
}
