package dev.roadstead.operator.contract;

import dev.roadstead.api.v1alpha1.Contract;
import dev.roadstead.api.v1alpha1.Quality;
import dev.roadstead.operator.contract.QualityRule.Check;
import dev.roadstead.operator.contract.QualityRule.Metric;
import dev.roadstead.operator.contract.QualityRule.Severity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the quality rules of one relation or column. What a rule can't honour is a violation, never left out. */
final class QualityReader {

    private static final List<String> DIMENSIONS =
            List.of("accuracy", "completeness", "conformity", "consistency", "coverage", "timeliness", "uniqueness");

    static final int MOST_OF_RELATION = 32;
    static final int MOST_OF_COLUMN = 8;

    /**
     * What the rules are about.
     *
     * @param column its name; null for the relation's own rules
     * @param types of all columns of the relation
     */
    record Subject(@Nullable String column, ColumnTypes types) {}

    private final Subject subject;
    private final List<Violation> violations = new ArrayList<>();

    private QualityReader(Subject subject) {
        this.subject = subject;
    }

    /**
     * The rules of a relation and its columns that can be honoured.
     *
     * @param field where the relation stands
     * @param violations where to add what is wrong
     */
    static List<QualityRule> of(String field, Contract.Relation relation, List<Violation> violations) {
        List<Contract.Column> columns = relation.properties().stream()
                .filter(column -> column != null && !column.quality().isEmpty())
                .toList();
        if (relation.quality().isEmpty() && columns.isEmpty()) {
            return List.of();
        }
        var types = ColumnTypes.of(relation);
        var rules = new ArrayList<>(
                read(field + ".quality", relation.quality(), MOST_OF_RELATION, new Subject(null, types), violations));
        columns.forEach(column -> rules.addAll(read(
                field + ".properties[" + column.name() + "].quality",
                column.quality(),
                MOST_OF_COLUMN,
                new Subject(String.valueOf(column.name()), types),
                violations)));
        return rules;
    }

    private static List<QualityRule> read(
            String field, List<Quality> rules, int most, Subject subject, List<Violation> violations) {
        var reader = new QualityReader(subject);
        var read = new ArrayList<QualityRule>();
        Set<String> names = new HashSet<>();
        if (rules.size() > most) {
            reader.violations.add(
                    new Violation(field, "there are " + rules.size() + " rules", "keep to at most " + most));
        }
        for (int i = 0; i < rules.size(); i++) {
            Quality rule = rules.get(i);
            if (rule == null) {
                reader.violations.add(new Violation(field + "[" + i + "]", "the entry is empty", "remove it"));
                continue;
            }
            String name = rule.name();
            String path = field + "[" + (name == null ? String.valueOf(i) : name) + "]";
            if (name != null && !names.add(name)) {
                reader.add(path + ".name", "another rule here has this name", "rename one of them");
            }
            reader.rule(path, rule).ifPresent(read::add);
        }
        violations.addAll(reader.violations);
        return read;
    }

    private Optional<QualityRule> rule(String field, Quality rule) {
        int before = violations.size();
        Severity severity = severity(field, rule.severity());
        oneOf(field + ".dimension", rule.dimension(), DIMENSIONS);
        Optional<Check> check = switch (rule.type() == null ? "library" : rule.type()) {
            case "text" -> text(field, rule);
            case "library" -> library(field, rule);
            case "sql" -> sql(field, rule);
            case "custom" -> {
                add(
                        field + ".type",
                        "a custom rule is for another program, and nothing here would check it",
                        "say it as library or sql, or as text for people");
                yield Optional.empty();
            }
            default -> {
                add(field + ".type", "this version does not know the type", "use text, library or sql");
                yield Optional.empty();
            }
        };
        return check.filter(found -> violations.size() == before)
                .map(found -> new QualityRule(
                        rule.name(),
                        rule.description(),
                        subject.column(),
                        found,
                        severity,
                        rule.dimension(),
                        rule.schedule(),
                        rule.scheduler()));
    }

    private Optional<Check> text(String field, Quality rule) {
        String why = "a rule of type text is for people and has nothing but a description";
        absent(field + ".metric", rule.metric(), why);
        absent(field + ".arguments", rule.arguments(), why);
        absent(field + ".query", rule.query(), why);
        absent(field + ".unit", rule.unit(), why);
        rule.comparisons().forEach(comparison -> absent(field + "." + comparison.field(), comparison, why));
        if (rule.description() == null || rule.description().isBlank()) {
            add(field + ".description", "a rule of type text says nothing without it", "write what the rule is");
        }
        return Optional.of(new Check.Text());
    }

    private Optional<Check> sql(String field, Quality rule) {
        String why = "it belongs to rules of type library";
        absent(field + ".metric", rule.metric(), why);
        absent(field + ".arguments", rule.arguments(), why);
        absent(field + ".unit", rule.unit(), why);
        QueryText.violation(field + ".query", rule.query(), subject.column() != null)
                .ifPresent(violations::add);
        return Thresholds.read(field, rule, violations)
                .filter(threshold -> rule.query() != null)
                .map(threshold -> new Check.Sql(String.valueOf(rule.query()).strip(), threshold));
    }

    private Optional<Check> library(String field, Quality rule) {
        absent(field + ".query", rule.query(), "only a rule of type sql has one");
        Optional<Threshold> threshold = Thresholds.read(field, rule, violations);
        Metric metric = Arrays.stream(Metric.values())
                .filter(known -> known.wireName().equals(rule.metric()))
                .findFirst()
                .orElse(null);
        if (metric == null) {
            add(
                    field + ".metric",
                    rule.metric() == null
                            ? "a rule of type library needs one"
                            : "\"" + rule.metric() + "\" is none of ODCS 3.1",
                    "use nullValues, missingValues, invalidValues, duplicateValues or rowCount");
            return Optional.empty();
        }
        boolean percent = percent(field, rule.unit(), metric, threshold.orElse(null));
        var arguments = new MetricArguments(field, subject, violations).read(metric, rule.arguments());
        return threshold.map(found -> new Check.Library(metric, arguments, percent, found));
    }

    private boolean percent(String field, @Nullable String unit, Metric metric, @Nullable Threshold threshold) {
        oneOf(field + ".unit", unit, List.of("rows", "percent"));
        if (!"percent".equals(unit)) {
            return false;
        }
        if (metric == Metric.ROW_COUNT || metric == Metric.DUPLICATE_VALUES) {
            add(
                    field + ".unit",
                    metric.wireName() + " is no share of the rows",
                    "remove the unit, or use nullValues, missingValues or invalidValues");
        } else if (threshold != null && !Thresholds.isShare(threshold)) {
            add(
                    field + "." + threshold.comparison().field(),
                    "a share of the rows is 0 to 100 percent",
                    "use a number of that range");
        }
        return true;
    }

    private Severity severity(String field, @Nullable String text) {
        oneOf(field + ".severity", text, List.of("info", "warning", "error"));
        return Arrays.stream(Severity.values())
                .filter(severity -> severity.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElse(Severity.ERROR);
    }

    private void oneOf(String field, @Nullable String text, List<String> words) {
        if (text != null && !words.contains(text)) {
            add(field, "\"" + text + "\" is none of its words", "use " + String.join(", ", words));
        }
    }

    private void absent(String field, @Nullable Object value, String why) {
        if (value != null) {
            add(field, why, "remove it");
        }
    }

    private void add(String field, String cause, String remedy) {
        violations.add(new Violation(field, cause, remedy));
    }
}
