package dev.roadstead.operator.contract;

import dev.roadstead.api.v1alpha1.Quality;
import dev.roadstead.operator.contract.QualityRule.Arguments;
import dev.roadstead.operator.contract.QualityRule.Metric;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which metric is for what, and what it needs to know. */
final class MetricArguments {

    private static final Quality.Arguments NOTHING = new Quality.Arguments(List.of(), List.of(), null, List.of());

    private final String field;
    private final QualityReader.Subject subject;
    private final List<Violation> violations;

    MetricArguments(String field, QualityReader.Subject subject, List<Violation> violations) {
        this.field = field;
        this.subject = subject;
        this.violations = violations;
    }

    Arguments read(Metric metric, Quality.@Nullable Arguments written) {
        Quality.Arguments arguments = written == null ? NOTHING : written;
        boolean column = subject.column() != null;
        if (metric == Metric.ROW_COUNT && column) {
            add("metric", "rows are counted for a relation, not for a column", "move the rule to the relation");
        } else if (metric != Metric.ROW_COUNT && metric != Metric.DUPLICATE_VALUES && !column) {
            add("metric", metric.wireName() + " is about one column", "move the rule to the column");
        }
        boolean combination = metric == Metric.DUPLICATE_VALUES && !column;
        only(combination, "properties", arguments.properties(), "only duplicateValues of a relation compares columns");
        String invalid = "only invalidValues reads it";
        only(metric == Metric.INVALID_VALUES, "validValues", arguments.validValues(), invalid);
        only(metric == Metric.INVALID_VALUES, "pattern", arguments.pattern(), invalid);
        only(
                metric == Metric.MISSING_VALUES,
                "missingValues",
                arguments.missingValues(),
                "only missingValues reads it");
        if (combination) {
            combination(arguments.properties());
        }
        if (metric == Metric.DUPLICATE_VALUES && column) {
            comparable("metric", subject.column());
        }
        if (metric == Metric.INVALID_VALUES && arguments.validValues().isEmpty() && arguments.pattern() == null) {
            add("arguments", "nothing says which values are valid", "add validValues or pattern");
        }
        if (arguments.pattern() != null) {
            PatternSyntax.ofPostgres(arguments.pattern())
                    .ifPresent(fault -> add(
                            "arguments.pattern",
                            "\"" + arguments.pattern() + "\" is no regular expression: " + fault,
                            "correct it; the syntax is PostgreSQL's"));
        }
        return new Arguments(
                arguments.properties().stream().filter(Objects::nonNull).toList(),
                texts("validValues", arguments.validValues()),
                arguments.pattern(),
                texts("missingValues", arguments.missingValues()));
    }

    private void combination(List<String> columns) {
        if (columns.isEmpty()) {
            add("arguments.properties", "duplicateValues of a relation needs columns", "name at least one");
        }
        Set<String> seen = new HashSet<>();
        for (String column : columns) {
            if (!subject.types().has(column)) {
                add("arguments.properties", "there is no column " + column, "name columns of this relation");
            } else if (!seen.add(column)) {
                add("arguments.properties", "column " + column + " is there twice", "remove one");
            } else {
                comparable("arguments.properties", column);
            }
        }
    }

    private void comparable(String name, @Nullable String column) {
        subject.types()
                .type(column)
                .filter(type -> !type.canBeKey())
                .ifPresent(type -> add(name, type + " can't be compared", "use jsonb, or another column"));
    }

    /** NULL is no text, and is missing anyway. */
    private List<String> texts(String name, List<String> values) {
        if (values.stream().anyMatch(Objects::isNull)) {
            add("arguments." + name, "an entry is empty", "remove it, or write \"\" for the empty text");
        }
        return values.stream().filter(Objects::nonNull).toList();
    }

    private void only(boolean fits, String name, @Nullable Object value, String why) {
        boolean says = value instanceof List<?> list ? !list.isEmpty() : value != null;
        if (says && !fits) {
            add("arguments." + name, why, "remove it, or use another metric");
        }
    }

    private void add(String name, String cause, String remedy) {
        violations.add(new Violation(field + "." + name, cause, remedy));
    }
}
