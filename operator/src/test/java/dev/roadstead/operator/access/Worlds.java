package dev.roadstead.operator.access;

import dev.roadstead.operator.contract.Column;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.contract.PgType;
import dev.roadstead.operator.contract.Relation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * Random contracts and Policies over a handful of names, columns, values and hours, so that entries overlap, filters agree and
 * ends coincide as often as not.
 */
final class Worlds {

    /** Everything a decision depends on. */
    record World(
            Ask ask,
            Contract contract,
            List<AccessPolicy> policies,
            Enforcement enforcement,
            Instant start,
            Instant now) {

        Decision decide() {
            return decideAt(now);
        }

        Decision decideAt(Instant instant) {
            return Access.decide(ask, contract, policies, enforcement, start, instant);
        }

        World with(List<AccessPolicy> others) {
            return new World(ask, contract, others, enforcement, start, now);
        }

        /** The Policies that count, worked out without the code under test. */
        List<AccessPolicy> live() {
            return policies.stream()
                    .filter(policy ->
                            policy.purposes().contains("*") || policy.purposes().contains(ask.purpose()))
                    .filter(policy ->
                            policy.versions().isEmpty() || policy.versions().contains("v1"))
                    .filter(policy -> policy.consumers().stream()
                            .anyMatch(rule -> (rule.domain().equals("*")
                                            || rule.domain().equals(ask.domain()))
                                    && (rule.product() == null || rule.product().equals(ask.product()))))
                    .filter(policy -> ends(policy).stream().allMatch(now::isBefore))
                    .toList();
        }

        List<Instant> ends(AccessPolicy policy) {
            var ends = new ArrayList<Instant>();
            if (policy.notAfter() != null) {
                ends.add(policy.notAfter());
            }
            if (policy.maxDuration() != null) {
                ends.add(start.plus(
                        policy.renewal() == Renewal.MANUAL ? policy.maxDuration() : extended(policy.maxDuration())));
            }
            return ends;
        }

        /** How long after the start an extended lease ends, as far as it is extended now: counted by hand. */
        private Duration extended(Duration length) {
            long half = length.toSeconds() / 2;
            long end = 2 * half;
            while (end - half <= Duration.between(start, now).toSeconds()) {
                end += half;
            }
            return Duration.ofSeconds(end);
        }
    }

    private static final List<String> NAMES = List.of("a", "b", "c", "d");

    static Arbitrary<World> worlds() {
        return Combinators.combine(
                        asks(),
                        contracts(),
                        policies().list().ofMaxSize(5),
                        Arbitraries.of(Samples.ALL, Samples.ALL, Samples.TEXT_ONLY),
                        hours(-4, 0),
                        hours(0, 4))
                .as((ask, contract, policies, enforcement, start, now) ->
                        new World(ask, contract, numbered(policies), enforcement, start, now));
    }

    /** A Policy that is often about the ask. */
    static Arbitrary<AccessPolicy> policies() {
        Arbitrary<Set<String>> versions = Arbitraries.frequency(Tuple.of(9, Set.of()), Tuple.of(1, Set.of("v2")));
        Arbitrary<ConsumerRule> consumers = Arbitraries.of(
                new ConsumerRule("insights", null),
                new ConsumerRule("insights", "delays"),
                new ConsumerRule("*", null),
                new ConsumerRule("marketing", null));
        return Combinators.combine(
                        versions,
                        consumers.list().ofMinSize(1).ofMaxSize(3),
                        Arbitraries.of("*", "delay-analysis", "delay-analysis", "billing"),
                        columns(),
                        rows(),
                        Arbitraries.integers()
                                .between(1, 9)
                                .map(Duration::ofHours)
                                .injectNull(0.5),
                        Arbitraries.of(Renewal.class),
                        hours(-4, 6).injectNull(0.5))
                .as((version, consumer, purpose, column, row, maxDuration, renewal, notAfter) -> new AccessPolicy(
                        "new",
                        1,
                        Set.of("departures"),
                        version,
                        consumer,
                        Set.of(purpose),
                        column,
                        row,
                        maxDuration,
                        renewal,
                        notAfter,
                        List.of()));
    }

    static Arbitrary<Contract> contracts() {
        return columnLists().list().ofMinSize(1).ofMaxSize(3).map(relations -> {
            var named = new ArrayList<Relation>();
            relations.forEach(columns -> named.add(new Relation("r" + named.size(), "t", null, columns)));
            return new Contract(named);
        });
    }

    static List<AccessPolicy> numbered(List<AccessPolicy> policies) {
        var named = new ArrayList<AccessPolicy>();
        for (AccessPolicy policy : policies) {
            named.add(new AccessPolicy(
                    "p" + named.size(),
                    1,
                    policy.ports(),
                    policy.versions(),
                    policy.consumers(),
                    policy.purposes(),
                    policy.columns(),
                    policy.rows(),
                    policy.maxDuration(),
                    policy.renewal(),
                    policy.notAfter(),
                    policy.declines()));
        }
        return named;
    }

    static Arbitrary<Instant> hours(int least, int most) {
        return Arbitraries.integers().between(least, most).map(hour -> Samples.NOW.plus(Duration.ofHours(hour)));
    }

    private static Arbitrary<Ask> asks() {
        return hours(0, 8)
                .injectNull(0.7)
                .map(end -> new Ask("insights", "delays", Samples.PORT, "delay-analysis", end));
    }

    private static Arbitrary<List<Column>> columnLists() {
        return Arbitraries.of(NAMES)
                .set()
                .ofMinSize(1)
                .flatMap(names -> Combinators.combine(
                                names.stream().map(Worlds::columns).toList())
                        .as(columns -> columns));
    }

    private static Arbitrary<Column> columns(String name) {
        return Combinators.combine(
                        Arbitraries.of("text", "bigint"),
                        Arbitraries.of("public", "pii", "PII", "internal").injectNull(0.2))
                .as((type, classification) -> new Column(name, PgType.parse(type), false, 0, classification, null));
    }

    private static Arbitrary<ColumnRules> columns() {
        Arbitrary<Set<String>> allow = Arbitraries.oneOf(
                Arbitraries.just(Set.of("*")), Arbitraries.of(NAMES).set().ofMinSize(1));
        Arbitrary<ColumnRule> rule = Combinators.combine(
                        Arbitraries.of("a", "B", "c", "pii", "internal", "Public"),
                        Arbitraries.of(
                                Effect.PARTIAL, Effect.YEAR, Effect.HASH, Effect.REDACT, Effect.NULL, Effect.HIDDEN))
                .as((what, effect) ->
                        what.length() == 1 ? new ColumnRule(what, null, effect) : new ColumnRule(null, what, effect));
        return Combinators.combine(
                        allow, Arbitraries.of(true, false), rule.list().ofMaxSize(4))
                .as(ColumnRules::new);
    }

    private static Arbitrary<List<RowCondition>> rows() {
        Arbitrary<RowCondition> row = Arbitraries.of(
                Samples.in("a", "1", "2"),
                Samples.in("a", "2", "1"),
                Samples.in("a", "3"),
                new RowCondition("a", RowOperator.IS_NULL, List.of()),
                new RowCondition("b", RowOperator.IS_NOT_NULL, List.of()));
        return Arbitraries.frequencyOf(
                Tuple.of(2, Arbitraries.just(List.of())),
                Tuple.of(2, row.list().ofSize(1)),
                Tuple.of(1, row.list().ofMinSize(2).ofMaxSize(3)));
    }

    private Worlds() {}
}
