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
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
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
        Decision after = world.with(more).decide();
        Statistics.label("after").collect(after.getClass().getSimpleName());
        if (after instanceof Decision.NotEnforceable refused) {
            // The one exception: different rows of one relation.
            assertEquals(Decision.NotEnforceable.ROWS, refused.part());
            assertTrue(refused.message().startsWith("Policies choose different rows"), refused.message());
            assertTrue(differentRows(world.with(more)), "there are Policies with different rows");
            return;
        }
        Lens lens = assertInstanceOf(Decision.Approved.class, after).lens();
        for (RelationLens old : before.lens().relations()) {
            RelationLens now = relation(lens, old.relation());
            assertTrue(old.rows().containsAll(now.rows()), "no row is lost");
            old.columns()
                    .forEach((column, effect) ->
                            assertTrue(now.columns().get(column).compareTo(effect) <= 0, column + " is no less clear"));
        }
    }

    @Property
    void aRemovedPolicyNeverGives(@ForAll("worlds") World world, @ForAll @IntRange(min = 0, max = 4) int index) {
        if (index >= world.policies().size() || !(world.decide() instanceof Decision.Approved)) {
            return;
        }
        var fewer = new ArrayList<>(world.policies());
        fewer.remove(index);
        if (world.with(fewer).decide() instanceof Decision.Approved after) {
            Lens all = ((Decision.Approved) world.decide()).lens();
            after.lens()
                    .relations()
                    .forEach(left -> assertTrue(
                            left.rows()
                                    .containsAll(relation(all, left.relation()).rows()),
                            left.relation()));
        }
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
                                .map(policy -> greatest(policy.columns(), column))
                                .min(Comparable::compareTo)
                                .orElse(Effect.HIDDEN);
                assertEquals(expected, effect(world.decide(), relation, column), relation.name() + "." + column.name());
            }
        }
        seen(world.decide());
    }

    @Property
    void nothingIsSeenThatNoLivePolicyShows(@ForAll("worlds") World world) {
        if (!(world.decide() instanceof Decision.Approved approved)) {
            return;
        }
        for (RelationLens lens : approved.lens().relations()) {
            Relation relation = world.contract().relation(lens.relation()).orElseThrow();
            assertTrue(lens.rows().stream()
                    .allMatch(row -> relation.column(row.column()).isPresent()));
            assertEquals(
                    relation.columns().stream().map(Column::name).toList(),
                    List.copyOf(lens.columns().keySet()));
            for (Column column : relation.columns()) {
                Effect effect = lens.columns().get(column.name());
                boolean shown = effect == Effect.HIDDEN
                        || world.live().stream()
                                .anyMatch(policy -> policy.rows().equals(lens.rows())
                                        && greatest(policy.columns(), column).compareTo(effect) <= 0);
                assertTrue(shown, lens.relation() + "." + column.name());
                assertTrue(effect == Effect.HIDDEN
                        || world.enforcement().refusal(column, effect).isEmpty());
            }
        }
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

    private static Effect greatest(ColumnRules rules, Column column) {
        var entries = new LinkedHashSet<Effect>();
        entries.add(Effect.CLEAR);
        if (!rules.allow().contains("*") && !rules.allow().contains(column.name())) {
            entries.add(Effect.HIDDEN);
        }
        if (column.classification() == null && !rules.unclassifiedClear()) {
            entries.add(Effect.HIDDEN);
        }
        for (ColumnRule rule : rules.rules()) {
            String is = rule.name() == null ? Objects.requireNonNullElse(column.classification(), "") : column.name();
            String wanted = rule.name() == null ? rule.classification() : rule.name();
            if (is.equalsIgnoreCase(wanted)) {
                entries.add(rule.effect());
            }
        }
        return Collections.max(entries);
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
                .orElseGet(() -> new RelationLens(name, new LinkedHashMap<>(), List.of()));
    }

    private static boolean differentRows(World world) {
        return world.live().stream().map(AccessPolicy::rows).distinct().count() > 1;
    }

    private static void seen(Decision decision) {
        Statistics.collect(decision.getClass().getSimpleName());
        Statistics.coverage(coverage -> coverage.check("Approved").count(count -> count > TRIES / 20));
    }
}
