package dev.roadstead.operator.answers;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An error as a program printed it, whatever it is wrapped in.
 *
 * @param text all of it, cut off at {@value #MAX_LENGTH} characters
 * @param sqlState the server's five characters; null if the text has none
 * @param login a consumer's login that it names; null if none
 * @param schema a grant's schema that it names; null if none
 */
public record DriverError(
        String text,
        @Nullable String sqlState,
        @Nullable String login,
        @Nullable String schema) {

    /** Enough for every stack trace that still has its first lines. */
    public static final int MAX_LENGTH = 20_000;

    /** As libpq, pgjdbc, pgx, node-postgres, pg8000, Npgsql, SQL clients and our documents write it. */
    private static final List<Pattern> STATES = List.of(
            Pattern.compile("(?i)SQL[ _]?STATE['\"]?\\s*[:=(\\[]?\\s*['\"]?([0-9A-Z]{5})\\b"),
            Pattern.compile("(?i)SQL Error \\[([0-9A-Z]{5})]"),
            Pattern.compile("\\bcode: '([0-9A-Z]{5})'"),
            Pattern.compile("'C': '([0-9A-Z]{5})'"),
            Pattern.compile("PostgresException[^:]{0,40}: ([0-9A-Z]{5}): "),
            Pattern.compile("\\b(?:ERROR|FATAL):? {1,2}([0-9A-Z]{5}): "));

    private static final Pattern LOGIN = Pattern.compile("\\brs_[0-9a-f]{8}_c_[0-9a-z]{1,40}_[a-z]\\b");
    private static final Pattern SCHEMA = Pattern.compile("\\b[a-z][a-z0-9_]{1,60}__[0-9a-f]{10}\\b");

    /** Reads what somebody pasted. */
    public static DriverError parse(String pasted) {
        String text = pasted.length() > MAX_LENGTH ? pasted.substring(0, MAX_LENGTH) : pasted;
        String state = STATES.stream()
                .map(pattern -> first(pattern, text, 1))
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(null);
        return new DriverError(
                text,
                state,
                first(LOGIN, text, 0).orElse(null),
                first(SCHEMA, text, 0).orElse(null));
    }

    /** Whether the server said so. */
    boolean is(String state) {
        return state.equals(sqlState);
    }

    /** The first place where the text is like this. */
    Optional<Matcher> find(Pattern pattern) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher) : Optional.empty();
    }

    private static Optional<String> first(Pattern pattern, String text, int group) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(group)) : Optional.empty();
    }
}
