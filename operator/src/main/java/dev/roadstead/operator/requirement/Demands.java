package dev.roadstead.operator.requirement;

import dev.roadstead.operator.access.Guard;
import dev.roadstead.operator.access.GuardMode;
import dev.roadstead.operator.access.Guards;
import dev.roadstead.operator.access.InvalidGuard;
import dev.roadstead.operator.contract.Violation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is demanded of whoever publishes in one domain. Guardrails are asked one by one, so neither their order nor their number
 * changes what each of them says.
 *
 * @param guards those that demand something, in the order of their names
 * @param unreadable those that may demand something and could not be read
 */
public record Demands(List<Guard> guards, List<InvalidGuard> unreadable) {

    public Demands {
        guards = List.copyOf(guards);
        unreadable = List.copyOf(unreadable);
    }

    /**
     * What is demanded in one Domain.
     *
     * @param labels of the Domain
     */
    public static Demands on(Guards all, Map<String, String> labels) {
        return new Demands(
                all.valid().stream().filter(guard -> guard.demandsOf(labels)).toList(),
                all.invalid().stream()
                        .filter(guard -> guard.mayDemandOf(labels))
                        .toList());
    }

    /** Those of this one Guardrail. */
    public static Demands of(Guard guard) {
        return new Demands(List.of(guard), List.of());
    }

    /** Whether whoever publishes is told of any of them. */
    public boolean areTold() {
        return guards.stream().anyMatch(guard -> guard.mode() != GuardMode.DRY_RUN);
    }

    public List<Shortfall> shortfalls(ProductFacts product) {
        return guards.stream()
                .flatMap(guard -> shortfalls(guard, ProductRules.gaps(product, guard.demands())))
                .toList();
    }

    public List<Shortfall> shortfalls(PortFacts port) {
        return guards.stream()
                .flatMap(guard -> shortfalls(guard, PortRules.gaps(port, guard.demands())))
                .toList();
    }

    /** How long consumers must know that a version ends, by the strictest Guardrail that is respected. */
    public Duration sunsetNotice() {
        return guards.stream()
                .filter(guard -> guard.mode() == GuardMode.ENFORCE)
                .map(guard -> guard.demands().sunsetNotice())
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /** Why nothing new is published, if nobody knows what is demanded of it. */
    public Optional<String> unclear() {
        return unreadable.stream()
                .findFirst()
                .map(guard -> "Guardrail " + guard.name() + " may demand something here and can't be understood: "
                        + guard.violations().stream()
                                .findFirst()
                                .map(Violation::message)
                                .orElse("it could not be read")
                        + ". Nothing new is published meanwhile; ask the platform team to correct it");
    }

    private static Stream<Shortfall> shortfalls(Guard guard, Stream<Gap> gaps) {
        return gaps.map(gap -> new Shortfall(guard.name(), guard.mode(), gap.part(), gap.violation()));
    }
}
