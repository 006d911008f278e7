package dev.roadstead.operator.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.access.GuardWorlds.Guarded;
import dev.roadstead.operator.access.Worlds.World;
import dev.roadstead.operator.contract.Relation;
import dev.roadstead.operator.contract.Violation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** The laws of Guardrails, for every contract, all Policies and every time. */
@PropertyDefaults(tries = GuardPropertiesTest.TRIES, edgeCases = EdgeCasesMode.NONE)
class GuardPropertiesTest {

    static final int TRIES = 1500;

    private static final InvalidGuard UNREADABLE = new InvalidGuard(
            "typo",
            1,
            true,
            LabelSelector.EVERYTHING,
            LabelSelector.EVERYTHING,
            List.of(new Violation("spec.maks", "unknown field", "did you mean mask?")));

    @Provide
    Arbitrary<Guarded> worlds() {
        return GuardWorlds.guarded();
    }

    @Provide
    Arbitrary<Guard> guards() {
        return GuardWorlds.guards();
    }

    @Provide
    Arbitrary<GuardException> exceptions() {
        return GuardWorlds.exceptions();
    }

    @Provide
    Arbitrary<AccessPolicy> policies() {
        return Worlds.policies();
    }

    /** The definition, with no store that refuses anything. */
    @Property
    void eachPolicyIsNarrowedAndThenJoined(@ForAll("worlds") Guarded any) {
        World world = any.world();
        var guarded = new Guarded(
                new World(world.ask(), world.contract(), world.policies(), Samples.ALL, world.start(), world.now()),
                any.guards());
        Decision decision = guarded.decide();
        boolean asks = world.ask().notAfter() == null
                || world.now().isBefore(world.ask().notAfter());
        for (Relation relation : world.contract().relations()) {
            for (Set<RowCondition> row : Cells.rows(guarded.conditions())) {
                assertEquals(
                        asks ? GuardCells.of(guarded, relation, row) : Optional.empty(),
                        Cells.of(relation(decision, relation.name()), row),
                        () -> relation.name() + " where " + row);
            }
        }
        Statistics.collect(decision.getClass().getSimpleName());
        Statistics.coverage(coverage -> {
            coverage.check("Approved").count(count -> count > TRIES / 20);
            coverage.check("Denied").count(count -> count > TRIES / 50);
            coverage.check("Expired").count(count -> count > TRIES / 50);
        });
    }

    @Property
    void aGuardrailNeverGives(@ForAll("worlds") Guarded guarded, @ForAll("guards") Guard added) {
        Guarded more = guarded.with(added);
        assertNothingIsGained(more, guarded.decide(), more.decide());
        Statistics.collect(
                guarded.decide() instanceof Decision.Approved,
                !guarded.decide().hash().equals(more.decide().hash()));
        Statistics.coverage(coverage -> coverage.check(true, true).count(count -> count > TRIES / 20));
    }

    /** What is demanded of whoever publishes changes nobody's access, also where it is respected. */
    @Property
    void whatIsDemandedOfPublishersChangesNobodysAccess(@ForAll("worlds") Guarded guarded) {
        var demands = new GuardDemands(
                Set.of(RequiredField.values()), GuardDemands.Names.ANY, Set.of("warehouse"), Duration.ofDays(30));
        var demanding = new Guard(
                "publishing",
                1,
                GuardMode.ENFORCE,
                LabelSelector.EVERYTHING,
                LabelSelector.EVERYTHING,
                null,
                null,
                List.of(),
                null,
                null,
                List.of(),
                demands);
        var more = new ArrayList<>(guarded.guards());
        more.add(demanding);
        var under = new Guarded(guarded.world(), more);
        assertTrue(under.guards().contains(demanding));
        assertEquals(guarded.decide(), under.decide());
        assertFalse(demanding.concerns(Map.of(), Map.of()));
    }

    /** As long as it would have held without: a Guardrail does not make access last, either. */
    @Property
    void aGuardrailNeverMakesItLast(@ForAll("worlds") Guarded guarded, @ForAll("guards") Guard added) {
        for (int hour = 0; hour < 10; hour++) {
            Instant at = guarded.world().now().plus(Duration.ofHours(hour));
            assertNothingIsGained(
                    guarded.with(added),
                    guarded.decideAt(at),
                    guarded.with(added).decideAt(at));
        }
    }

