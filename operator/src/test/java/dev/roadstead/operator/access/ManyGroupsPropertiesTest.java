package dev.roadstead.operator.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.access.GuardWorlds.Guarded;
import dev.roadstead.operator.access.Worlds.World;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.contract.Relation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;

/**
 * More Policies than one view combines choices of rows, behind one that shows all rows and so hides that number: a Guardrail
 * about that one makes all of them count, and the next Guardrail may make it few again.
 */
@PropertyDefaults(tries = ManyGroupsPropertiesTest.TRIES, edgeCases = EdgeCasesMode.NONE)
class ManyGroupsPropertiesTest {

    static final int TRIES = 300;

    private static final List<String> COLUMNS = List.of("a", "b", "c", "d");
    private static final Relation RELATION = new Relation(
            "r0",
            "t",
            null,
            List.of(
                    Samples.column("a", "text", "public"),
                    Samples.column("b", "text", "pii"),
                    Samples.column("c", "text", "internal"),
                    Samples.column("d", "text", "public")));

    @Provide
    Arbitrary<Guarded> crowds() {
        return Combinators.combine(
                        shown().list().ofMinSize(17).ofMaxSize(20),
                        guards().list().ofMaxSize(2))
                .as((narrow, guards) -> {
                    var policies = new ArrayList<>(List.of(Samples.policy("wide")));
                    for (ColumnRules columns : narrow) {
                        String number = String.valueOf(policies.size());
                        policies.add(Samples.with(
                                Samples.with(Samples.policy("p" + number), columns), Samples.in("d", number)));
                    }
                    var world = new World(
                            Samples.ASK,
                            new Contract(List.of(RELATION)),
                            policies,
                            Samples.ALL,
                            Samples.NOW,
                            Samples.NOW);
                    return new Guarded(world, GuardWorlds.numbered(guards));
                });
    }

    @Provide
    Arbitrary<Guard> guards() {
        return GuardWorlds.guards();
    }

    @Provide
    Arbitrary<AccessPolicy> policies() {
        return shown().map(columns ->
                Samples.with(Samples.with(Samples.policy("one more"), columns), Samples.in("d", "one more")));
    }

    private static Arbitrary<ColumnRules> shown() {
        // Mostly one and the same, so that a Guardrail is often about the wide one alone.
        return Arbitraries.frequencyOf(
                        Tuple.of(40, Arbitraries.just(Set.of("a"))),
                        Tuple.of(1, Arbitraries.of(COLUMNS).set().ofMinSize(1)))
                .map(names -> Samples.only(names.toArray(String[]::new)));
    }

    @Property
    void aGuardrailNeverGives(@ForAll("crowds") Guarded crowd, @ForAll("guards") Guard added) {
        Decision wide = crowd.decide();
        Decision narrow = crowd.with(added).decide();
        assertNothingIsGained(crowd.with(added), wide, narrow);
        Statistics.label("groups").collect(manyGroups(wide) || manyGroups(narrow));
        Statistics.label("groups").coverage(coverage -> coverage.check(true).count(count -> count > TRIES / 20));
        Statistics.label("less").collect(!wide.hash().equals(narrow.hash()));
    }

    /** The definition. */
    @Property
    void eachPolicyIsNarrowedAndThenJoined(@ForAll("crowds") Guarded crowd) {
        Decision decision = crowd.decide();
        for (Set<RowCondition> row : rows(crowd)) {
            assertEquals(GuardCells.of(crowd, RELATION, row), cells(decision, row));
        }
    }

    @Property
    void aPolicyNeverTakesAway(@ForAll("crowds") Guarded crowd, @ForAll("policies") AccessPolicy added) {
        var more = new ArrayList<>(crowd.world().policies());
        more.add(added);
        Guarded after = crowd.among(more);
        if (crowd.decide() instanceof Decision.Approved before) {
            assertInstanceOf(Decision.Approved.class, after.decide());
            assertNothingIsGained(after, after.decide(), before);
        }
    }

    private static boolean manyGroups(Decision decision) {
        return decision instanceof Decision.Approved approved
                && approved.lens().relations().stream()
                        .anyMatch(lens -> lens.groups().size() > Combination.MAX_GROUPS);
    }

    private static void assertNothingIsGained(Guarded guarded, Decision wide, Decision narrow) {
        for (Set<RowCondition> row : rows(guarded)) {
            cells(narrow, row).ifPresent(cells -> {
                Map<String, Effect> all =
                        cells(wide, row).orElseThrow(() -> new AssertionError(row + " was not to be seen"));
                cells.forEach((column, effect) ->
                        assertTrue(effect.compareTo(all.get(column)) >= 0, column + " of " + row + " is no clearer"));
            });
        }
    }

    /** No two of the crowd admit the same row; what Guardrails ask for may hold in any of them. */
    private static List<Set<RowCondition>> rows(Guarded guarded) {
        var asked = new HashSet<RowCondition>();
        guarded.guards().forEach(guard -> asked.addAll(guard.rows()));
        var rows = new ArrayList<Set<RowCondition>>(Cells.rows(asked));
        for (AccessPolicy policy : guarded.world().policies()) {
            for (Set<RowCondition> held : Cells.rows(asked)) {
                var row = new HashSet<>(held);
                row.addAll(policy.rows());
                rows.add(row);
            }
        }
        return rows;
    }

    private static Optional<Map<String, Effect>> cells(Decision decision, Set<RowCondition> row) {
        if (!(decision instanceof Decision.Approved approved)) {
            return Optional.empty();
        }
        return approved.lens().relations().stream()
                .filter(lens -> lens.relation().equals(RELATION.name()))
                .findFirst()
                .flatMap(lens -> Cells.of(lens, row))
                .map(LinkedHashMap::new);
    }
}
