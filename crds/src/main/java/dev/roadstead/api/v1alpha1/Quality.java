package dev.roadstead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.roadstead.api.schema.Doc;
import dev.roadstead.api.schema.OneOf;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule about the data, in the field names of the Open Data Contract Standard 3.1. Which fields go together is the operator's to
 * judge: a rule of the API server would have to be paid for each of 64,000 columns.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@Doc("A rule about the data: a library metric or a query with one comparison, or a text for people.")
public record Quality(
        @Size(min = 1, max = 128)
        @Doc("What people call the rule. It tells rules of one relation or column apart.")
        @Nullable
        String name,

        @Size(min = 1, max = 2048) @Doc("What the rule means. Needed for a text, which has nothing else.") @Nullable
        String description,

        @OneOf({"text", "library", "sql"}) @Doc("""
        How it is judged. text: by people. library: by metric and a comparison. sql: by query and a comparison. Rules of type
        custom are for other programs and not taken. Default: library.
        """) @Nullable
        String type,

        @OneOf({"nullValues", "missingValues", "invalidValues", "duplicateValues", "rowCount"}) @Doc("""
        What a library rule counts. Of a column: rows without a value (nullValues), with none or one of arguments.missingValues
        (missingValues), with a value that is none of arguments.validValues or does not match arguments.pattern (invalidValues),
        and values that occur again (duplicateValues). Of a relation: its rows (rowCount), and combinations of
        arguments.properties that occur again (duplicateValues).
        """) @Nullable
        String metric,

        @Doc("What the metric needs to know.") @Nullable Arguments arguments,

        @Size(min = 1, max = 4096) @Doc("""
        One SELECT that gives one number, for a rule of type sql. It reads relations of this version by their names; ${table}
        stands for the relation, and ${column} for the column the rule is about.
        """) @Nullable String query,

        @OneOf({"rows", "percent"}) @Doc("""
        What is compared: a number of rows, or a share of all rows from 0 to 100; percent only for nullValues, missingValues and
        invalidValues. Default: rows.
        """) @Nullable String unit,

        @Doc("It is exactly this. Each rule but a text has exactly one comparison.") @Nullable
        Double mustBe,

        @Doc("It is anything but this.") @Nullable Double mustNotBe,

        @Doc("It is more than this.") @Nullable Double mustBeGreaterThan,

        @Doc("It is this or more.") @Nullable Double mustBeGreaterOrEqualTo,

        @Doc("It is less than this.") @Nullable Double mustBeLessThan,

        @Doc("It is this or less.") @Nullable Double mustBeLessOrEqualTo,

        @Size(min = 2, max = 2) @Doc("It is one of the two numbers or between them; the smaller one first.")
        List<Double> mustBeBetween,

        @Size(min = 2, max = 2) @Doc("It is neither of the two numbers, nor between them; the smaller one first.")
        List<Double> mustNotBeBetween,

        @OneOf({"info", "warning", "error"}) @Doc("""
        How bad it is if the rule does not hold. Consumers may rely on a rule of severity error only. Default: error.
        """) @Nullable
        String severity,

        @OneOf({"accuracy", "completeness", "conformity", "consistency", "coverage", "timeliness", "uniqueness"})
        @Doc("Which side of quality it is about. For people.")
        @Nullable
        String dimension,

        @Size(min = 1, max = 128)
        @Doc("When the producer checks the rule, in the words of scheduler. For people.")
        @Nullable
        String schedule,

        @Size(min = 1, max = Api.LABEL)
        @Doc("With what the producer checks it, for instance cron. For people.")
        @Nullable
        String scheduler) {

    public Quality {
        mustBeBetween = Copies.of(mustBeBetween);
        mustNotBeBetween = Copies.of(mustNotBeBetween);
    }

    /** What a metric needs to know. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @Doc("What the metric needs to know.")
    public record Arguments(
            @Size(max = 32)
            @Doc("The columns whose combination must not occur again, at most 32; for duplicateValues of a relation.")
            List<@Size(min = 1, max = Api.LABEL) @Pattern(Api.IDENTIFIER_PATTERN) String> properties,

            @Size(max = 256) @Doc("The only values that may occur, at most 256, each as text; for invalidValues.")
            List<@Size(max = 256) String> validValues,

            @Size(min = 1, max = 256) @Doc("A regular expression that values match; for invalidValues.") @Nullable
            String pattern,

            @Size(max = 64)
            @Doc("Values that stand for none, at most 64, each as text, for instance \"N/A\"; for missingValues.")
            List<@Size(max = 256) String> missingValues) {

        public Arguments {
            properties = Copies.of(properties);
            validValues = Copies.of(validValues);
            missingValues = Copies.of(missingValues);
        }
    }

    /**
     * A comparison as it was written.
     *
     * @param field its name, for instance mustBeBetween
     * @param values one number, or two for a range; an element may be null in foreign input
     */
    public record Comparison(String field, List<Double> values) {
        public Comparison {
            values = Copies.of(values);
        }
    }

    /** The comparisons there are. */
    public List<Comparison> comparisons() {
        var found = new ArrayList<Comparison>();
        add(found, "mustBe", mustBe);
        add(found, "mustNotBe", mustNotBe);
        add(found, "mustBeGreaterThan", mustBeGreaterThan);
        add(found, "mustBeGreaterOrEqualTo", mustBeGreaterOrEqualTo);
        add(found, "mustBeLessThan", mustBeLessThan);
        add(found, "mustBeLessOrEqualTo", mustBeLessOrEqualTo);
        if (!mustBeBetween.isEmpty()) {
            found.add(new Comparison("mustBeBetween", mustBeBetween));
        }
        if (!mustNotBeBetween.isEmpty()) {
            found.add(new Comparison("mustNotBeBetween", mustNotBeBetween));
        }
        return found;
    }

    private static void add(List<Comparison> found, String field, @Nullable Double value) {
        if (value != null) {
            found.add(new Comparison(field, List.of(value)));
        }
    }
}
