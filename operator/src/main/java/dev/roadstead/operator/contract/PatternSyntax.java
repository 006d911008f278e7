package dev.roadstead.operator.contract;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Looks for what makes a text no regular expression, in PostgreSQL's syntax or in that of the standard, which is JavaScript's. Only
 * faults that are certain are told: what is not known here may be known there.
 */
final class PatternSyntax {

    /** PostgreSQL's own limit. */
    private static final int MOST_REPETITIONS = 255;

    /** Another language follows these: plain text, or an older kind of expression. */
    private static final Pattern ELSEWHERE = Pattern.compile("\\*\\*\\*.*|\\(\\?[a-z]+\\).*", Pattern.DOTALL);

    private static final Pattern GROUP = Pattern.compile("\\((\\?(:|<?[=!]|<[A-Za-z_$][A-Za-z0-9_$]*>))?");
    private static final Pattern COUNT = Pattern.compile("\\{([0-9]{1,9})(?:(,)([0-9]{0,9}))?\\}");

    private final String pattern;
    private final boolean postgres;
    private int at;
    private int open;
    /** Whether there is something to repeat. */
    private boolean repeatable;

    private PatternSyntax(String pattern, boolean postgres) {
        this.pattern = pattern;
        this.postgres = postgres;
    }

    /** What is wrong with an expression that PostgreSQL is to match. */
    static Optional<String> ofPostgres(String pattern) {
        return ELSEWHERE.matcher(pattern).matches()
                ? Optional.empty()
                : Optional.ofNullable(new PatternSyntax(pattern, true).fault());
    }

    /** What is wrong with an expression that the standard's readers are to match. */
    static Optional<String> ofStandard(String pattern) {
        return Optional.ofNullable(new PatternSyntax(pattern, false).fault());
    }

    private @Nullable String fault() {
        while (at < pattern.length()) {
            String fault = step(pattern.charAt(at));
            if (fault != null) {
                return fault;
            }
        }
        return open > 0 ? "a ( is not closed" : null;
    }

    private @Nullable String step(char letter) {
        return switch (letter) {
            case '\\' -> escape();
            case '[' -> brackets();
            case '(' -> group();
            case ')' -> end();
            case '*', '+', '?' -> repeated(String.valueOf(letter));
            case '{' -> braces();
            default -> {
                repeatable = "|^$".indexOf(letter) < 0;
                at++;
                yield null;
            }
        };
    }

    private @Nullable String escape() {
        at += 2;
        repeatable = true;
        return at > pattern.length() ? "it ends with a \\, which escapes nothing" : null;
    }

    private @Nullable String brackets() {
        int first = at + 1;
        if (pattern.startsWith("^", first)) {
            first++;
        }
        // To PostgreSQL, a ] that comes first is one of the characters.
        int end = postgres && pattern.startsWith("]", first) ? first + 1 : first;
        while (end < pattern.length() && pattern.charAt(end) != ']') {
            end = isNamedClass(end) ? pattern.indexOf("]", end) + 1 : end + (pattern.charAt(end) == '\\' ? 2 : 1);
        }
        at = end + 1;
        repeatable = true;
        return end >= pattern.length() ? "a [ is not closed" : null;
    }

    /** As in {@code [[:digit:]]}. */
    private boolean isNamedClass(int from) {
        return postgres && pattern.startsWith("[:", from) && pattern.indexOf(":]", from + 2) >= 0;
    }

    private @Nullable String group() {
        Matcher group = GROUP.matcher(pattern).region(at, pattern.length());
        at = group.lookingAt() ? group.end() : at + 1;
        open++;
        repeatable = false;
        return null;
    }

    private @Nullable String end() {
        at++;
        open--;
        repeatable = true;
        return open < 0 ? "a ) closes nothing; write \\) for the character" : null;
    }

    private @Nullable String braces() {
        Matcher count = COUNT.matcher(pattern).region(at, pattern.length());
        if (count.lookingAt()) {
            String most = count.group(3);
            int from = Integer.parseInt(count.group(1));
            int to = most == null || most.isEmpty() ? from : Integer.parseInt(most);
            return to < from || (postgres && to > MOST_REPETITIONS)
                    ? count.group() + " is no count of repetitions"
                    : repeated(count.group());
        }
        boolean begun = at + 1 < pattern.length() && Character.isDigit(pattern.charAt(at + 1));
        at++;
        repeatable = true;
        return postgres && begun ? "a { with a digit after it is not closed; write \\{ for the character" : null;
    }

    /** A question mark after it makes it take as little as possible; nothing else may follow. */
    private @Nullable String repeated(String sign) {
        if (!repeatable) {
            return "there is nothing that " + sign + " repeats; write \\" + sign + " for the character";
        }
        at += sign.length();
        if (pattern.startsWith("?", at)) {
            at++;
        }
        repeatable = false;
        return null;
    }
}
