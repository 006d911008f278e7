package dev.roadstead.operator.postgres;

import dev.roadstead.operator.access.Effect;
import dev.roadstead.operator.access.RelationLens;
import dev.roadstead.operator.access.RowGroup;
import dev.roadstead.operator.contract.Column;
import dev.roadstead.operator.contract.PgType;
import dev.roadstead.operator.contract.Relation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A view as it shall be: its columns, its query and whether it is a barrier. Never a set operation at the top (that
 * would end the barrier), never {@code security_invoker} (consumers hold no right below).
 *
 * @param barrier exactly when rows are filtered; elsewhere it only costs
 */
record ViewSql(List<Snapshot.ColumnState> columns, String query, boolean barrier) {
    private static final String ALIAS = "t";

    /** The contracted columns with the contracted types, over the store's table. */
    static ViewSql port(Relation relation, String dataSchema, Map<String, PgType> tableTypes) {
        String select = relation.columns().stream()
                .map(c -> {
                    PgType stored = tableTypes.get(c.name());
                    String reference = ALIAS + "." + Sql.id(c.name());
                    return c.type().equals(stored)
                            ? reference
                            : reference + "::" + c.type().sql() + " AS " + Sql.id(c.name());
                })
                .collect(Collectors.joining(", "));
        String query = "SELECT " + select + " FROM " + Sql.id(dataSchema, relation.physicalName()) + " " + ALIAS;
        return new ViewSql(states(relation.columns()), query, false);
    }

    /**
     * What one consumer sees of a port view, for as long as {@code admit} lets it.
     *
     * @param noLaterThan an end that holds whatever the lease says; absent as a rule
     */
    static ViewSql grant(
            Relation relation,
            RelationLens lens,
            String portSchema,
            String grantSchema,
            @Nullable Instant noLaterThan) {
        List<Column> visible = visible(relation, lens);
        var cells = new Cells(relation, lens, ALIAS);
        String select = visible.stream()
                .map(c -> cells.expression(c) + " AS " + Sql.id(c.name()))
                .collect(Collectors.joining(", "));
        String query = "SELECT " + select + " FROM " + Sql.id(portSchema, relation.name()) + " " + ALIAS + " WHERE "
                + admit(grantSchema, noLaterThan)
                + cells.filter().map(rows -> " AND " + rows).orElse("");
        return new ViewSql(states(visible), query, lens.filtersRows());
    }

    /**
     * What the grant's view would show, for somebody who may read the tables: no lease, and another key.
     *
     * @param key what to hash with, as an expression
     */
    static ViewSql look(Relation relation, RelationLens lens, String dataSchema, String key) {
        List<Column> visible = visible(relation, lens);
        var cells = new Cells(relation, lens, ALIAS, key);
        String select = visible.stream()
                .map(c -> cells.expression(c) + " AS " + Sql.id(c.name()))
                .collect(Collectors.joining(", "));
        // Every column is cast: what type the table has makes no difference to what the port shows.
        String port = port(relation, dataSchema, Map.of()).query();
        String query = "SELECT " + select + " FROM (" + port + ") " + ALIAS
                + cells.filter().map(rows -> " WHERE " + rows).orElse("");
        return new ViewSql(states(visible), query, lens.filtersRows());
    }

    /** Whether every mask and every filter of the lens can be written for the relation as it is now. */
    static boolean fits(Relation relation, RelationLens lens) {
        return !visible(relation, lens).isEmpty() && lens.groups().stream().allMatch(group -> fits(relation, group));
    }

    private static boolean fits(Relation relation, RowGroup group) {
        var masks = new Masks();
        return relation.columns().stream()
                        .allMatch(c -> masks.refusal(c, group.effect(c.name())).isEmpty())
                && group.rows().stream()
                        .allMatch(row -> relation.column(row.column())
                                .filter(column -> masks.refusal(column, row).isEmpty())
                                .isPresent());
    }

    /** The same columns with nothing behind them: what stands at the address of a lease that is over. */
    static ViewSql ended(Relation relation, RelationLens lens, String grantSchema) {
        return refusing(visible(relation, lens), admit(grantSchema, null));
    }

    /** The columns of a port's view with nothing behind them and an error for whoever reads: its table is unsafe. */
    static ViewSql withheld(Relation relation, String portSchema) {
        String address = Sql.text(portSchema + "." + relation.name());
        return refusing(relation.columns(), "roadstead_meta.withhold(" + address + ")");
    }

    /**
     * Each column asks too: a condition on a plain NULL would be found never to hold before anything is asked, and the
     * answer would be an empty one instead of a refusal.
     */
    private static ViewSql refusing(List<Column> columns, String guard) {
        String select = columns.stream()
                .map(c -> "(CASE WHEN " + guard + " THEN NULL::" + c.type().sql() + " END)::"
                        + c.type().sql() + " AS " + Sql.id(c.name()))
                .collect(Collectors.joining(", "));
        return new ViewSql(states(columns), "SELECT " + select + " WHERE " + guard, false);
    }

    /** The options are always restated: CREATE OR REPLACE VIEW without them would drop the barrier. */
    String create(String schema, String name) {
        return "CREATE OR REPLACE VIEW " + Sql.id(schema, name) + " ("
                + columns.stream().map(c -> Sql.id(c.name())).collect(Collectors.joining(", "))
                + ") WITH (security_barrier = " + barrier + ", security_invoker = false) AS " + query;
    }

    String hash() {
        return Names.hash(32, "view", query, String.valueOf(barrier));
    }

    /** Whether CREATE OR REPLACE VIEW can lead from those columns here: it only appends. */
    boolean extendsColumns(List<Snapshot.ColumnState> existing) {
        return existing.size() <= columns.size()
                && columns.subList(0, existing.size()).equals(existing);
    }

    /** What the lens does not mention is not handed out. */
    private static List<Column> visible(Relation relation, RelationLens lens) {
        Map<String, Effect> effects = lens.columns();
        return relation.columns().stream()
                .filter(column -> effects.getOrDefault(column.name(), Effect.HIDDEN) != Effect.HIDDEN)
                .toList();
    }

    private static List<Snapshot.ColumnState> states(List<Column> columns) {
        return columns.stream()
                .map(c -> new Snapshot.ColumnState(c.name(), c.type().sql()))
                .toList();
    }

    private static String admit(String grantSchema, @Nullable Instant noLaterThan) {
        return "roadstead_meta.admit(" + Sql.text(grantSchema)
                + (noLaterThan == null ? "" : ", " + Sql.time(noLaterThan)) + ")";
    }
}
