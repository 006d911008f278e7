package dev.roadstead.operator.access;

import java.time.Duration;

/** Lengths of time as people write them into a spec. */
public final class DurationText {

    /** For instance {@code 720h}, {@code 1h30m}, {@code 90s}; whole milliseconds only. */
    public static String of(Duration duration) {
        var text = new StringBuilder();
        append(text, duration.toHours(), "h");
        append(text, duration.toMinutesPart(), "m");
        append(text, duration.toSecondsPart(), "s");
        append(text, duration.toMillisPart(), "ms");
        return text.toString();
    }

    private static void append(StringBuilder text, long number, String unit) {
        if (number > 0) {
            text.append(number).append(unit);
        }
    }

    private DurationText() {}
}
