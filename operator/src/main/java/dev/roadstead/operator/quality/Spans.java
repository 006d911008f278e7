package dev.roadstead.operator.quality;

import java.time.Duration;

/** Times as contracts write them: {@code 1d}, {@code 90min}. */
final class Spans {
    private Spans() {}

    /** In the largest unit that needs no fraction. */
    static String text(Duration time) {
        if (time.toSeconds() % 86_400 == 0) {
            return time.toDays() + "d";
        }
        if (time.toSeconds() % 3_600 == 0) {
            return time.toHours() + "h";
        }
        return time.toSeconds() % 60 == 0 ? time.toMinutes() + "min" : time.toSeconds() + "s";
    }
}
