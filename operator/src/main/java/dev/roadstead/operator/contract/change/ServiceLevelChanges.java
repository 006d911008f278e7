package dev.roadstead.operator.contract.change;

import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.contract.ServiceLevel;
import dev.roadstead.operator.contract.ServiceLevel.Value;
import dev.roadstead.operator.contract.change.Change.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Compares what two contracts promise of the service. */
final class ServiceLevelChanges {

    static List<Change> between(Contract before, Contract after) {
        var changes = new ArrayList<Change>();
        for (ServiceLevel level : before.serviceLevels()) {
            boolean kept = after.serviceLevels().stream().anyMatch(other -> implies(other, level));
            if (level.property().isJudged() && stays(level, after) && !kept) {
                changes.add(lost(level, after));
            }
        }
        for (ServiceLevel level : after.serviceLevels()) {
            boolean known = before.serviceLevels().stream().anyMatch(other -> implies(other, level));
            if (level.property().isJudged() && !known) {
                changes.add(
                        change(Kind.TIGHTENED, level, "becomes " + level.value().words()));
            }
        }
        return changes;
    }

    /** What is about a relation or column that went is told by its going. */
    private static boolean stays(ServiceLevel level, Contract after) {
        return level.elements().stream()
                .allMatch(element -> after.relation(element.relation())
                        .filter(relation -> element.column() == null
                                || relation.column(element.column()).isPresent())
                        .isPresent());
    }

    private static Change lost(ServiceLevel level, Contract after) {
        Optional<ServiceLevel> successor = after.serviceLevels().stream()
                .filter(other -> other.label().equals(level.label()))
                .findFirst();
        String value = level.value().words();
        return successor
                .map(now -> change(
                        Kind.SERVICE_LEVEL_LOOSENED,
                        level,
                        "changes from " + value + " to " + now.value().words()))
                .orElseGet(() -> change(Kind.SERVICE_LEVEL_REMOVED, level, "is no longer promised: " + value));
    }

    /** Whether a service that keeps the one keeps the other too. */
    static boolean implies(ServiceLevel strong, ServiceLevel weak) {
        boolean covers = strong.elements().isEmpty()
                || (!weak.elements().isEmpty() && strong.elements().containsAll(weak.elements()));
        return strong.property() == weak.property() && covers && isAsGood(strong, weak);
    }

    private static boolean isAsGood(ServiceLevel strong, ServiceLevel weak) {
        Integer order = order(strong.value(), weak.value());
        return order != null && (strong.property().lessIsBetter() ? order <= 0 : order >= 0);
    }

    /** Null if they can't be compared; texts and amounts of another unit have no order. */
    private static @Nullable Integer order(Value first, Value second) {
        if (first instanceof Value.Time a && second instanceof Value.Time b) {
            return a.duration().compareTo(b.duration());
        }
        if (first instanceof Value.Amount a && second instanceof Value.Amount b && Objects.equals(a.unit(), b.unit())) {
            return a.number().compareTo(b.number());
        }
        return first.equals(second) ? 0 : null;
    }

    private static Change change(Kind kind, ServiceLevel level, String what) {
        String relation =
                level.elements().isEmpty() ? "" : level.elements().getFirst().relation();
        return new Change(kind, relation, null, "service level " + level.label() + " " + what);
    }

    private ServiceLevelChanges() {}
}
