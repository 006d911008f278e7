package dev.roadstead.operator.draft;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Guesses the type of a column from its values: the first that all of them have. Not thread-safe; one for each column. */
final class TypeGuess {

    private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9][0-9]{0,17})");
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?");
    private static final Pattern TRUTH = Pattern.compile("(?i)true|false");

    private record Candidate(String type, Predicate<String> takes) {}

    /** Narrow ones first. Numbers with a zero before them are codes, not numbers. */
    private final List<Candidate> left = new ArrayList<>(List.of(
            new Candidate("logicalType: integer", WHOLE.asMatchPredicate()),
            new Candidate("logicalType: number", NUMBER.asMatchPredicate()),
            new Candidate("logicalType: boolean", TRUTH.asMatchPredicate()),
            new Candidate("logicalType: date", text -> parses(() -> LocalDate.parse(text))),
            new Candidate("logicalType: timestamp", text -> parses(() -> OffsetDateTime.parse(instant(text)))),
            new Candidate(
                    "logicalType: timestamp, physicalType: timestamp",
                    text -> parses(() -> LocalDateTime.parse(instant(text)))),
            new Candidate("logicalType: time", text -> parses(() -> LocalTime.parse(text)))));

    private boolean seen;

    void see(String value) {
        seen = true;
        left.removeIf(candidate -> !candidate.takes().test(value));
    }

    /** As it is written in a contract. A column without any value is a text. */
    String type() {
        return !seen || left.isEmpty() ? "logicalType: string" : left.getFirst().type();
    }

    private static String instant(String text) {
        return text.length() > 10 && text.charAt(10) == ' ' ? text.substring(0, 10) + "T" + text.substring(11) : text;
    }

    private static boolean parses(Runnable parsing) {
        try {
            parsing.run();
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }
}
