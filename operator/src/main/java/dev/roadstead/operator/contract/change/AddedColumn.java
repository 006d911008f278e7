package dev.roadstead.operator.contract.change;

import dev.roadstead.api.v1alpha1.Contract;
import dev.roadstead.operator.contract.change.Change.Kind;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A column that a contract has and the one before had not, under any name.
 *
 * @param classified whether its classification is told
 */
public record AddedColumn(String relation, String column, boolean classified) {

    /**
     * In the order of the second contract; the columns of a new relation count too.
     *
     * @param before a contract that can be read
     * @param after another one that can be read
     */
    public static List<AddedColumn> between(Contract before, Contract after) {
        Set<String> added = ContractChanges.between(before, after).stream()
                .filter(change -> change.kind() == Kind.COLUMN_ADDED || change.kind() == Kind.RELATION_ADDED)
                .map(Change::about)
                .collect(Collectors.toSet());
        return after.schema().stream()
                .flatMap(relation -> relation.properties().stream()
                        .filter(column -> added.contains(relation.name())
                                || added.contains(relation.name() + "." + column.name()))
                        .map(column ->
                                new AddedColumn(relation.name(), column.name(), column.classification() != null)))
                .toList();
    }

    /** The column with its relation. */
    @Override
    public String toString() {
        return relation + "." + column;
    }
}
