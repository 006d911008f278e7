package dev.roadstead.operator.contract;

import dev.roadstead.api.v1alpha1.Contract;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The order of the columns of a primary key: those with a position by position, then the others as they are written.
 * Positions may have gaps; what comes out has none, so that keys written differently are equal if they are.
 */
final class PrimaryKey {

    /** PostgreSQL's limit for an index. */
    private static final int MAX_COLUMNS = 32;

    private final String field;
    private final List<Contract.Column> columns;
    private final List<Contract.Column> strays;

    /** By identity: two columns written alike are a violation of their own, but each has its place. */
    private final IdentityHashMap<Contract.Column, Integer> positions = new IdentityHashMap<>();

    PrimaryKey(String field, List<Contract.Column> properties) {
        this.field = field;
        this.columns = properties.stream()
                .filter(Objects::nonNull)
                .filter(Contract.Column::primaryKeyOrDefault)
                .sorted(Comparator.comparing(
                        Contract.Column::primaryKeyPosition, Comparator.nullsLast(Comparator.naturalOrder())))
                .toList();
        this.strays = properties.stream()
                .filter(Objects::nonNull)
                .filter(column -> column.primaryKeyPosition() != null && !column.primaryKeyOrDefault())
                .toList();
        columns.forEach(column -> positions.put(column, positions.size() + 1));
    }

    /** From 1; 0 for a column that is not part of the key. */
    int position(Contract.Column column) {
        return positions.getOrDefault(column, 0);
    }

    List<Violation> violations() {
        var violations = new ArrayList<Violation>();
        if (columns.size() > MAX_COLUMNS) {
            violations.add(new Violation(
                    field, "the primary key has " + columns.size() + " columns", "keep to at most " + MAX_COLUMNS));
        }
        Set<Integer> taken = new HashSet<>();
        for (Contract.Column column : columns) {
            Integer position = column.primaryKeyPosition();
            if (position != null && position < 1) {
                violations.add(violation(column, "a position in the key is counted from 1", "use 1 or more"));
            } else if (position != null && !taken.add(position)) {
                violations.add(violation(
                        column,
                        "another column has position " + position + " in the key",
                        "give each its own position"));
            }
        }
        for (Contract.Column stray : strays) {
            violations.add(
                    violation(stray, "the column is not part of the key", "add primaryKey: true or remove this"));
        }
        return violations;
    }

    private Violation violation(Contract.Column column, String cause, String remedy) {
        return new Violation(field + "[" + column.name() + "].primaryKeyPosition", cause, remedy);
    }
}
