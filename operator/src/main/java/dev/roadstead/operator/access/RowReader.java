package dev.roadstead.operator.access;

import dev.roadstead.api.v1alpha1.PolicySpec;
import dev.roadstead.operator.contract.NearestName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Reads which rows a Policy shows. */
final class RowReader {

    private final Findings findings;

    RowReader(Findings findings) {
        this.findings = findings;
    }

    /** Incomplete if there are findings. */
    List<RowCondition> read(String field, List<PolicySpec.Row> rows) {
        var conditions = new ArrayList<RowCondition>();
        for (int i = 0; i < rows.size(); i++) {
            PolicySpec.Row row = rows.get(i);
            if (row == null) {
                // An empty entry must not become "all rows".
                findings.add(field + "[" + i + "]", "the entry is empty", "remove it");
            } else {
                condition(field + "[" + i + "]", row).ifPresent(conditions::add);
            }
        }
        return conditions;
    }

    private Optional<RowCondition> condition(String field, PolicySpec.Row row) {
        findings.unknownFields(field, row.unknown(), PolicySpec.Row.class);
        boolean named = row.column() != null && !row.column().isEmpty();
        if (!named) {
            findings.add(field + ".column", "no column is named", "name the column to compare");
        }
        String written = row.operator() == null ? "" : row.operator();
        Optional<RowOperator> operator = RowOperator.of(written);
        if (operator.isEmpty()) {
            findings.add(
                    field + ".operator",
                    "this version does not know \"" + written + "\"",
                    NearestName.hint(written, RowOperator.wireNames()));
            return Optional.empty();
        }
        return values(field + ".values", operator.get(), row.values()) && named
                ? Optional.of(new RowCondition(row.column(), operator.get(), row.values()))
                : Optional.empty();
    }

    private boolean values(String field, RowOperator operator, List<String> values) {
        if (values.stream().anyMatch(Objects::isNull)) {
            findings.add(
                    field,
                    "a comparison with nothing never holds",
                    "use IsNull or IsNotNull, or remove the empty entry");
            return false;
        }
        if (values.stream().anyMatch(value -> value.indexOf('\0') >= 0)) {
            findings.add(field, "a value has the character NUL, which no text in a store has", "remove it");
            return false;
        }
        // Counted without repetitions: Gt [5, 5] compares with one value.
        if (!operator.takes(new HashSet<>(values).size())) {
            findings.add(
                    field,
                    operator.wireName() + " does not compare with " + values.size() + " values",
                    switch (operator) {
                        case IN, NOT_IN -> "add at least one";
                        case GT, LT -> "write exactly one";
                        case IS_NULL, IS_NOT_NULL -> "remove them";
                    });
            return false;
        }
        return true;
    }
}
