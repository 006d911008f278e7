package dev.roadstead.operator.access;

import dev.roadstead.api.v1alpha1.GoDuration;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads lengths of time and instants. */
final class TimeReader {

    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(3650);

    /** PostgreSQL keeps microseconds; a finer end would be rounded, perhaps to a later one. */
    private static final Pattern INSTANT = Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,6})?Z");

    private final Findings findings;

    TimeReader(Findings findings) {
        this.findings = findings;
    }

    @Nullable
    Duration duration(String field, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            Duration duration = GoDuration.parse(text);
            if (duration.compareTo(SHORTEST) < 0 || duration.compareTo(LONGEST) > 0) {
                findings.add(field, text + " is out of bounds", "use a length from 1m to 87600h, which is ten years");
            }
            return duration;
        } catch (IllegalArgumentException e) {
            findings.add(
                    field,
                    "\"" + text + "\" is no length of time",
                    "write hours, minutes and seconds, as in 720h or 1h30m");
            return null;
        }
    }

    @Nullable
    Instant instant(String field, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            if (INSTANT.matcher(text).matches()) {
                return Instant.parse(text);
            }
        } catch (DateTimeParseException e) {
            // A date such as 31 February has the form but does not exist; it is reported like any other.
        }
        findings.add(
                field,
                "\"" + text + "\" is no instant in UTC",
                "write it as in 2027-12-31T00:00:00Z, with Z and at most six digits after the second");
        return null;
    }
}
