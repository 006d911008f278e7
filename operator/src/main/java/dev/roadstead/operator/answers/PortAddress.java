package dev.roadstead.operator.answers;

import dev.roadstead.operator.backend.PortKey;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A port, or one column of it, on the command line: {@code domain/port} or {@code domain/port.column}.
 *
 * @param part what stands behind the dot: a column, {@code relation.column} where a contract has several relations, or a
 *     version; null for the whole port
 */
public record PortAddress(
        String domain, String name, @Nullable String part) {

    private static final Pattern FORM =
            Pattern.compile("(?<domain>[a-z][a-z0-9-]*)/(?<name>[a-z][a-z0-9-]*)(?:\\.(?<part>.+))?");

    /** Reads an address; an {@link IllegalArgumentException} says what it should look like. */
    public static PortAddress parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' names no port; write DOMAIN/PORT or DOMAIN/PORT.COLUMN,"
                    + " for instance flights/departures.tail_number");
        }
        return new PortAddress(matcher.group("domain"), matcher.group("name"), matcher.group("part"));
    }

    /** Whether it names this port version: the port as a whole, or just this version of it. */
    boolean names(PortKey key) {
        return domain.equals(key.domain()) && name.equals(key.port()) && (part == null || part.equals(key.version()));
    }

    /** {@code domain/port}. */
    public String port() {
        return domain + "/" + name;
    }
}
