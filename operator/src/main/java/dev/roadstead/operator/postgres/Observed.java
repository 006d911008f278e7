package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.StoreKey;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.postgres.Snapshot.Constraints;
import dev.roadstead.operator.postgres.Snapshot.RelationName;
import dev.roadstead.operator.postgres.Snapshot.RelationState;
import dev.roadstead.operator.quality.Deviation;
import dev.roadstead.operator.quality.Reality;
import dev.roadstead.operator.quality.TableFacts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A snapshot in the words of contracts. */
final class Observed {
    private Observed() {}

    static List<Deviation> deviations(Snapshot snapshot, StoreKey store, Contract contract) {
        String schema = Names.dataSchema(store);
        return Reality.of(contract, table -> {
            RelationName name = new RelationName(schema, table);
            return Optional.ofNullable(snapshot.relations().get(name)).map(state -> table(state, snapshot, name));
        });
    }

    /** @param state the columns it has, or will have */
    static TableFacts table(RelationState state, Snapshot snapshot, RelationName name) {
        Map<String, String> types = new HashMap<>();
        state.columns().forEach(column -> types.put(column.name(), column.type()));
        Constraints constraints = snapshot.constraints().getOrDefault(name, Constraints.NONE);
        return new TableFacts(types, constraints.notNull(), List.copyOf(constraints.keys()));
    }
}
