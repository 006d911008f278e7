package dev.roadstead.operator.access;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Writes texts into YAML so that every parser reads the same text back, whatever is in it. */
final class YamlText {

    /** Texts that need no quotes, unless they are words that some parser takes for something else. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*");

    /** YAML 1.1 reads them as booleans or null, and people write NO for Norway. */
    private static final Set<String> WORDS = Set.of("true", "false", "yes", "no", "on", "off", "y", "n", "null");

    static String scalar(String text) {
        return PLAIN.matcher(text).matches() && !WORDS.contains(text.toLowerCase(Locale.ROOT)) ? text : quoted(text);
    }

    /** The text without anything that could end a comment's line. */
    static String comment(String text) {
        String quoted = quoted(text);
        return quoted.substring(1, quoted.length() - 1);
    }

    private static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        text.codePoints().forEach(codePoint -> append(quoted, codePoint));
        return quoted.append('"').toString();
    }

    private static void append(StringBuilder quoted, int codePoint) {
        switch (codePoint) {
            case '"' -> quoted.append("\\\"");
            case '\\' -> quoted.append("\\\\");
            case '\n' -> quoted.append("\\n");
            case '\r' -> quoted.append("\\r");
            case '\t' -> quoted.append("\\t");
            default -> {
                if (isReadable(codePoint)) {
                    quoted.appendCodePoint(codePoint);
                } else if (Character.isBmpCodePoint(codePoint)) {
                    quoted.append("\\u%04x".formatted(codePoint));
                } else {
                    quoted.append("\\U%08x".formatted(codePoint));
                }
            }
        }
    }

    /** Letters of all languages as they are; the rest of Unicode escaped, because parts of it can't stand in YAML. */
    private static boolean isReadable(int codePoint) {
        return codePoint < 128
                ? codePoint >= ' ' && codePoint != 127
                : Character.isBmpCodePoint(codePoint) && Character.isLetterOrDigit(codePoint);
    }

    private YamlText() {}
}
