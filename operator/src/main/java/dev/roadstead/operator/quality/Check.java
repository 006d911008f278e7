package dev.roadstead.operator.quality;

import dev.roadstead.operator.contract.Column;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.contract.QualityRule;
import dev.roadstead.operator.contract.QualityRule.Severity;
import dev.roadstead.operator.contract.Relation;
import dev.roadstead.operator.contract.ServiceLevel;
import dev.roadstead.operator.contract.ServiceLevel.Property;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One thing that only reading the rows tells. */
public sealed interface Check {

    /** What the answer is about. */
    enum Topic {
        /** Whether the table is as promised although it does not enforce that. */
        CONTRACT,
        QUALITY,
        FRESHNESS
    }

    /** The relation it reads first. */
    Relation relation();

    Topic topic();

    /** What it is called in a message: what is asked, and of what. */
    String about();

    /** What would be right, as a message tells it. */
    String expected();

    /** Whether consumers may rely on it; else it is told and nothing more. */
    default boolean binds() {
        return true;
    }

    /** That rows are as a constraint would have them. */
    record Unenforced(Relation relation, Deviation deviation) implements Check {
        @Override
        public Topic topic() {
            return Topic.CONTRACT;
        }

        @Override
        public String about() {
            return deviation.where();
        }

        @Override
        public String expected() {
            return deviation.kind() == Deviation.Kind.NULLABLE ? "a value in every row" : "no value twice";
        }
    }

    /** A rule of the contract that can be counted. */
    record Rule(Relation relation, QualityRule rule) implements Check {
        @Override
        public Topic topic() {
            return Topic.QUALITY;
        }

        @Override
        public String about() {
            String column = rule.column();
            return relation.name() + (column == null ? "" : "." + column) + ": " + rule.label();
        }

        @Override
        public String expected() {
            return switch (rule.check()) {
                case QualityRule.Check.Text _ -> "";
                case QualityRule.Check.Library library -> library.threshold() + (library.percent() ? " percent" : "");
                case QualityRule.Check.Sql sql -> sql.threshold().toString();
            };
        }

        @Override
        public boolean binds() {
            return rule.severity() == Severity.ERROR;
        }
    }

    /**
     * How old the newest value of a column is.
     *
     * @param most what is promised
     */
    record Age(Relation relation, Column column, Property property, Duration most) implements Check {
        @Override
        public Topic topic() {
            return Topic.FRESHNESS;
        }

        @Override
        public String about() {
            return relation.name() + "." + column.name() + ": " + property.wireName();
        }

        @Override
        public String expected() {
            return "at most " + Spans.text(most);
        }
    }

    /** Everything that a contract says about data and service and that can be measured. */
    static List<Check> declared(Contract contract) {
        List<Check> checks = new ArrayList<>();
        for (Relation relation : contract.relations()) {
            relation.quality().stream()
                    .filter(rule -> !(rule.check() instanceof QualityRule.Check.Text))
                    .forEach(rule -> checks.add(new Rule(relation, rule)));
        }
        contract.serviceLevels().forEach(level -> age(contract, level).ifPresent(checks::add));
        return checks;
    }

    private static Optional<Check> age(Contract contract, ServiceLevel level) {
        boolean measured = level.property() == Property.FRESHNESS || level.property() == Property.LATENCY;
        if (!measured
                || !(level.value() instanceof ServiceLevel.Value.Time(Duration most))
                || level.elements().size() != 1) {
            return Optional.empty();
        }
        ServiceLevel.Element element = level.elements().getFirst();
        String name = element.column();
        return contract.relation(element.relation())
                .flatMap(relation -> Optional.ofNullable(name)
                        .flatMap(relation::column)
                        .map(column -> new Age(relation, column, level.property(), most)));
    }

    /** What rows have to tell because the table does not enforce it. */
    static List<Check> unenforced(Contract contract, List<Deviation> deviations) {
        List<Check> checks = new ArrayList<>();
        deviations.stream()
                .filter(deviation -> deviation.kind().isAboutRows())
                .forEach(deviation -> contract.relation(deviation.relation())
                        .ifPresent(relation -> checks.add(new Unenforced(relation, deviation))));
        return checks;
    }
}
