package dev.roadstead.operator.catalogue;

/** Names that others chose, as they may stand in a message or a comment: one line, nothing that a terminal obeys. Pure. */
public final class Shown {

    private static final int LONGEST = 80;

    /** With a space for whatever is no visible character, and cut if it is long. */
    public static String of(String text) {
        String line = text.replaceAll("[\\p{C}\\p{Z}]", " ");
        return line.codePointCount(0, line.length()) > LONGEST
                ? line.substring(0, line.offsetByCodePoints(0, LONGEST)) + "…"
                : line;
    }

    private Shown() {}
}
