package dev.roadstead.operator.binding;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Escapes a part of a URI. Everything but letters, digits, {@code - . _ ~} is escaped, whatever the part: clients differ
 * in what they take for a separator, and {@code java.net.URLEncoder} writes a blank as a plus, which libpq keeps.
 */
final class PercentEncoding {

    private static final String UNRESERVED = "-._~";

    static String of(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            char letter = (char) (octet & 0xff);
            boolean plain = (letter >= 'a' && letter <= 'z')
                    || (letter >= 'A' && letter <= 'Z')
                    || (letter >= '0' && letter <= '9')
                    || UNRESERVED.indexOf(letter) >= 0;
            if (plain) {
                encoded.append(letter);
            } else {
                encoded.append(String.format(Locale.ROOT, "%%%02X", octet & 0xff));
            }
        }
        return encoded.toString();
    }

    private PercentEncoding() {}
}
