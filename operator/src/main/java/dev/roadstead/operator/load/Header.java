package dev.roadstead.operator.load;

import dev.roadstead.operator.load.LoadException.Cause;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Matches the columns a file names with those of the table. Pure. */
final class Header {
    private Header() {}

    /**
     * The table's columns in the order of the file. What a contract requires is required although the table, which is
     * shared with other versions, could do without.
     */
    static List<TableColumn> match(List<String> header, List<TableColumn> table, ContractColumns contract)
            throws LoadException {
        Map<String, TableColumn> byName = new LinkedHashMap<>();
        table.forEach(column -> byName.put(column.name(), required(column, contract)));
        var problems = new ArrayList<String>();
        report(
                problems,
                "has columns the table does not have: ",
                header.stream().filter(name -> !byName.containsKey(name)).toList());
        report(
                problems,
                "has columns the store computes itself: ",
                header.stream()
                        .filter(name ->
                                byName.containsKey(name) && byName.get(name).generated())
                        .toList());
        report(
                problems,
                "lacks columns that must have a value: ",
                byName.values().stream()
                        .filter(column -> column.required() && !column.generated() && !header.contains(column.name()))
                        .map(TableColumn::name)
                        .toList());
        if (!problems.isEmpty()) {
            throw new LoadException(
                    Cause.BAD_DATA,
                    "the file " + String.join(", and ", problems) + ". The table's columns are "
                            + String.join(", ", byName.keySet()) + "; the file may name them in any order");
        }
        return header.stream().map(byName::get).toList();
    }

    private static TableColumn required(TableColumn column, ContractColumns contract) {
        return new TableColumn(
                column.name(),
                column.type(),
                column.baseType(),
                column.required() || contract.isRequired(column.name()),
                column.generated(),
                column.keyPosition());
    }

    private static void report(List<String> problems, String text, List<String> names) {
        if (!names.isEmpty()) {
            problems.add(text + String.join(", ", names));
        }
    }
}
