package dev.roadstead.operator.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.access.Worlds.World;
import dev.roadstead.operator.contract.Column;
import dev.roadstead.operator.contract.Relation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.statistics.Statistics;

/** What holds for every contract, every set of Policies and every time. */
@PropertyDefaults(tries = AccessPropertiesTest.TRIES, edgeCases = EdgeCasesMode.NONE)
class AccessPropertiesTest {

    // Edge cases of this many parts alone would use up all tries.
    static final int TRIES = 1500;

    @Provide
    Arbitrary<World> worlds() {
        return Worlds.worlds();
    }

    @Provide
    Arbitrary<AccessPolicy> policies() {
        return Worlds.policies();
    }

    @Property
    void theOrderOfPoliciesAndTheirEntriesNeverMatters(@ForAll("worlds") World world, @ForAll Random random) {
        var turned = new ArrayList<AccessPolicy>();
        for (AccessPolicy policy : world.policies()) {
            var rules = new ArrayList<>(policy.columns().rules());
            Collections.shuffle(rules, random);
            var rows = new ArrayList<>(policy.rows());
            Collections.shuffle(rows, random);
            AccessPolicy same = Samples.with(
                    policy,
                    new ColumnRules(policy.columns().allow(), policy.columns().unclassifiedClear(), rules));
            turned.add(Samples.with(same, rows.toArray(RowCondition[]::new)));
        }
        Collections.shuffle(turned, random);
        Decision decision = world.decide();
        assertEquals(decision, world.with(turned).decide());
        assertEquals(decision.hash(), world.with(turned).decide().hash());
        seen(decision);
    }

    @Property
    void aPolicyNeverTakesAway(@ForAll("worlds") World world, @ForAll("policies") AccessPolicy added) {
        if (!(world.decide() instanceof Decision.Approved before)) {
            return;
        }
        var more = new ArrayList<>(world.policies());
        more.add(added);
        Lens after = assertInstanceOf(Decision.Approved.class, world.with(more).decide())
                .lens();
        assertNothingIsLost(world.with(more), before.lens(), after);
        Statistics.label("groups")
                .collect(after.relations().stream()
                        .mapToInt(relation -> relation.groups().size())
                        .max()
                        .orElse(0));
        Statistics.label("groups").coverage(coverage -> {
            coverage.check(2).count(count -> count > TRIES / 50);
            coverage.check(3).count(count -> count > TRIES / 200);
        });
    }

    @Property
    void aRemovedPolicyNeverGives(@ForAll("worlds") World world, @ForAll @IntRange(min = 0, max = 4) int index) {
        if (index >= world.policies().size()) {
            return;
        }
        var fewer = new ArrayList<>(world.policies());
        fewer.remove(index);
        if (world.with(fewer).decide() instanceof Decision.Approved left) {
            assertNothingIsLost(
                    world,
                    left.lens(),
                    assertInstanceOf(Decision.Approved.class, world.decide()).lens());
        }
    }

    private static void assertNothingIsLost(World world, Lens before, Lens after) {
        for (Relation relation : world.contract().relations()) {
            for (Set<RowCondition> row : Cells.rows(conditions(world))) {
                Cells.of(relation(before, relation.name()), row).ifPresent(cells -> {
                    Map<String, Effect> now = Cells.of(relation(after, relation.name()), row)
                            .orElseThrow(() -> new AssertionError("row " + row + " of " + relation.name()));
                    cells.forEach((column, effect) ->
                            assertTrue(now.get(column).compareTo(effect) <= 0, column + " is no less clear"));
                });
            }
        }
    }

    /** The definition of what several Policies show, with no store that refuses anything. */
    @Property
    void eachCellIsAsClearAsTheMostGenerousPolicyThatAdmitsItsRow(@ForAll("worlds") World any) {
        var world = new World(any.ask(), any.contract(), any.policies(), Samples.ALL, any.start(), any.now());
        Decision decision = world.decide();
        boolean asks = world.ask().notAfter() == null
                || world.now().isBefore(world.ask().notAfter());
        Lens lens = decision instanceof Decision.Approved approved ? approved.lens() : new Lens(List.of());
        for (Relation relation : world.contract().relations()) {
            for (Set<RowCondition> row : Cells.rows(conditions(world))) {
                assertEquals(
                        asks ? Cells.of(world.live(), relation, row) : Optional.empty(),
                        Cells.of(relation(lens, relation.name()), row),
                        () -> relation.name() + " where " + row);
            }
        }
        seen(decision);
    }

