package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.Finding;
import dev.roadstead.operator.backend.Finding.Concern;
import dev.roadstead.operator.backend.GrantKey;
import dev.roadstead.operator.backend.GrantWish;
import dev.roadstead.operator.backend.PortKey;
import dev.roadstead.operator.backend.StoreKey;
import dev.roadstead.operator.postgres.Plan.Unit;
import dev.roadstead.operator.postgres.Script.Departure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The part of a pass that puts right what somebody else did: try, read back, keep in the book what remains. */
final class Upkeep {
    private final Connection connection;
    private final Applier applier;
    private final SnapshotReader reader;
    private final DriftPlanner drift;
    private final DriftBook book;

    /**
     * What is true after mending.
     *
     * @param tried whether anything was tried, so that the snapshot is a new one
     */
    record Mended(Snapshot snapshot, boolean tried) {}

    Upkeep(Connection connection, Applier applier, SnapshotReader reader, DriftPlanner drift, DriftBook book) {
        this.connection = connection;
        this.applier = applier;
        this.reader = reader;
        this.drift = drift;
        this.book = book;
    }

    /**
     * Takes away what no wish can have made.
     *
     * @param before what the operator itself left; absent where that is not known
     */
    Mended mend(Snapshot snapshot, @Nullable Snapshot before) throws SQLException {
        List<Repair> found = drift.find(snapshot, before);
        List<Repair> attempts = book.worthTrying(found);
        Snapshot now = snapshot;
        if (!attempts.isEmpty()) {
            applier.apply(attempts.stream()
                    .map(r -> new Unit(r.finding(), r.attempt(), Set.of(), Set.of(), List.of()))
                    .toList());
            now = reader.read(connection);
        }
        List<Finding> still = findings(attempts.isEmpty() ? found : drift.find(now, before));
        Set<Finding> left = new HashSet<>(still);
        book.repaired(findings(found).stream()
                .filter(finding -> !left.contains(finding))
                .toList());
        book.remaining(still);
        return new Mended(now, !attempts.isEmpty());
    }

    private static List<Finding> findings(List<Repair> repairs) {
        return repairs.stream().map(Repair::finding).toList();
    }

    /**
     * What a plan put right without any wish having asked for it.
     *
     * @param suspect whether no wish has changed, so that every departure is somebody else's doing
     */
    void departures(Plan plan, Map<Object, SQLException> failed, boolean suspect, Wishes wishes) {
        List<Finding> repaired = new ArrayList<>();
        for (Unit unit : plan.units()) {
            if (failed.containsKey(unit.key())) {
                continue; // Its object's own condition tells, and the next pass tries again.
            }
            for (Departure departure : unit.departures()) {
                if (suspect || departure.certain()) {
                    repaired.add(new Finding(
                            departure.kind(),
                            departure.object(),
                            departure.found(),
                            departure.remedy(),
                            concern(unit.key(), wishes)));
                }
            }
        }
        book.repaired(repaired);
    }

    private static @Nullable Concern concern(Object key, Wishes wishes) {
        return switch (key) {
            case StoreKey store -> new Concern.Store(store);
            case PortKey port -> new Concern.Port(port);
            case GrantKey grant ->
                wishes.grants().stream()
                        .filter(w -> w.key().equals(grant))
                        .map(GrantWish::request)
                        .findFirst()
                        .map(Concern.Grant::new)
                        .orElse(null);
            default -> null;
        };
    }
}
