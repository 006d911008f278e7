package dev.roadstead.operator.cli;

import java.io.Console;
import java.util.Optional;

/**
 * Colours and weights, on terminals only.
 *
 * @param on whether they are written at all
 */
record Style(boolean on) {

    /** On if standard output is a terminal and nobody has set {@code NO_COLOR}. */
    static Style ofTerminal() {
        String no = System.getenv("NO_COLOR");
        return new Style((no == null || no.isEmpty())
                && Optional.ofNullable(System.console())
                        .filter(Console::isTerminal)
                        .isPresent());
    }

    String bold(String text) {
        return wrapped("1", text);
    }

    String faint(String text) {
        return wrapped("2", text);
    }

    String good(String text) {
        return wrapped("32", text);
    }

    String bad(String text) {
        return wrapped("31", text);
    }

    String unsure(String text) {
        return wrapped("33", text);
    }

    private String wrapped(String code, String text) {
        return on ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }

    /** On one line, and without what could command a terminal: other people's texts and data are shown. */
    static String printable(String text) {
        var clean = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            switch (point) {
                case '\n', '\r', '\t' -> clean.append(' ');
                default -> {
                    boolean unseen = Character.isISOControl(point)
                            || Character.getType(point) == Character.FORMAT
                            || Character.getType(point) == Character.SURROGATE;
                    clean.appendCodePoint(unseen ? '\ufffd' : point);
                }
            }
        });
        return clean.toString();
    }
}