    @Property
    void orderAndRepetitionNeverMatter(@ForAll("worlds") Guarded guarded, @ForAll Random random) {
        var turned = new ArrayList<>(guarded.guards());
        turned.addAll(guarded.guards());
        Collections.shuffle(turned, random);
        assertEquals(guarded.decide().hash(), withoutNames(guarded.with(turned).decide(), guarded.decide()));
        Collections.reverse(turned);
        var renamed = GuardWorlds.numbered(turned);
        if (guarded.decide() instanceof Decision.Approved approved) {
            Decision.Approved other = assertInstanceOf(
                    Decision.Approved.class, guarded.with(renamed).decide());
            assertEquals(approved.lens(), other.lens());
            assertEquals(approved.notAfter(), other.notAfter());
        }
    }

    @Property
    void anExceptionOnlyWidensWithinWhatPoliciesGive(
            @ForAll("worlds") Guarded guarded,
            @ForAll("guards") Guard guard,
            @ForAll("exceptions") GuardException added) {
        var exceptions = new ArrayList<>(guard.exceptions());
        exceptions.add(added);
        Guarded strict = guarded.with(guard);
        Guarded excepted = guarded.with(GuardWorlds.excepting(guard, exceptions));
        assertNothingIsGained(excepted, excepted.decide(), strict.decide());
        assertNothingIsGained(excepted, guarded.decide(), excepted.decide());
        boolean used = !strict.decide().hash().equals(excepted.decide().hash());
        if (used
                && excepted.decide() instanceof Decision.Approved approved
                && guarded.guards().isEmpty()) {
            assertTrue(
                    approved.guards().stream().anyMatch(use -> use.exceptions().contains(added.text())),
                    "an exception that changes the decision is named in it");
        }
        Statistics.collect(used);
        Statistics.coverage(coverage -> coverage.check(true).count(count -> count > TRIES / 300));
    }

    @Property
    void aPolicyNeverTakesAway(@ForAll("worlds") Guarded guarded, @ForAll("policies") AccessPolicy added) {
        var more = new ArrayList<>(guarded.world().policies());
        more.add(added);
        Guarded after = guarded.among(more);
        if (guarded.decide() instanceof Decision.Approved before) {
            assertInstanceOf(Decision.Approved.class, after.decide());
            assertNothingIsGained(after, after.decide(), before);
        }
    }

    @Property
    void whatOnlyWarnsOrIsTriedChangesNothing(@ForAll("worlds") Guarded guarded, @ForAll("guards") Guard added) {
        for (GuardMode mode : List.of(GuardMode.DRY_RUN, GuardMode.WARN)) {
            assertEquals(
                    guarded.decide(), guarded.with(GuardWorlds.as(mode, added)).decide());
        }
    }

    @Property
    void whatCannotBeReadLetsNothingNewBeGranted(@ForAll("worlds") Guarded guarded) {
        Decision without = guarded.decide();
        Decision with = guarded.decideAt(guarded.world().now(), new Guards(guarded.guards(), List.of(UNREADABLE)));
        if (without instanceof Decision.Approved) {
            Decision.Denied denied = assertInstanceOf(Decision.Denied.class, with);
            assertEquals("GuardrailInvalid", denied.reason());
            assertTrue(denied.message().contains("Guardrail typo"), denied.message());
            assertTrue(denied.message().contains("did you mean mask?"), denied.message());
        } else {
            assertEquals(without, with);
        }
    }

    @Property
    void nothingIsShownInAFormThatTheStoreCannotKeep(@ForAll("worlds") Guarded guarded) {
        if (guarded.decide() instanceof Decision.Approved approved) {
            for (RelationLens lens : approved.lens().relations()) {
                Relation relation =
                        guarded.world().contract().relation(lens.relation()).orElseThrow();
                lens.groups().stream()
                        .flatMap(group -> group.rows().stream())
                        .forEach(row -> assertTrue(relation.column(row.column())
                                .filter(column -> guarded.world()
                                        .enforcement()
                                        .refusal(column, row)
                                        .isEmpty())
                                .isPresent()));
                relation.columns().stream()
                        .filter(column -> guarded.guards().stream()
                                .anyMatch(guard -> guard.mask() != null && GuardCells.matches(guarded, guard, column)))
                        .forEach(column -> lens.effects(column.name()).stream()
                                .filter(effect -> effect != Effect.HIDDEN)
                                .forEach(effect -> assertTrue(guarded.world()
                                        .enforcement()
                                        .refusal(column, effect)
                                        .isEmpty())));
            }
        }
    }

