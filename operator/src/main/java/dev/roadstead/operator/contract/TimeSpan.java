package dev.roadstead.operator.contract;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the times of service levels as other ODCS tools do: a number and a unit, or a duration of ISO 8601. */
final class TimeSpan {

    static final Map<String, Duration> SHORT = Map.ofEntries(
            Map.entry("d", Duration.ofDays(1)),
            Map.entry("day", Duration.ofDays(1)),
            Map.entry("days", Duration.ofDays(1)),
            Map.entry("h", Duration.ofHours(1)),
            Map.entry("hr", Duration.ofHours(1)),
            Map.entry("hour", Duration.ofHours(1)),
            Map.entry("hours", Duration.ofHours(1)),
            Map.entry("min", Duration.ofMinutes(1)),
            Map.entry("minute", Duration.ofMinutes(1)),
            Map.entry("minutes", Duration.ofMinutes(1)));

    static final Map<String, Duration> LONG = Map.ofEntries(
            Map.entry("y", Duration.ofDays(365)),
            Map.entry("yr", Duration.ofDays(365)),
            Map.entry("year", Duration.ofDays(365)),
            Map.entry("years", Duration.ofDays(365)),
            Map.entry("mo", Duration.ofDays(30)),
            Map.entry("month", Duration.ofDays(30)),
            Map.entry("months", Duration.ofDays(30)),
            Map.entry("s", Duration.ofSeconds(1)),
            Map.entry("sec", Duration.ofSeconds(1)),
            Map.entry("second", Duration.ofSeconds(1)),
            Map.entry("seconds", Duration.ofSeconds(1)));

    private static final String NUMBER = "([0-9]{1,9})";
    private static final Pattern ISO =
            Pattern.compile("P(?=[0-9]|T[0-9])(?:" + NUMBER + "Y)?(?:" + NUMBER + "M)?(?:" + NUMBER + "W)?(?:" + NUMBER
                    + "D)?(?:T(?=[0-9])(?:" + NUMBER + "H)?(?:" + NUMBER + "M)?(?:" + NUMBER + "S)?)?");
    private static final Duration[] PARTS = {
        Duration.ofDays(365),
        Duration.ofDays(30),
        Duration.ofDays(7),
        Duration.ofDays(1),
        Duration.ofHours(1),
        Duration.ofMinutes(1),
        Duration.ofSeconds(1)
    };

    /** The length of a unit; empty if the property has no such unit. */
    static Optional<Duration> unit(ServiceLevel.Property property, @Nullable String unit) {
        String word = unit == null ? "d" : unit.toLowerCase(Locale.ROOT);
        Duration length = SHORT.get(word);
        // The Data Contract CLI measures freshness in these units only.
        boolean measured = property == ServiceLevel.Property.FRESHNESS || property == ServiceLevel.Property.LATENCY;
        return Optional.ofNullable(length == null && !measured ? LONG.get(word) : length);
    }

    /** A duration of ISO 8601, in whole numbers; empty if the text is none. */
    static Optional<Duration> iso(String text) {
        Matcher parts = ISO.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        Duration sum = Duration.ZERO;
        for (int i = 0; i < PARTS.length; i++) {
            String number = parts.group(i + 1);
            sum = number == null ? sum : sum.plus(PARTS[i].multipliedBy(Long.parseLong(number)));
        }
        return Optional.of(sum);
    }

    /** In the largest unit that needs no fraction: {@code 36 h}. */
    static String words(Duration time) {
        if (time.toSeconds() % 60 != 0) {
            return time.toSeconds() + " s";
        }
        if (time.toMinutes() % 60 != 0) {
            return time.toMinutes() + " min";
        }
        return time.toHours() % 24 != 0 ? time.toHours() + " h" : time.toDays() + " d";
    }

    private TimeSpan() {}
}
