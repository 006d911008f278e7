package dev.roadstead.operator.cli;

import dev.roadstead.operator.whatif.PlanLine;
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

    /** A cell that is a mark in the colour of what it says. */
    String mark(String cell) {
        return switch (cell) {
            case "✓" -> wrapped("32", cell);
            case "✗" -> wrapped("31", cell);
            case "?" -> wrapped("33", cell);
            default -> cell;
        };
    }

    /** A line of a plan in the colour of its sign. */
    String sign(PlanLine.Sign sign, String line) {
        return switch (sign) {
            case GAINED -> wrapped("32", line);
            case LOST, REFUSED -> wrapped("31", line);
            case CHANGED -> wrapped("33", line);
            case HEADING, REMARK -> line;
        };
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