    @Property
    void theAnswerHoldsUntilItsEndAndNotAtIt(@ForAll("worlds") Guarded guarded) {
        if (!(guarded.decide() instanceof Decision.Approved approved)) {
            return;
        }
        World world = guarded.world();
        Instant now = world.now();
        Instant extended = Access.nextExtension(world.ask(), world.policies(), Lease.from(world.start()), now)
                .orElse(Instant.MAX);
        boolean goesOn = extended.isBefore(Objects.requireNonNullElse(approved.notAfter(), Instant.MAX));
        Instant end = goesOn ? null : approved.notAfter();
        Instant last = goesOn ? extended.minusNanos(1) : end == null ? now.plus(Duration.ofDays(1)) : end.minusNanos(1);
        for (Instant at = now; at.isBefore(last); at = at.plus(Duration.ofMinutes(30))) {
            assertEquals(approved.hash(), guarded.decideAt(at).hash(), at.toString());
        }
        if (end != null) {
            Decision next = guarded.decideAt(end);
            assertNotEquals(approved.hash(), next.hash());
            assertFalse(next instanceof Decision.NoPolicy, "time alone is not called a missing Policy");
        }
    }

    @Property
    void whatIsNamedChangesSomethingAlone(@ForAll("worlds") Guarded guarded) {
        if (!(guarded.decide() instanceof Decision.Approved approved)) {
            return;
        }
        String plain = guarded.with(List.of()).decide().hash();
        for (Guard guard : guarded.guards()) {
            boolean changes = !guarded.with(List.of(guard)).decide().hash().equals(plain);
            boolean named = approved.guards().stream()
                    .anyMatch(use ->
                            use.name().equals(guard.name()) && use.exceptions().isEmpty());
            boolean excepted = approved.guards().stream()
                    .anyMatch(use ->
                            use.name().equals(guard.name()) && !use.exceptions().isEmpty());
            assertTrue(!changes || named || excepted, guard.name());
            assertTrue(!named || changes, guard.name());
        }
    }

    @Property
    void whatLiesWithinShowsNothingMore(@ForAll("worlds") Guarded guarded, @ForAll("guards") Guard added) {
        Guarded narrow = guarded.with(added);
        if (guarded.decide() instanceof Decision.Approved wide && narrow.decide() instanceof Decision.Approved less) {
            if (wide.lens().isWithin(less.lens())) {
                assertNothingIsGained(narrow, less, wide);
            }
            if (less.lens().isWithin(wide.lens())) {
                assertNothingIsGained(narrow, wide, less);
            }
            Statistics.collect(less.lens().isWithin(wide.lens()), wide.lens().isWithin(less.lens()));
            Statistics.coverage(coverage -> {
                coverage.check(true, false).count(count -> count > TRIES / 50);
                coverage.check(true, true).count(count -> count > TRIES / 50);
            });
        }
    }

    /** Every cell of the second decision is one of the first, and no clearer there. */
    private static void assertNothingIsGained(Guarded guarded, Decision wide, Decision narrow) {
        for (Relation relation : guarded.world().contract().relations()) {
            for (Set<RowCondition> row : Cells.rows(guarded.conditions())) {
                Cells.of(relation(narrow, relation.name()), row).ifPresent(cells -> {
                    Map<String, Effect> all = Cells.of(relation(wide, relation.name()), row)
                            .orElseThrow(() -> new AssertionError("row " + row + " of " + relation.name()));
                    cells.forEach((column, effect) ->
                            assertTrue(effect.compareTo(all.get(column)) >= 0, column + " is no clearer"));
                });
            }
        }
    }

    /** Messages name what refuses, so they differ where names are repeated; the kind of the answer does not. */
    private static String withoutNames(Decision decision, Decision expected) {
        return decision.getClass() == expected.getClass() && !(decision instanceof Decision.Approved)
                ? expected.hash()
                : decision.hash();
    }

    private static RelationLens relation(Decision decision, String name) {
        return decision instanceof Decision.Approved approved
                ? approved.lens().relations().stream()
                        .filter(relation -> relation.relation().equals(name))
                        .findFirst()
                        .orElseGet(() -> new RelationLens(name, List.of()))
                : new RelationLens(name, List.of());
    }
}
