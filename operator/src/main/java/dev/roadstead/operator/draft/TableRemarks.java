package dev.roadstead.operator.draft;

import dev.roadstead.operator.catalogue.FoundColumn;
import dev.roadstead.operator.catalogue.FoundColumn.Origin;
import dev.roadstead.operator.catalogue.FoundTable;
import dev.roadstead.operator.catalogue.Shown;
import java.util.ArrayList;
import java.util.List;

/** What a table does that a contract does not say. Pure. */
final class TableRemarks {

    private static final int SHOWN = 10;

    static List<String> of(FoundTable table) {
        List<String> remarks = new ArrayList<>();
        origin(table, Origin.GENERATED, "computes", remarks);
        origin(table, Origin.IDENTITY, "numbers", remarks);
        origin(table, Origin.DEFAULT, "has defaults for", remarks);
        if (table.partition()) {
            remarks.add(
                    "it is one partition, without the rows of the others; name the partitioned table for all of them");
        }
        if (table.rowSecurity()) {
            remarks.add("its row-level security is not kept; say with rows of a Policy who sees which");
        }
        if (!table.readable()) {
            remarks.add("your login may not read its rows, which nothing needed here; whoever loads them has to");
        }
        return remarks;
    }

    private static void origin(FoundTable table, Origin origin, String does, List<String> remarks) {
        List<String> names = table.columns().stream()
                .filter(column -> column.origin() == origin)
                .map(FoundColumn::name)
                .map(Shown::of)
                .toList();
        if (!names.isEmpty()) {
            String more = names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : "";
            remarks.add("the table " + does + " "
                    + String.join(", ", names.subList(0, Math.min(SHOWN, names.size()))) + more
                    + "; with a contract whoever writes a row brings the value");
        }
    }

    private TableRemarks() {}
}
