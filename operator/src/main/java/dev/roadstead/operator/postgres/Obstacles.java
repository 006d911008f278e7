package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.GrantKey;
import dev.roadstead.operator.postgres.Plan.Unit;
import dev.roadstead.operator.postgres.Snapshot.RelationName;
import dev.roadstead.operator.postgres.Snapshot.RelationState;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stands in the way of a unit: an open reader of a view, something built on it, or a consumer's open transaction that
 * has changed the same row of a catalogue. A view that can't be replaced must not go on showing what it showed.
 */
final class Obstacles {
    private static final Logger log = LoggerFactory.getLogger(Obstacles.class);

    private final Applier applier;
    private final Sessions sessions;

    Obstacles(Applier applier, Sessions sessions) {
        this.applier = applier;
        this.sessions = sessions;
    }

    /** The keys of the units that failed for that reason. */
    static Set<Object> blocked(Plan plan, Map<Object, SQLException> failed) {
        Set<Object> blocked = new HashSet<>();
        for (Unit unit : plan.units()) {
            SQLException failure = failed.get(unit.key());
            if (failure != null
                    && (SqlState.concurrency(Failures.state(failure), Failures.firstLine(failure))
                            || (!unit.replaced().isEmpty()
                                    && Failures.state(failure).equals(SqlState.DEPENDENT_OBJECTS)))) {
                blocked.add(unit.key());
            }
        }
        return blocked;
    }

    /** REVOKE waits for nobody; then the readers in the way are ended, and the next plan replaces and grants again. */
    void clear(Plan plan, Set<Object> blocked, Snapshot snapshot) throws SQLException {
        Script script = new Script();
        Set<String> schemas = new TreeSet<>();
        Set<String> consumers = new TreeSet<>();
        for (Unit unit : plan.units()) {
            if (!blocked.contains(unit.key())) {
                continue;
            }
            consumers.addAll(consumers(unit.key(), snapshot));
            for (RelationName name : new TreeSet<>(unit.replaced())) {
                RelationState state = snapshot.relations().get(name);
                if (state != null) {
                    Releases.revokeAll(
                            script,
                            state.owner(),
                            "TABLE " + Sql.id(name.schema(), name.name()),
                            state.acl().keySet());
                    schemas.add(name.schema());
                }
            }
        }
        int ended = sessions.endWriting(consumers);
        applier.run(script.statements());
        if (!schemas.isEmpty()) {
            ended += sessions.endHolders(schemas);
        }
        log.info("event=view-blocked schemas={} sessionsEnded={}", schemas.size(), ended);
    }

    /** Whoever may hold a catalogue's row in this way: a grant's own consumer; with anything shared, any consumer. */
    private static Set<String> consumers(Object key, Snapshot snapshot) {
        Set<String> consumers = new TreeSet<>();
        snapshot.ledger().values().stream()
                .filter(row -> row.part() == Snapshot.Part.CONSUMER)
                .filter(row -> !(key instanceof GrantKey grant)
                        || row.object().equals(grant.subject().toString()))
                .forEach(row -> consumers.add(row.key().name()));
        return consumers;
    }
}
