package dev.roadstead.operator.access;

import dev.roadstead.operator.contract.Column;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.contract.Relation;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Narrows what a Policy shows to what Guardrails leave of it. All of them look at what the Policy shows by itself, so their
 * order does not matter; and each Policy is narrowed alone, so that what one shows never takes away what another one gives.
 */
final class Guarding {

    private final Ask ask;
    private final Contract contract;
    private final Enforcement enforcement;
    private final Instant leaseStart;
    private final List<Guard> guards;

    Guarding(Ask ask, Contract contract, Enforcement enforcement, Instant leaseStart, List<Guard> guards) {
        this.ask = ask;
        this.contract = contract;
        this.enforcement = enforcement;
        this.leaseStart = leaseStart;
        // What one demands of whoever publishes is nothing to a consumer.
        this.guards = guards.stream().filter(Guard::narrows).toList();
    }

    /** A Guardrail with the exceptions that hold at the time in question. */
    private record Active(Guard guard, List<GuardException> exceptions) {

        boolean isAbout(Column column) {
            return guard.isAbout(column) && exceptions.stream().noneMatch(exception -> exception.lifts(column));
        }

        /** Whether a matched column is shown. */
        boolean touches(Relation relation, RowGroup group) {
            return relation.columns().stream()
                    .anyMatch(column -> group.effect(column.name()) != Effect.HIDDEN && isAbout(column));
        }
    }

    boolean isNeeded() {
        return !guards.isEmpty();
    }

    List<Guard> guards() {
        return guards;
    }

    Guarding only(List<Guard> others) {
        return new Guarding(ask, contract, enforcement, leaseStart, others);
    }

    /** When one of them ends a lease or an exception ends. */
    Stream<Instant> ends() {
        return guards.stream()
                .flatMap(guard -> Stream.concat(
                        limit(guard).stream(),
                        guard.exceptions().stream()
                                .filter(exception -> exception.isFor(ask))
                                .map(GuardException::until)));
    }

    /** When a Guardrail ends the lease. */
    Optional<Instant> limit(Guard guard) {
        return Optional.ofNullable(guard.maxDuration()).map(leaseStart::plus);
    }

    /** Those that refuse everything, whatever is shown. */
    List<Guard> switchedOff(Instant at) {
        return guards.stream()
                .filter(guard -> guard.deny() != null
                        && guard.columns() == null
                        && guard.exceptions(ask, at).isEmpty())
                .toList();
    }

    /** What is left of what a Policy shows at some time. */
    PolicyView narrow(PolicyView view, Instant at) {
        List<Active> active = guards.stream()
                .map(guard -> new Active(guard, guard.exceptions(ask, at)))
                .toList();
        boolean shut = active.stream()
                .filter(each -> each.guard().deny() != null || isOver(each.guard(), at))
                .anyMatch(each -> touches(each, view));
        List<RowGroup> groups = IntStream.range(0, contract.relations().size())
                .mapToObj(i -> {
                    RowGroup group = view.groups().get(i);
                    return shut ? hidden(group) : narrow(contract.relations().get(i), group, active);
                })
                .toList();
        return new PolicyView(view.policy(), groups, view.refusal());
    }

    private boolean isOver(Guard guard, Instant at) {
        return limit(guard).filter(end -> !at.isBefore(end)).isPresent();
    }

    private boolean touches(Active active, PolicyView view) {
        return IntStream.range(0, contract.relations().size())
                .anyMatch(i -> active.touches(
                        contract.relations().get(i), view.groups().get(i)));
    }

    private RowGroup narrow(Relation relation, RowGroup group, List<Active> active) {
        List<RowCondition> demanded = active.stream()
                .filter(each -> each.touches(relation, group))
                .flatMap(each -> each.guard().rows().stream())
                .toList();
        if (!demanded.stream().allMatch(row -> canChoose(relation, row))) {
            // Which rows may be seen can't be told, so none may.
            return hidden(group);
        }
        var columns = new LinkedHashMap<String, Effect>();
        for (Column column : relation.columns()) {
            columns.put(column.name(), strengthened(column, group.effect(column.name()), active));
        }
        List<RowCondition> rows =
                Stream.concat(group.rows().stream(), demanded.stream()).toList();
        return new RowGroup(rows, columns);
    }

    private boolean canChoose(Relation relation, RowCondition row) {
        return relation.column(row.column())
                .filter(column -> enforcement.refusal(column, row).isEmpty())
                .isPresent();
    }

    private Effect strengthened(Column column, Effect effect, List<Active> active) {
        Effect demanded = active.stream()
                .filter(each -> each.isAbout(column))
                .map(each -> each.guard().mask())
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .reduce(Effect.CLEAR, Effect::meet);
        // Also where nothing is demanded of it: another Policy that showed this column clearer, and so kept this one
        // standing,
        // may be narrowed itself. Refused then, one Guardrail more would bring back what the first one took.
        return effect == Effect.HIDDEN ? effect : possible(column, effect.meet(demanded));
    }

    /** The weakest form that is at least this strong and that the column's type can take. */
    private Effect possible(Column column, Effect effect) {
        return Stream.of(Effect.values())
                .filter(stronger -> stronger == effect || stronger.meet(effect) == stronger)
                .filter(stronger -> stronger == Effect.HIDDEN
                        || enforcement.refusal(column, stronger).isEmpty())
                .findFirst()
                .orElse(Effect.HIDDEN);
    }

    private static RowGroup hidden(RowGroup group) {
        var columns = new LinkedHashMap<String, Effect>();
        group.columns().forEach((column, effect) -> columns.put(column, Effect.HIDDEN));
        return new RowGroup(group.rows(), columns);
    }
}
