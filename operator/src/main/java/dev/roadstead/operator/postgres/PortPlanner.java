package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.operator.backend.Finding.Kind;
import dev.roadstead.operator.backend.PortKey;
import dev.roadstead.operator.backend.PortOutcome;
import dev.roadstead.operator.backend.PortWish;
import dev.roadstead.operator.backend.StoreKey;
import dev.roadstead.operator.contract.Column;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.contract.InvalidTypeException;
import dev.roadstead.operator.contract.PgType;
import dev.roadstead.operator.contract.Relation;
import dev.roadstead.operator.postgres.Exposure.Plant;
import dev.roadstead.operator.postgres.Plan.Result;
import dev.roadstead.operator.postgres.Snapshot.ColumnState;
import dev.roadstead.operator.postgres.Snapshot.LedgerKey;
import dev.roadstead.operator.postgres.Snapshot.Part;
import dev.roadstead.operator.postgres.Snapshot.RelationName;
import dev.roadstead.operator.postgres.Snapshot.RelationState;
import dev.roadstead.operator.quality.Reality;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Plans a port version: the tables it needs in the store (made, or extended by nullable columns; never dropped, retyped
 * or tightened) and its views over them.
 */
final class PortPlanner {
    private static final Set<String> DML = Set.of("DELETE", "INSERT", "SELECT", "TRUNCATE", "UPDATE");

    private final Draft draft;
    private final Views views;
    private final Checkers checkers;

    PortPlanner(Draft draft, Views views, Checkers checkers) {
        this.draft = draft;
        this.views = views;
        this.checkers = checkers;
    }

    Result plan(Script script, PortWish wish) {
        StoreKey store = wish.store();
        PortKey key = wish.key();
        String dataSchema = Names.dataSchema(store);
        String owner = draft.names.portOwner(store);
        if (draft.schema(dataSchema).isEmpty()) {
            throw BackendException.failed(
                    "StoreNotReady", "store " + store + " is not provisioned yet; this continues by itself", notYet());
        }
        String schema = Names.portSchema(key);
        draft.schema(
                script,
                schema,
                owner,
                Part.PORT,
                key.domain(),
                key.port() + "/" + key.version(),
                "Roadstead: output port " + key + "; read through a grant");
        Map<RelationName, ViewSql> wanted = new LinkedHashMap<>();
        List<String> unsafe = new ArrayList<>();
        for (Relation relation : wish.contract().relations()) {
            List<Plant> plants = plants(dataSchema, relation);
            if (!plants.isEmpty()) {
                // Not even DDL: whatever touches the table may run what hangs on it.
                unsafe.add(unsafe(dataSchema, relation, plants));
                wanted.put(new RelationName(schema, relation.name()), ViewSql.withheld(relation, schema));
                continue;
            }
            Map<String, PgType> types = table(script, store, dataSchema, relation, schema);
            wanted.put(new RelationName(schema, relation.name()), ViewSql.port(relation, dataSchema, types));
        }
        Checkers.Reading reading =
                checkers.begin(script, store, owner, schema, wish.checked() || rowsDecide(wish.contract(), dataSchema));
        Draft.acl(
                script,
                owner,
                "SCHEMA " + Sql.id(schema),
                draft.schema(schema).orElseThrow().acl(),
                reading.onSchema());
        dropForeignViews(script, key, schema, owner, wanted.keySet());
        wanted.forEach((name, view) -> {
            if (views.mustBeMadeAnew(name, view)) {
                views.dropGrantViews(script, key, name.name(), owner);
            }
            Map<String, Set<String>> acl =
                    draft.relation(name).map(RelationState::acl).orElse(Map.of());
            views.plan(script, owner, name, view, reading.onView(acl));
        });
        boolean recorded = unsafe.isEmpty() && Histories.publish(script, draft, wish);
        if (unsafe.isEmpty() && !recorded) {
            script.isAsBefore();
        }
        checkers.give(script, store, owner, schema, reading, wanted.keySet());
        if (!unsafe.isEmpty()) {
            return Result.of(BackendException.refused("UnsafeRelation", String.join(". ", unsafe)));
        }
        return Result.of(new PortOutcome(
                schema, wish.contract().relations().stream().map(Relation::name).toList()));
    }

    /** Whether the contract promises something that a table does not enforce: only its rows tell whether it holds. */
    private boolean rowsDecide(Contract contract, String dataSchema) {
        return contract.relations().stream().anyMatch(relation -> {
            RelationName name = new RelationName(dataSchema, relation.physicalName());
            RelationState table = draft.relation(name).orElse(null);
            // One that is made now is made as the contract says.
            return table != null
                    && draft.snapshot.relations().containsKey(name)
                    && Reality.of(relation, Observed.table(table, draft.snapshot, name)).stream()
                            .anyMatch(deviation -> deviation.kind().isAboutRows());
        });
    }

    private List<Plant> plants(String dataSchema, Relation relation) {
        return draft.snapshot
                .exposure()
                .plants()
                .getOrDefault(new RelationName(dataSchema, relation.physicalName()), List.of());
    }

