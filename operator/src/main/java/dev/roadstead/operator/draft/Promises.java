package dev.roadstead.operator.draft;

import dev.roadstead.operator.catalogue.FoundColumn;
import dev.roadstead.operator.catalogue.FoundTable;
import dev.roadstead.operator.catalogue.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Which constraints of a table may be promised to consumers: those that hold for every row it shows. Pure. */
final class Promises {

    private final FoundTable table;
    private final boolean keys;
    private final boolean keyWhole;
    private final int keyColumns;

    private Promises(FoundTable table) {
        this.table = table;
        List<FoundColumn> key = table.columns().stream()
                .filter(column -> column.keyPosition() > 0)
                .toList();
        this.keyColumns = key.size();
        // Without one of its columns a key would promise more than the table does.
        this.keyWhole =
                key.stream().allMatch(column -> TypeChoice.of(column.type()).type() != null);
        this.keys = isOwn() && !table.children();
    }

    static Promises of(FoundTable table) {
        return new Promises(table);
    }

    boolean required(FoundColumn column) {
        return isOwn() && column.required();
    }

    boolean unique(FoundColumn column) {
        return keys && column.unique();
    }

    /** From 1; 0 if the column is not part of a key that can be promised. */
    int keyPosition(FoundColumn column) {
        return keys && keyWhole ? column.keyPosition() : 0;
    }

    /** Whether it is the primary key alone, so that its place and its being unique need no words. */
    boolean isWholeKey(FoundColumn column) {
        return keyPosition(column) > 0 && keyColumns == 1;
    }

    List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        switch (table.kind()) {
            case VIEW, MATERIALIZED_VIEW ->
                remarks.add(
                        "a view says of no column that it is required or a key; add required and primaryKey where you"
                                + " know");
            case FOREIGN ->
                remarks.add(
                        "nobody checks the constraints of a foreign table here, so no column is required; add required"
                                + " where you know");
            case TABLE, PARTITIONED -> {}
        }
        if (table.children()) {
            remarks.add("other tables inherit from it, and its keys know nothing of their rows, so they are left out");
        }
        if (keys && !keyWhole) {
            remarks.add("its primary key has a column that is left out, so the contract has no key; choose one");
        }
        for (List<String> together : keys ? table.uniqueTogether() : List.<List<String>>of()) {
            remarks.add("UNIQUE (" + together.stream().map(Shown::of).collect(Collectors.joining(", "))
                    + ") is left out, because unique is said of one column; write a quality rule duplicateValues");
        }
        return remarks;
    }

    private boolean isOwn() {
        return table.kind() == FoundTable.Kind.TABLE || table.kind() == FoundTable.Kind.PARTITIONED;
    }
}
