package dev.roadstead.operator.draft;

import dev.roadstead.api.v1alpha1.Contract;
import dev.roadstead.operator.catalogue.CatalogueException;
import dev.roadstead.operator.catalogue.FoundColumn;
import dev.roadstead.operator.catalogue.FoundTable;
import dev.roadstead.operator.catalogue.Shown;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A contract to begin with, from a table of somebody's PostgreSQL. Pure.
 *
 * @param comments lines for the top of the port, without their number sign
 * @param remarks what its owner should know
 */
public record TableDraft(Contract contract, List<String> comments, List<String> remarks) {

    private static final int MOST_COLUMNS = 1000;

    /** Where the columns of this table go. */
    public String relation() {
        return contract.schema().getFirst().name();
    }

    /**
     * Drafts a contract.
     *
     * @throws CatalogueException if no contract can be made of the table
     */
    public static TableDraft of(FoundTable table) throws CatalogueException {
        return new Making(table).draft();
    }

    /** One draft while it is made. */
    private static final class Making {

        private final FoundTable table;
        private final String relation;
        private final Promises promises;
        private final Descriptions descriptions = new Descriptions();
        private final List<String> comments = new ArrayList<>();
        private final List<String> remarks = new ArrayList<>();

        Making(FoundTable table) {
            this.table = table;
            this.relation = ColumnNames.of(List.of(table.address().name())).getFirst();
            this.promises = Promises.of(table);
        }

        TableDraft draft() throws CatalogueException {
            if (!relation.equals(table.address().name())) {
                remarks.add(renamed("table", table.address().name(), relation));
            }
            List<Contract.Column> columns = columns();
            if (columns.isEmpty()) {
                throw unusable("has no column of a type that a port can have");
            }
            if (columns.size() > MOST_COLUMNS) {
                throw unusable("has " + columns.size() + " columns, and a relation of a port at most " + MOST_COLUMNS
                        + "; make views that have some of them each, and name these");
            }
            String description = descriptions.of(table.description());
            remarks.addAll(promises.remarks());
            remarks.addAll(TableRemarks.of(table));
            remarks.addAll(descriptions.remarks());
            return new TableDraft(contract(description, columns), comments, remarks);
        }

        @SuppressWarnings(
                "NullAway") // it overlooks @Nullable of nested types in class files, as description, price and team are
        private Contract contract(@Nullable String description, List<Contract.Column> columns) {
            var only = new Contract.Relation(relation, null, null, description, null, List.of(), columns, List.of());
            return new Contract(null, null, List.of(), List.of(only), List.of(), List.of(), null, null, List.of());
        }

        private List<Contract.Column> columns() {
            List<String> names = ColumnNames.of(
                    table.columns().stream().map(FoundColumn::name).toList());
            List<Contract.Column> columns = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                FoundColumn found = table.columns().get(i);
                TypeChoice choice = TypeChoice.of(found.type());
                if (choice.type() == null) {
                    comments.add("left out: " + relation + "." + Shown.of(found.name()) + ": " + choice.note());
                    continue;
                }
                if (choice.note() != null) {
                    comments.add("type: " + relation + "." + names.get(i) + ": " + choice.note());
                }
                if (!names.get(i).equals(found.name())) {
                    remarks.add(renamed("column", found.name(), names.get(i)));
                }
                columns.add(column(names.get(i), choice.type(), found));
            }
            return columns;
        }

        private Contract.Column column(String name, String type, FoundColumn found) {
            int place = promises.keyPosition(found);
            return new Contract.Column(
                    name,
                    null,
                    null,
                    null,
                    type,
                    descriptions.of(found.description()),
                    promises.required(found) ? true : null,
                    (promises.unique(found) && !promises.isWholeKey(found)) ? true : null,
                    place > 0 ? true : null,
                    (place > 0 && !promises.isWholeKey(found)) ? place : null,
                    null,
                    null,
                    List.of(),
                    List.of(),
                    List.of());
        }

        private static String renamed(String what, String from, String to) {
            return "the " + what + " \"" + Shown.of(from) + "\" became " + to
                    + ", because names in a contract have letters without accents, digits and underscores";
        }

        private CatalogueException unusable(String why) {
            return new CatalogueException(
                    CatalogueException.Cause.UNUSABLE, Shown.of(table.address().toString()) + " " + why);
        }
    }
}
