package dev.roadstead.operator.contract.change;

import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.contract.ServiceLevel;
import dev.roadstead.operator.contract.ServiceLevel.Element;
import dev.roadstead.operator.contract.ServiceLevel.Value;
import dev.roadstead.operator.contract.change.Change.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Compares what two contracts promise of the service. What is about several relations is a promise to the readers of each. */
final class ServiceLevelChanges {

    /**
     * @param renamed what an element of the first contract is called in the second one
     */
    static List<Change> between(Contract before, Contract after, UnaryOperator<Element> renamed) {
        List<ServiceLevel> old = promised(before);
        List<ServiceLevel> now = promised(after);
        var changes = new ArrayList<Change>();
        for (ServiceLevel level : old) {
            ServiceLevel same =
                    level.about(level.elements().stream().map(renamed).toList());
            if (stays(level, after) && now.stream().noneMatch(other -> implies(other, same))) {
                changes.add(lost(level, same, now));
            }
        }
        for (ServiceLevel level : now) {
            if (old.stream().noneMatch(other -> implies(other, level))) {
                changes.add(
                        change(Kind.TIGHTENED, level, "becomes " + level.value().words()));
            }
        }
        return changes;
    }

    /** What is judged, each about one relation or all of the version. */
    private static List<ServiceLevel> promised(Contract contract) {
        return contract.serviceLevels().stream()
                .filter(level -> level.property().isJudged())
                .flatMap(level -> level.elements().isEmpty() ? Stream.of(level) : byRelation(level))
                .toList();
    }

    private static Stream<ServiceLevel> byRelation(ServiceLevel level) {
        return level.elements().stream()
                .collect(Collectors.groupingBy(Element::relation, TreeMap::new, Collectors.toList()))
                .values()
                .stream()
                .map(level::about);
    }

    /** What is about a relation that went is told by its going. A column's going tells it only to those who read the column. */
    private static boolean stays(ServiceLevel level, Contract after) {
        return level.elements().stream()
                .allMatch(element -> after.relation(element.relation()).isPresent());
    }

    private static Change lost(ServiceLevel level, ServiceLevel same, List<ServiceLevel> after) {
        Optional<ServiceLevel> successor = after.stream()
                .filter(other -> other.label().equals(same.label()))
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
        return strong.property() == weak.property() && covers(strong, weak) && isAsGood(strong, weak);
    }

    private static boolean covers(ServiceLevel strong, ServiceLevel weak) {
        return strong.elements().isEmpty()
                || (!weak.elements().isEmpty()
                        && weak.elements().stream()
                                .allMatch(element -> strong.elements().contains(element)
                                        || strong.elements().contains(new Element(element.relation(), null))));
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
