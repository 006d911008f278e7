package dev.roadstead.operator.admission;

import java.util.List;
import java.util.stream.Stream;

/**
 * What one check thinks of a proposal.
 *
 * @param denials why it must not be; each names the field, the cause and the remedy
 * @param warnings what whoever proposes it should know, a sentence each
 */
public record Opinion(List<String> denials, List<String> warnings) {

    /** Nothing to say. */
    public static final Opinion NONE = new Opinion(List.of(), List.of());

    public Opinion {
        denials = List.copyOf(denials);
        warnings = List.copyOf(warnings);
    }

    /** It must not be. */
    public static Opinion deny(String message) {
        return new Opinion(List.of(message), List.of());
    }

    /** It may be, but. */
    public static Opinion warn(String... messages) {
        return new Opinion(List.of(), List.of(messages));
    }

    /** Both, without repeating a word. */
    public Opinion and(Opinion other) {
        return new Opinion(both(denials, other.denials), both(warnings, other.warnings));
    }

    /** The same without refusing anything. */
    public Opinion asWarning() {
        return new Opinion(List.of(), both(denials, warnings));
    }

    public boolean refuses() {
        return !denials.isEmpty();
    }

    private static List<String> both(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).distinct().toList();
    }
}
