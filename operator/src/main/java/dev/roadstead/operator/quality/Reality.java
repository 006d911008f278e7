package dev.roadstead.operator.quality;

import dev.roadstead.operator.contract.Column;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.contract.InvalidTypeException;
import dev.roadstead.operator.contract.PgType;
import dev.roadstead.operator.contract.Relation;
import dev.roadstead.operator.quality.Deviation.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Compares what a contract promises with what the catalogue says; no row is read. */
public final class Reality {

    private Reality() {}

    /**
     * What differs in the tables of a contract, in its order.
     *
     * @param tables what is known of a table, by its name inside the store
     */
    public static List<Deviation> of(Contract contract, Function<String, Optional<TableFacts>> tables) {
        List<Deviation> found = new ArrayList<>();
        for (Relation relation : contract.relations()) {
            TableFacts table = tables.apply(relation.physicalName()).orElse(null);
            if (table == null) {
                found.add(new Deviation(
                        Kind.MISSING, relation.name(), List.of(), "table " + relation.physicalName(), "none"));
            } else {
                found.addAll(of(relation, table));
            }
        }
        return found;
    }

    /** What differs in one table. */
    public static List<Deviation> of(Relation relation, TableFacts table) {
        List<Deviation> found = new ArrayList<>();
        for (Column column : relation.columns()) {
            Deviation deviation = column(relation, column, table);
            if (deviation != null) {
                found.add(deviation);
            }
        }
        for (Column column : relation.columns()) {
            boolean there = table.types().containsKey(column.name());
            if (column.unique() && there && !table.isKey(Set.of(column.name()))) {
                found.add(new Deviation(
                        Kind.NOT_UNIQUE, relation.name(), List.of(column.name()), "unique values", "no unique index"));
            }
        }
        List<String> key = relation.primaryKey().stream().map(Column::name).toList();
        if (!key.isEmpty() && table.types().keySet().containsAll(key) && !table.isKey(new HashSet<>(key))) {
            found.add(new Deviation(
                    Kind.NOT_UNIQUE, relation.name(), key, "a primary key", "no key and no unique index"));
        }
        return found;
    }

    private static @Nullable Deviation column(Relation relation, Column column, TableFacts table) {
        String stored = table.types().get(column.name());
        List<String> about = List.of(column.name());
        String expected = column.type().sql();
        if (stored == null) {
            return new Deviation(Kind.MISSING, relation.name(), about, expected, "no such column");
        }
        if (!shows(stored, column.type())) {
            return new Deviation(Kind.TYPE, relation.name(), about, expected, stored);
        }
        return column.required() && !table.notNull().contains(column.name())
                ? new Deviation(Kind.NULLABLE, relation.name(), about, "NOT NULL", "a nullable column")
                : null;
    }

    private static boolean shows(String stored, PgType contracted) {
        try {
            return PgType.parse(stored).widensTo(contracted);
        } catch (InvalidTypeException e) {
            return false;
        }
    }
}
