package dev.roadstead.operator.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a contract says about the data of a relation.
 *
 * @param name what people call it, at most once among the rules of the relation, or of the column; null if it has none
 * @param column the column it is about; null if the whole relation
 * @param severity how bad it is if it does not hold
 * @param dimension for people, in the words of ODCS
 * @param schedule for people: when the producer checks it, in the words of scheduler
 */
public record QualityRule(
        @Nullable String name,
        @Nullable String description,
        @Nullable String column,
        Check check,
        Severity severity,
        @Nullable String dimension,
        @Nullable String schedule,
        @Nullable String scheduler) {

    /** How bad it is if a rule does not hold. */
    public enum Severity {
        INFO,
        WARNING,
        /** Consumers may rely on it. */
        ERROR
    }

    /** What a library rule counts. */
    public enum Metric {
        NULL_VALUES("nullValues"),
        MISSING_VALUES("missingValues"),
        INVALID_VALUES("invalidValues"),
        /** Rows whose value, or combination of values, an other row has too. */
        DUPLICATE_VALUES("duplicateValues"),
        ROW_COUNT("rowCount");

        private final String wireName;

        Metric(String wireName) {
            this.wireName = wireName;
        }

        /** As ODCS writes it. */
        public String wireName() {
            return wireName;
        }
    }

    /** How it is judged. */
    public sealed interface Check {

        /** By people: the description is all there is. */
        record Text() implements Check {}

        /**
         * By counting rows.
         *
         * @param percent whether a share of all rows is compared, from 0 to 100, and not their number
         */
        record Library(Metric metric, Arguments arguments, boolean percent, Threshold threshold) implements Check {}

        /**
         * By a query that gives one number.
         *
         * @param query one SELECT; {@code ${table}} and {@code ${column}} stand for what the rule is about, the latter only in a
         *     rule about a column
         */
        record Sql(String query, Threshold threshold) implements Check {}
    }

    /**
     * What a metric needs to know.
     *
     * @param columns for duplicate values of a relation: at least one column of it; else none
     * @param validValues for invalid values: all that may occur, as text; empty if only the pattern counts
     * @param pattern for invalid values: what they match; null if only the list counts
     * @param missingValues for missing values: what stands for none besides NULL, as text
     */
    public record Arguments(
            List<String> columns,
            List<String> validValues,
            @Nullable String pattern,
            List<String> missingValues) {

        static final Arguments NONE = new Arguments(List.of(), List.of(), null, List.of());

        public Arguments {
            columns = List.copyOf(columns);
            validValues = List.copyOf(validValues);
            missingValues = List.copyOf(missingValues);
        }
    }

    /** Whether consumers may rely on it, because somebody other than a person can tell whether it holds. */
    public boolean isGuarantee() {
        return severity == Severity.ERROR && !(check instanceof Check.Text);
    }

    /** What it says, in a few words: {@code missingValues mustBeLessOrEqualTo 5 percent}; a query is not repeated. */
    public String promise() {
        return switch (check) {
            case Check.Text text -> "a text";
            case Check.Library library ->
                library.metric().wireName() + " " + library.threshold() + (library.percent() ? " percent" : "");
            case Check.Sql sql -> "its query " + sql.threshold();
        };
    }

    /** What to call it in a message: its name, else what it does. */
    public String label() {
        if (name != null) {
            return name;
        }
        return switch (check) {
            case Check.Text text -> "text";
            case Check.Library library -> library.metric().wireName();
            case Check.Sql sql -> "sql";
        };
    }
}
