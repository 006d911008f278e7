package dev.roadstead.operator.postgres;

import dev.roadstead.operator.access.Effect;
import dev.roadstead.operator.access.RelationLens;
import dev.roadstead.operator.contract.Column;
import dev.roadstead.operator.contract.PgType;
import dev.roadstead.operator.contract.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

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

    /** What one consumer sees of a port view, for as long as {@code admit} lets it. */
    static ViewSql grant(Relation relation, RelationLens lens, String portSchema, String grantSchema) {
        List<Column> visible = visible(relation, lens);
        String select = visible.stream()
                .map(c -> Masks.expression(effect(lens, c), c.type(), ALIAS + "." + Sql.id(c.name())) + " AS "
                        + Sql.id(c.name()))
                .collect(Collectors.joining(", "));
        String query = "SELECT " + select + " FROM " + Sql.id(portSchema, relation.name()) + " " + ALIAS + " WHERE "
                + admit(grantSchema);
        boolean filtered = !lens.rows().isEmpty();
        if (filtered) {
            query += " AND " + RowFilters.sql(lens.rows(), relation.columns(), ALIAS);
        }
        return new ViewSql(states(visible), query, filtered);
    }

    /** Whether every mask and every filter of the lens can be written for the relation as it is now. */
    static boolean fits(Relation relation, RelationLens lens) {
        Masks masks = new Masks();
        Map<String, Column> columns = relation.columns().stream().collect(Collectors.toMap(Column::name, c -> c));
        return !visible(relation, lens).isEmpty()
                && relation.columns().stream()
                        .allMatch(c -> masks.refusal(c, effect(lens, c)).isEmpty())
                && lens.rows().stream().allMatch(r -> {
                    Column column = columns.get(r.column());
                    return column != null && masks.refusal(column, r).isEmpty();
                });
    }

    /** The same columns with nothing behind them: what stands at the address of a lease that is over. */
    static ViewSql ended(Relation relation, RelationLens lens, String grantSchema) {
        List<Column> visible = visible(relation, lens);
        String select = visible.stream()
                .map(c -> "NULL::" + c.type().sql() + " AS " + Sql.id(c.name()))
                .collect(Collectors.joining(", "));
        return new ViewSql(states(visible), "SELECT " + select + " WHERE " + admit(grantSchema), false);
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

    private static List<Column> visible(Relation relation, RelationLens lens) {
        List<Column> visible = new ArrayList<>();
        for (Column column : relation.columns()) {
            if (effect(lens, column) != Effect.HIDDEN) {
                visible.add(column);
            }
        }
        return visible;
    }

    /** What the lens does not mention is not handed out. */
    private static Effect effect(RelationLens lens, Column column) {
        return lens.columns().getOrDefault(column.name(), Effect.HIDDEN);
    }

    private static List<Snapshot.ColumnState> states(List<Column> columns) {
        return columns.stream()
                .map(c -> new Snapshot.ColumnState(c.name(), c.type().sql()))
                .toList();
    }

    private static String admit(String grantSchema) {
        return "roadstead_meta.admit(" + Sql.text(grantSchema) + ")";
    }
}