    private static String unsafe(String dataSchema, Relation relation, List<Plant> plants) {
        Plant first = plants.getFirst();
        return "table " + dataSchema + "." + relation.physicalName() + " under relation " + relation.name() + ": "
                + first.what() + (plants.size() > 1 ? " and " + (plants.size() - 1) + " more" : "")
                + ", which would run or decide in every reader's session; until it is gone the relation answers with an"
                + " error; a DBA runs: " + first.remedy();
    }

    /** A relation that left the contract leaves the port, and with it every grant. */
    private void dropForeignViews(Script script, PortKey key, String schema, String owner, Set<RelationName> wanted) {
        for (RelationName found : draft.snapshot.relationsIn(schema)) {
            if (!wanted.contains(found) && views.isOurs(found)) {
                views.dropGrantViews(script, key, found.name(), owner);
                views.drop(script, owner, found);
            }
        }
    }

    /** @return the stored type of each contracted column */
    private Map<String, PgType> table(
            Script script, StoreKey store, String dataSchema, Relation relation, String portSchema) {
        RelationName name = new RelationName(dataSchema, relation.physicalName());
        String owner = draft.names.dataOwner(store);
        RelationState state = draft.relation(name).orElse(null);
        Map<String, Set<String>> wantedAcl = new TreeMap<>(
                Map.of(draft.names.writerGroup(store), DML, draft.names.portOwner(store), Set.of("SELECT")));
        if (state == null) {
            lost(script, name, new RelationName(portSchema, relation.name()));
            script.as(owner, createTable(name, relation));
            state = new RelationState('r', owner, false, false, Map.of(), states(relation.columns()), "");
        } else if (state.kind() != 'r') {
            throw BackendException.refused(
                    "SchemaMismatch",
                    dataSchema + "." + relation.physicalName() + " is not a table; use another physicalName");
        } else {
            state = extend(script, owner, name, state, relation);
        }
        Draft.acl(script, owner, "TABLE " + Sql.id(name.schema(), name.name()), state.acl(), wantedAcl);
        draft.plan(name, new RelationState('r', owner, false, false, wantedAcl, state.columns(), ""));
        return types(state.columns());
    }

    /** A port that was published over this table had data, as far as anybody knows. */
    private void lost(Script script, RelationName table, RelationName view) {
        if (draft.snapshot.ours(LedgerKey.view(view))
                && !draft.snapshot.relations().containsKey(table)) {
            script.departs(new Script.Departure(
                    Kind.DATA_LOST,
                    "table " + Sql.id(table.schema(), table.name()),
                    "it was dropped or renamed with all its rows, by whom is not known; an empty one was made in its place",
                    "restore its rows from a backup, or have its writers load them again",
                    false));
        }
    }

    private RelationState extend(
            Script script, String owner, RelationName name, RelationState state, Relation relation) {
        Map<String, PgType> stored = types(state.columns());
        List<ColumnState> columns = new ArrayList<>(state.columns());
        List<String> added = new ArrayList<>();
        for (Column column : relation.columns()) {
            PgType type = stored.get(column.name());
            if (type == null) {
                added.add("ADD COLUMN " + Sql.id(column.name()) + " "
                        + column.type().sql());
                columns.add(new ColumnState(column.name(), column.type().sql()));
            } else if (!type.widensTo(column.type())) {
                throw BackendException.refused(
                        "SchemaMismatch",
                        "contract.schema[" + relation.name() + "].properties[" + column.name() + "].physicalType is "
                                + column.type().sql() + ", but table " + relation.physicalName() + " holds "
                                + type.sql() + "; declare " + type.sql() + " or a wider type, or name a new column");
            }
        }
        if (!added.isEmpty()) {
            script.as(owner, "ALTER TABLE " + Sql.id(name.schema(), name.name()) + " " + String.join(", ", added));
        }
        return new RelationState('r', owner, false, false, state.acl(), columns, "");
    }

    private static String createTable(RelationName name, Relation relation) {
        List<String> parts = new ArrayList<>();
        for (Column column : relation.columns()) {
            parts.add(Sql.id(column.name()) + " " + column.type().sql() + (column.required() ? " NOT NULL" : ""));
        }
        String primaryKey = relation.columns().stream()
                .filter(c -> c.primaryKeyPosition() > 0)
                .sorted(Comparator.comparingInt(Column::primaryKeyPosition))
                .map(c -> Sql.id(c.name()))
                .collect(Collectors.joining(", "));
        if (!primaryKey.isEmpty()) {
            parts.add("PRIMARY KEY (" + primaryKey + ")");
        }
        return "CREATE TABLE " + Sql.id(name.schema(), name.name()) + " (" + String.join(", ", parts) + ")";
    }

    private static List<ColumnState> states(List<Column> columns) {
        return columns.stream()
                .map(c -> new ColumnState(c.name(), c.type().sql()))
                .toList();
    }

    private static Map<String, PgType> types(List<ColumnState> columns) {
        Map<String, PgType> types = new LinkedHashMap<>();
        for (ColumnState column : columns) {
            try {
                types.put(column.name(), PgType.parse(column.type()));
            } catch (InvalidTypeException e) {
                throw BackendException.refused(
                        "SchemaMismatch",
                        "column " + column.name() + " has type " + column.type() + ", which no contract can show");
            }
        }
        return types;
    }

    private static IllegalStateException notYet() {
        return new IllegalStateException("not provisioned yet");
    }
}
