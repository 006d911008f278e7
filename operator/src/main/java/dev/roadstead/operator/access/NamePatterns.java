package dev.roadstead.operator.access;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps patterns for names small. RE2 needs time in the length of the text only, but it unfolds counted repetitions when it
 * compiles: a few nested ones of some characters would take gigabytes.
 */
final class NamePatterns {

    /** All counts of a pattern multiplied, as if they were nested. */
    private static final long MOST = 1000;

    private static final Pattern COUNT = Pattern.compile("\\{(\\d{1,9})(?:,(\\d{0,9}))?}");
    private static final Pattern HUGE_COUNT = Pattern.compile("\\{\\d*,?\\d{5,}");

    static boolean isSmall(String pattern) {
        if (HUGE_COUNT.matcher(pattern).find()) {
            return false;
        }
        long product = 1;
        for (Matcher counts = COUNT.matcher(pattern); counts.find(); ) {
            product *= Math.max(1, Math.max(number(counts.group(1)), number(counts.group(2))));
            if (product > MOST) {
                return false;
            }
        }
        return true;
    }

    private static long number(String digits) {
        return digits == null || digits.isEmpty() ? 0 : Long.parseLong(digits);
    }

    private NamePatterns() {}
}