    private static Set<RowCondition> conditions(World world) {
        return world.policies().stream()
                .flatMap(policy -> policy.rows().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Without row filters and refusals the whole algebra fits into one line; this is that line, written once more. */
    @Property
    void withoutRowsItIsTheLeastOfTheGreatest(@ForAll("worlds") World any) {
        List<AccessPolicy> plain = any.policies().stream().map(Samples::with).toList();
        var world = new World(any.ask(), any.contract(), plain, Samples.ALL, any.start(), any.now());
        boolean asks = world.ask().notAfter() == null
                || world.now().isBefore(world.ask().notAfter());
        for (Relation relation : world.contract().relations()) {
            for (Column column : relation.columns()) {
                Effect expected = (asks ? world.live() : List.<AccessPolicy>of())
                        .stream()
                                .map(policy -> Cells.strictest(policy.columns(), column))
                                .min(Comparable::compareTo)
                                .orElse(Effect.HIDDEN);
                assertEquals(expected, effect(world.decide(), relation, column), relation.name() + "." + column.name());
            }
        }
        seen(world.decide());
    }

    @Property
    void nothingIsSeenThatNoLivePolicyShowsOrTheStoreRefuses(@ForAll("worlds") World world) {
        if (!(world.decide() instanceof Decision.Approved approved)) {
            return;
        }
        for (RelationLens lens : approved.lens().relations()) {
            Relation relation = world.contract().relation(lens.relation()).orElseThrow();
            for (RowGroup group : lens.groups()) {
                assertEquals(
                        relation.columns().stream().map(Column::name).toList(),
                        List.copyOf(group.columns().keySet()));
                assertTrue(group.rows().stream()
                        .allMatch(row -> relation.column(row.column()).isPresent()));
                Map<String, Effect> most = Cells.of(world.live(), relation, new HashSet<>(group.rows()))
                        .orElseThrow();
                for (Column column : relation.columns()) {
                    Effect effect = group.effect(column.name());
                    assertTrue(effect.compareTo(most.get(column.name())) >= 0, column.name());
                    assertTrue(effect == Effect.HIDDEN
                            || world.enforcement().refusal(column, effect).isEmpty());
                }
            }
        }
    }

    /** Of all sets of Policies that the store can keep as a whole, everything any of them shows is shown, and no more. */
    @Property
    void whoStandsAsideSpoilsNothing(@ForAll("worlds") World any) {
        var world = new World(any.ask(), any.contract(), any.policies(), Samples.TEXT_ONLY, any.start(), any.now());
        List<AccessPolicy> standing = Keepable.most(world.live(), world.contract(), world.enforcement());
        Lens lens = world.decide() instanceof Decision.Approved approved ? approved.lens() : new Lens(List.of());
        boolean asks = world.ask().notAfter() == null
                || world.now().isBefore(world.ask().notAfter());
        for (Relation relation : world.contract().relations()) {
            for (Set<RowCondition> row : Cells.rows(conditions(world))) {
                assertEquals(
                        asks ? Cells.of(standing, relation, row) : Optional.empty(),
                        Cells.of(relation(lens, relation.name()), row),
                        () -> relation.name() + " where " + row);
            }
        }
        Statistics.label("aside").collect(standing.size() < world.live().size());
        Statistics.label("aside").coverage(coverage -> coverage.check(true).count(count -> count > TRIES / 50));
    }

    @Property
    void noRuleNoAccess(@ForAll("worlds") World world) {
        if (world.live().isEmpty()) {
            assertFalse(world.decide() instanceof Decision.Approved);
        }
        if (world.decide() instanceof Decision.Approved approved) {
            Set<String> live = world.live().stream().map(AccessPolicy::name).collect(Collectors.toSet());
            List<String> used =
                    approved.policies().stream().map(PolicyUse::name).toList();
            assertTrue(live.containsAll(used), "only live Policies are named");
            assertEquals(used.stream().sorted().toList(), used);
            assertFalse(used.isEmpty());
            assertFalse(approved.lens().relations().isEmpty());
        }
        Statistics.label("live").collect(!world.live().isEmpty());
        Statistics.label("live").coverage(coverage -> {
            coverage.check(true).count(count -> count > TRIES / 10);
            coverage.check(false).count(count -> count > TRIES / 10);
        });
    }

    @Property
    void accessEndsBeforeEveryBound(@ForAll("worlds") World world) {
        if (!(world.decide() instanceof Decision.Approved approved)) {
            return;
        }
        Instant end = approved.notAfter();
        Instant own = world.ask().notAfter();
        assertTrue(own == null || (world.now().isBefore(own) && end != null && !end.isAfter(own)), "the request's end");
        assertTrue(end == null || world.now().isBefore(end), "it has not ended yet");
        List<List<Instant>> ends = world.live().stream().map(world::ends).toList();
        if (ends.stream().noneMatch(List::isEmpty)) {
            Instant last = ends.stream()
                    .map(Collections::min)
                    .max(Comparable::compareTo)
                    .orElseThrow();
            assertTrue(end != null && !end.isAfter(last), "not after the last Policy");
        }
        Statistics.label("bounded").collect(end != null);
        Statistics.label("bounded").coverage(coverage -> {
            coverage.check(true).count(count -> count > TRIES / 50);
            coverage.check(false).count(count -> count > TRIES / 50);
        });
    }

    @Property
    void theAnswerHoldsUntilItsEndAndNotAtIt(@ForAll("worlds") World world) {
        if (!(world.decide() instanceof Decision.Approved approved)) {
            return;
        }
        Instant extended = Access.nextExtension(world.ask(), world.policies(), Lease.from(world.start()), world.now())
                .orElse(Instant.MAX);
        boolean goesOn = extended.isBefore(Objects.requireNonNullElse(approved.notAfter(), Instant.MAX));
        Instant end = goesOn ? null : approved.notAfter();
        Instant last = goesOn
                ? extended.minusNanos(1)
                : end == null ? world.now().plus(Duration.ofDays(1)) : end.minusNanos(1);
        for (Instant at = world.now(); at.isBefore(last); at = at.plus(Duration.ofMinutes(30))) {
            assertEquals(approved.hash(), world.decideAt(at).hash(), at.toString());
        }
        assertEquals(approved.hash(), world.decideAt(last).hash());
        if (end != null) {
            Decision next = world.decideAt(end);
            assertNotEquals(approved.hash(), next.hash());
            if (next instanceof Decision.Approved then) {
                assertNotEquals(approved.lens(), then.lens());
            }
            assertFalse(next instanceof Decision.NoPolicy, "time alone is not called a missing Policy");
            Statistics.label("next").collect(next.getClass().getSimpleName());
            Statistics.label("next").coverage(coverage -> {
                coverage.check("Approved").count(count -> count > 3);
                coverage.check("Expired").count(count -> count > 30);
            });
        }
    }

    @Property
    void whatHasEndedSaysWhen(@ForAll("worlds") World world) {
        if (world.decide() instanceof Decision.Expired expired) {
            assertFalse(expired.endTime().isAfter(world.now()));
            Set<Instant> ends = world.policies().stream()
                    .flatMap(policy -> world.ends(policy).stream())
                    .collect(Collectors.toCollection(HashSet::new));
            Stream.ofNullable(world.ask().notAfter()).forEach(ends::add);
            assertTrue(ends.contains(expired.endTime()), "an end that somebody set");
        }
        Statistics.label("expired").collect(world.decide() instanceof Decision.Expired);
        Statistics.label("expired").coverage(coverage -> coverage.check(true).count(count -> count > TRIES / 50));
    }

    private static Effect effect(Decision decision, Relation relation, Column column) {
        return decision instanceof Decision.Approved approved
                ? relation(approved.lens(), relation.name()).columns().getOrDefault(column.name(), Effect.HIDDEN)
                : Effect.HIDDEN;
    }

    private static RelationLens relation(Lens lens, String name) {
        return lens.relations().stream()
                .filter(relation -> relation.relation().equals(name))
                .findFirst()
                .orElseGet(() -> new RelationLens(name, List.of()));
    }

    private static void seen(Decision decision) {
        Statistics.collect(decision.getClass().getSimpleName());
        Statistics.coverage(coverage -> coverage.check("Approved").count(count -> count > TRIES / 20));
    }
}
