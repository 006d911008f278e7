package dev.roadstead.operator.contract.change;

import dev.roadstead.api.v1alpha1.Quality;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.contract.ContractParser;
import dev.roadstead.operator.contract.Parsed;
import dev.roadstead.operator.contract.QualityRule;
import dev.roadstead.operator.contract.Relation;
import dev.roadstead.operator.contract.ServiceLevel.Element;
import dev.roadstead.operator.contract.change.Change.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Compares what two contracts promise of the data and the service. A rule still holds if any rule of the new contract promises as
 * much, whatever it is called; what a rule says about a column that went is told by its going, and so is all about a relation.
 */
final class PromiseChanges {

    private final List<Change> changes = new ArrayList<>();

    /**
     * None if the second contract can't be read, because it is not served then. Of a first one that can't be read any more, as
     * after an upgrade that is stricter, each promise counts that is not written in the second one word for word.
     *
     * @param renamed what an element of the first contract is called in the second one
     */
    static List<Change> between(
            dev.roadstead.api.v1alpha1.Contract before,
            dev.roadstead.api.v1alpha1.Contract after,
            UnaryOperator<Element> renamed) {
        if (ContractParser.parse("contract", after) instanceof Parsed.Valid<Contract>(Contract now)) {
            var comparison = new PromiseChanges();
            if (!(ContractParser.parse("contract", before) instanceof Parsed.Valid<Contract>(Contract was))) {
                comparison.written(before, after);
                return comparison.changes;
            }
            was.relations().stream()
                    .sorted(Comparator.comparing(Relation::name))
                    .forEach(relation ->
                            now.relation(relation.name()).ifPresent(same -> comparison.compare(relation, same)));
            comparison.changes.addAll(ServiceLevelChanges.between(was, now, renamed));
            return comparison.changes;
        }
        return List.of();
    }

    private PromiseChanges() {}

    private void written(dev.roadstead.api.v1alpha1.Contract before, dev.roadstead.api.v1alpha1.Contract after) {
        for (var relation : before.schema()) {
            after.schema().stream()
                    .filter(same -> same.name().equals(relation.name()))
                    .findFirst()
                    .ifPresent(same -> written(relation, same));
        }
        before.slaProperties().stream()
                .filter(level -> !after.slaProperties().contains(level))
                .map(level -> new Change(
                        Kind.SERVICE_LEVEL_REMOVED,
                        "",
                        null,
                        "service level " + level.property() + " is gone or another one"))
                .forEach(changes::add);
    }

    private void written(
            dev.roadstead.api.v1alpha1.Contract.Relation before, dev.roadstead.api.v1alpha1.Contract.Relation after) {
        written(before.name(), null, before.quality(), after.quality());
        for (var column : before.properties()) {
            after.properties().stream()
                    .filter(same -> same.name().equals(column.name()))
                    .findFirst()
                    .ifPresent(same -> written(before.name(), column.name(), column.quality(), same.quality()));
        }
    }

    private void written(String relation, @Nullable String column, List<Quality> before, List<Quality> after) {
        String about = column == null ? relation : relation + "." + column;
        before.stream()
                .filter(rule -> !after.contains(rule))
                .map(rule -> new Change(
                        Kind.QUALITY_REMOVED,
                        relation,
                        column,
                        "a quality rule of " + about + " is removed or another one"))
                .forEach(changes::add);
    }

    private void compare(Relation before, Relation after) {
        for (QualityRule rule : before.quality()) {
            boolean stays = rule.column() == null || after.column(rule.column()).isPresent();
            boolean kept = after.quality().stream().anyMatch(other -> QualityStrength.implies(other, rule));
            if (rule.isGuarantee() && stays && !kept) {
                lost(before.name(), rule, successor(rule, after));
            }
        }
        for (QualityRule rule : after.quality()) {
            boolean known = before.quality().stream().anyMatch(other -> QualityStrength.implies(other, rule));
            if (rule.isGuarantee() && !known) {
                add(Kind.TIGHTENED, before.name(), rule, "promises " + rule.promise());
            }
        }
    }

    private void lost(String relation, QualityRule rule, Optional<QualityRule> successor) {
        if (successor.isEmpty()) {
            add(Kind.QUALITY_REMOVED, relation, rule, "is removed: " + rule.promise());
            return;
        }
        QualityRule now = successor.get();
        add(
                Kind.QUALITY_LOOSENED,
                relation,
                rule,
                now.isGuarantee() ? weaker(rule, now) : "is no longer of severity error: " + rule.promise());
    }

    private static String weaker(QualityRule rule, QualityRule now) {
        return rule.promise().equals(now.promise())
                ? "is measured otherwise, so that " + now.promise() + " says something else"
                : "is no longer as strong: " + rule.promise() + " becomes " + now.promise();
    }

    /** What the rule has become, as far as that can be told: the rule of its name, else the only one that measures the same. */
    private static Optional<QualityRule> successor(QualityRule rule, Relation after) {
        List<QualityRule> candidates = after.quality().stream()
                .filter(other -> Objects.equals(other.column(), rule.column()))
                .toList();
        Optional<QualityRule> named = candidates.stream()
                .filter(other -> rule.name() != null && rule.name().equals(other.name()))
                .findFirst();
        return named.isPresent()
                ? named
                : candidates.stream()
                        .filter(other -> measured(other).equals(measured(rule)))
                        .findFirst();
    }

    private static String measured(QualityRule rule) {
        return switch (rule.check()) {
            case QualityRule.Check.Text text -> "text";
            case QualityRule.Check.Library library -> library.metric().wireName();
            case QualityRule.Check.Sql sql -> "sql " + sql.query();
        };
    }

    private void add(Kind kind, String relation, QualityRule rule, String what) {
        String about = rule.column() == null ? relation : relation + "." + rule.column();
        changes.add(new Change(
                kind, relation, rule.column(), "quality rule " + rule.label() + " of " + about + " " + what));
    }
}
