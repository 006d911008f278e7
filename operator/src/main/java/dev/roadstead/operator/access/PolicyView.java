package dev.roadstead.operator.access;

import dev.roadstead.operator.contract.Column;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.contract.Relation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * What one Policy alone shows of a contract.
 *
 * @param groups for each relation of the contract, in its order, the rows it admits and how it shows them, visible or not
 * @param refusal why its choice of rows can't be kept; empty if it can
 */
record PolicyView(AccessPolicy policy, List<RowGroup> groups, Optional<String> refusal) {

    static PolicyView of(AccessPolicy policy, Contract contract, Enforcement enforcement) {
        List<RowGroup> groups = contract.relations().stream()
                .map(relation -> group(policy, relation))
                .toList();
        return new PolicyView(policy, groups, refusal(policy, contract, groups, enforcement));
    }

    private static RowGroup group(AccessPolicy policy, Relation relation) {
        boolean covered = covers(policy, relation);
        var columns = new LinkedHashMap<String, Effect>();
        for (Column column : relation.columns()) {
            columns.put(column.name(), covered ? policy.columns().effect(column) : Effect.HIDDEN);
        }
        return new RowGroup(policy.rows(), columns);
    }

    /** Without one of the filter's columns nothing says which rows are meant, so none are. */
    private static boolean covers(AccessPolicy policy, Relation relation) {
        return policy.rows().stream()
                .allMatch(row -> relation.column(row.column()).isPresent());
    }

    private static Optional<String> refusal(
            AccessPolicy policy, Contract contract, List<RowGroup> groups, Enforcement enforcement) {
        List<Relation> covered = contract.relations().stream()
                .filter(relation -> covers(policy, relation))
                .toList();
        if (covered.isEmpty()) {
            return Optional.of(noSuchColumns(policy, contract));
        }
        return covered.stream()
                .filter(relation ->
                        groups.get(contract.relations().indexOf(relation)).visible())
                .flatMap(relation -> policy.rows().stream()
                        .flatMap(row -> relation.column(row.column()).stream()
                                .flatMap(column -> enforcement.refusal(column, row).stream())
                                .map(why -> "Policy " + policy.name() + " chooses rows of " + relation.name() + " by "
                                        + row.column() + " " + row.operator().wireName() + ": " + why)))
                .findFirst();
    }

    private static String noSuchColumns(AccessPolicy policy, Contract contract) {
        List<String> missing = policy.rows().stream()
                .map(RowCondition::column)
                .distinct()
                .filter(name -> contract.relations().stream()
                        .noneMatch(relation -> relation.column(name).isPresent()))
                .toList();
        String what = missing.isEmpty()
                ? ", but no relation of the contract has all these columns"
                : ", but no relation of the contract has " + String.join(", ", missing);
        List<String> columns =
                policy.rows().stream().map(RowCondition::column).distinct().toList();
        return "Policy " + policy.name() + " chooses rows by " + String.join(", ", columns) + what
                + "; correct spec.rows, or write a Policy for the ports that have them";
    }
}
