package dev.roadstead.operator.odcs.read;

/** Texts of a document as messages show them: in quotation marks, on one line, and not too long. */
final class Quoted {

    private static final int LONGEST = 60;

    static String of(String text) {
        var shown = new StringBuilder("\"");
        text.codePoints()
                .limit(LONGEST)
                .forEach(point -> shown.appendCodePoint(Character.isISOControl(point) ? ' ' : point));
        return shown.append(text.codePointCount(0, text.length()) > LONGEST ? "…\"" : "\"")
                .toString();
    }

    private Quoted() {}
}
