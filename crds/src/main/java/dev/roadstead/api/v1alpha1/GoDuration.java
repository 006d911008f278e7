package dev.roadstead.api.v1alpha1;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lengths of time as Kubernetes writes them: up to four numbers of at most five digits with a unit of {@code h},
 * {@code m}, {@code s} or {@code ms}, for instance {@code 720h} or {@code 1h30m}. There are no fractions and no days,
 * which would be ambiguous where clocks change.
 */
public final class GoDuration {

    /** The same form as a regular expression, for the API server. */
    public static final String PATTERN = "^([0-9]{1,5}(h|ms|m|s)){1,4}$";

    /** The longest text of this form. */
    public static final int MAX_LENGTH = 28;

    private static final Pattern WHOLE = Pattern.compile(PATTERN);
    private static final Pattern PART = Pattern.compile("([0-9]+)(h|ms|m|s)");

    /**
     * The length that a text stands for.
     *
     * @throws IllegalArgumentException if the text has another form; the message repeats it
     */
    public static Duration parse(String text) {
        if (!WHOLE.matcher(text).matches()) {
            throw new IllegalArgumentException("not a duration such as 720h or 1h30m: " + text);
        }
        Duration sum = Duration.ZERO;
        Matcher parts = PART.matcher(text);
        while (parts.find()) {
            long number = Long.parseLong(parts.group(1));
            sum = sum.plus(
                    switch (parts.group(2)) {
                        case "h" -> Duration.ofHours(number);
                        case "m" -> Duration.ofMinutes(number);
                        case "s" -> Duration.ofSeconds(number);
                        default -> Duration.ofMillis(number);
                    });
        }
        return sum;
    }

    private GoDuration() {}
}
