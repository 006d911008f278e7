package dev.roadstead.operator.quality;

import dev.roadstead.operator.contract.QualityRule;
import dev.roadstead.operator.contract.Threshold;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What an answer comes to. Two passes over unchanged data give equal outcomes: no age and no time of the check is told,
 * only what a row holds.
 *
 * @param text what was expected and found; empty where it holds
 */
public record Outcome(Check check, Result result, String text) {

    /** What a clock or a time without zone may be off; one wrong row beyond it would be the newest one for years. */
    private static final Duration AHEAD = Duration.ofDays(1);

    /** As a store prints one. A text with a longer exponent stands for more digits than there is memory for. */
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]{1,3})?");

    /** Whether something is as promised. */
    public enum Result {
        HOLDS,
        FAILS,
        /** It could not be told. */
        ERROR
    }

    /** The answer's judgement. */
    public static Outcome of(Check check, Answer answer) {
        return switch (answer) {
            case Answer.Failed(String cause, boolean _) ->
                new Outcome(check, Result.ERROR, check.about() + " could not be checked: " + cause);
            case Answer.Found(String text) -> judged(check, text);
        };
    }

    private static Outcome judged(Check check, String text) {
        return switch (check) {
            case Check.Unenforced unenforced ->
                text.isEmpty()
                        ? holds(check)
                        : fails(
                                unenforced,
                                unenforced.deviation().kind() == Deviation.Kind.NULLABLE
                                        ? "a row without one"
                                        : "one that occurs again");
            case Check.Rule(var _, QualityRule rule) ->
                threshold(rule)
                        .map(threshold -> counted(check, threshold, text))
                        .orElseGet(() -> holds(check));
            case Check.Age age -> aged(age, text);
        };
    }

    private static Optional<Threshold> threshold(QualityRule rule) {
        return switch (rule.check()) {
            case QualityRule.Check.Text _ -> Optional.empty();
            case QualityRule.Check.Library library -> Optional.of(library.threshold());
            case QualityRule.Check.Sql sql -> Optional.of(sql.threshold());
        };
    }

    private static Outcome counted(Check check, Threshold threshold, String text) {
        // A whole number that fills the answer may have been cut off.
        boolean whole = text.length() < Answer.LONGEST || text.indexOf('.') >= 0;
        if (!whole || !NUMBER.matcher(text).matches()) {
            // Not what it gives: that may be a value of somebody's.
            return new Outcome(
                    check,
                    Result.ERROR,
                    check.about() + " could not be checked: the query gives "
                            + (text.isEmpty() ? "no value" : "no number") + "; write a SELECT that gives one number");
        }
        BigDecimal number = new BigDecimal(text);
        return threshold.holds(number) ? holds(check) : fails(check, shown(number));
    }

    private static String shown(BigDecimal number) {
        BigDecimal rounded = number.scale() > 4 ? number.setScale(4, RoundingMode.HALF_UP) : number;
        String text = rounded.stripTrailingZeros().toPlainString();
        return text.length() > 40 ? rounded.round(new java.math.MathContext(6)).toString() : text;
    }

    /** @param text the newest value's age and the value itself, both in seconds since 1970 for the latter */
    private static Outcome aged(Check.Age age, String text) {
        if (text.isEmpty()) {
            return fails(age, "no row with a time");
        }
        String[] parts = text.split(" ", 2);
        try {
            Duration found = Duration.ofSeconds(Long.parseLong(parts[0]));
            Instant newest = Instant.ofEpochSecond(Long.parseLong(parts[1])).truncatedTo(ChronoUnit.SECONDS);
            if (found.plus(AHEAD).isNegative()) {
                return new Outcome(
                        age,
                        Result.ERROR,
                        age.about() + " could not be checked: the newest of " + newest
                                + " lies ahead, so it hides how old the others are; correct it");
            }
            return found.compareTo(age.most()) <= 0 ? holds(age) : fails(age, "the newest of " + newest);
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException | java.time.DateTimeException e) {
            return new Outcome(
                    age,
                    Result.ERROR,
                    age.about()
                            + " could not be checked: the newest value is no time that can be compared; correct it");
        }
    }

    private static Outcome holds(Check check) {
        return new Outcome(check, Result.HOLDS, "");
    }

    private static Outcome fails(Check check, String found) {
        String expected = check instanceof Check.Rule ? " " + check.expected() : " expected " + check.expected();
        String about = check.about();
        return new Outcome(
                check,
                Result.FAILS,
                about + (check instanceof Check.Unenforced ? ":" : "") + expected + ", found " + found);
    }
}
