package dev.roadstead.operator.answers;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A product or a request on the command line, {@code domain/name}, or an input of a product, {@code
 * domain/product/input}.
 */
public record ObjectAddress(
        String domain, String name, @Nullable String input) {

    private static final Pattern FORM =
            Pattern.compile("(?<domain>[a-z][a-z0-9-]*)/(?<name>[a-z0-9][a-z0-9.-]*)(?:/(?<input>[a-z][a-z0-9-]*))?");

    /** Reads an address; an {@link IllegalArgumentException} says what it should look like. */
    public static ObjectAddress parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' names no request and no product; write DOMAIN/NAME, for"
                    + " instance insights/delays, or DOMAIN/PRODUCT/INPUT");
        }
        return new ObjectAddress(matcher.group("domain"), matcher.group("name"), matcher.group("input"));
    }

    @Override
    public String toString() {
        return domain + "/" + name + (input == null ? "" : "/" + input);
    }
}
