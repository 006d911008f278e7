package dev.roadstead.operator.access;

import com.google.re2j.Pattern;
import dev.roadstead.operator.access.Worlds.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Random Guardrails over the same names, columns, values and hours as the Policies of {@link Worlds}. */
final class GuardWorlds {

    /** A world and the Guardrails in it. */
    record Guarded(World world, List<Guard> guards) {

        Decision decide() {
            return decideAt(world.now());
        }

        Decision decideAt(Instant instant) {
            return decideAt(instant, new Guards(guards, List.of()));
        }

        Decision decideAt(Instant instant, Guards all) {
            return Access.decide(
                    world.ask(),
                    world.contract(),
                    world.policies(),
                    List.of(),
                    all,
                    world.enforcement(),
                    Lease.from(world.start()),
                    instant);
        }

        Guarded with(List<Guard> others) {
            return new Guarded(world, others);
        }

        Guarded with(Guard added) {
            var more = new ArrayList<>(guards);
            more.add(added);
            return with(more);
        }

        Guarded among(List<AccessPolicy> policies) {
            return new Guarded(world.with(policies), guards);
        }

        /** Every condition that a Policy or a Guardrail has. */
        Set<RowCondition> conditions() {
            var conditions = new HashSet<RowCondition>();
            world.policies().forEach(policy -> conditions.addAll(policy.rows()));
            guards.forEach(guard -> conditions.addAll(guard.rows()));
            return conditions;
        }
    }

    static Arbitrary<Guarded> guarded() {
        return Combinators.combine(Worlds.worlds(), guards().list().ofMaxSize(3))
                .as((world, guards) -> new Guarded(world, numbered(guards)));
    }

    static Arbitrary<Guard> guards() {
        Arbitrary<Effect> mask = Arbitraries.of(Effect.PARTIAL, Effect.YEAR, Effect.HASH, Effect.REDACT, Effect.NULL)
                .injectNull(0.4);
        Arbitrary<List<RowCondition>> rows = Arbitraries.oneOf(
                Arbitraries.just(List.of()),
                Arbitraries.just(List.of()),
                Arbitraries.of(
                        List.of(Samples.in("a", "1", "2")),
                        List.of(Samples.in("c", "4")),
                        List.of(new RowCondition("b", RowOperator.IS_NOT_NULL, List.of()))));
        Arbitrary<String> deny = Arbitraries.of("because").injectNull(0.85);
        Arbitrary<Duration> most =
                Arbitraries.integers().between(1, 9).map(Duration::ofHours).injectNull(0.6);
        return Combinators.combine(
                        columns().injectNull(0.2),
                        mask,
                        rows,
                        deny,
                        most,
                        exceptions().list().ofMaxSize(2))
                .as((columns, weakest, row, reason, time, exception) -> new Guard(
                        "new",
                        1,
                        GuardMode.ENFORCE,
                        LabelSelector.EVERYTHING,
                        LabelSelector.EVERYTHING,
                        columns,
                        weakest,
                        row,
                        reason,
                        time,
                        exception));
    }

    static Arbitrary<GuardException> exceptions() {
        return Combinators.combine(
                        Arbitraries.of(
                                new ConsumerRule("insights", "delays"),
                                new ConsumerRule("insights", null),
                                new ConsumerRule("marketing", null)),
                        Arbitraries.of(
                                List.<GuardException.PortRule>of(),
                                List.of(new GuardException.PortRule("flights", null)),
                                List.of(new GuardException.PortRule("flights", "arrivals"))),
                        Arbitraries.of("a", "b", "c", "A").set().ofMaxSize(2),
                        Worlds.hours(-4, 8))
                .as((consumer, ports, columns, until) ->
                        new GuardException(List.of(consumer), ports, columns, until, "a case", "DPO-88"));
    }

    static List<Guard> numbered(List<Guard> guards) {
        var named = new ArrayList<Guard>();
        for (Guard guard : guards) {
            named.add(named("g" + named.size(), guard));
        }
        return named;
    }

    static Guard named(String name, Guard guard) {
        return new Guard(
                name,
                guard.generation(),
                guard.mode(),
                guard.owners(),
                guard.consumers(),
                guard.columns(),
                guard.mask(),
                guard.rows(),
                guard.deny(),
                guard.maxDuration(),
                guard.exceptions());
    }

    static Guard as(GuardMode mode, Guard guard) {
        return new Guard(
                guard.name(),
                guard.generation(),
                mode,
                guard.owners(),
                guard.consumers(),
                guard.columns(),
                guard.mask(),
                guard.rows(),
                guard.deny(),
                guard.maxDuration(),
                guard.exceptions());
    }

    static Guard excepting(Guard guard, List<GuardException> exceptions) {
        return new Guard(
                guard.name(),
                guard.generation(),
                guard.mode(),
                guard.owners(),
                guard.consumers(),
                guard.columns(),
                guard.mask(),
                guard.rows(),
                guard.deny(),
                guard.maxDuration(),
                exceptions);
    }

    private static Arbitrary<GuardColumns> columns() {
        return Combinators.combine(
                        Arbitraries.of("pii", "Internal", "public").set().ofMaxSize(2),
                        Arbitraries.of(true, false),
                        Arbitraries.of("^a$", "[bd]").map(Pattern::compile).injectNull(0.6))
                .as((classifications, unclassified, name) ->
                        new GuardColumns(classifications, Set.of(), unclassified, name));
    }

    private GuardWorlds() {}
}
