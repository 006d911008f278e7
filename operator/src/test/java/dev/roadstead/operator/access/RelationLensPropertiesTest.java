package dev.roadstead.operator.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.contract.Fingerprint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** A lens is its cells: it is written in one way only, however the groups it is made of were given. */
@PropertyDefaults(tries = RelationLensPropertiesTest.TRIES)
class RelationLensPropertiesTest {

    static final int TRIES = 3000;

    private static final List<RowCondition> CONDITIONS = List.of(
            Samples.in("a", "1"),
            new RowCondition("a", RowOperator.NOT_IN, List.of("1")),
            new RowCondition("b", RowOperator.IS_NULL, List.of()));

    @Provide
    Arbitrary<List<RowGroup>> groups() {
        Arbitrary<RowGroup> group = Combinators.combine(
                        Arbitraries.of(CONDITIONS).set().ofMaxSize(3),
                        Arbitraries.of(Effect.CLEAR, Effect.HASH, Effect.HIDDEN),
                        Arbitraries.of(Effect.CLEAR, Effect.HIDDEN))
                .as((rows, a, b) -> {
                    var columns = new LinkedHashMap<String, Effect>();
                    columns.put("a", a);
                    columns.put("b", b);
                    return new RowGroup(List.copyOf(rows), columns);
                });
        return group.list().ofMaxSize(4);
    }

    @Property
    void itShowsWhatItsGroupsShow(@ForAll("groups") List<RowGroup> groups) {
        RelationLens lens = lens(groups);
        for (Set<RowCondition> row : rows()) {
            var cells = new LinkedHashMap<String, Effect>();
            groups.stream()
                    .filter(group -> row.containsAll(group.rows()) && group.visible())
                    .forEach(group ->
                            group.columns().forEach((column, effect) -> cells.merge(column, effect, Effect::join)));
            assertEquals(cells.isEmpty() ? Optional.empty() : Optional.of(cells), Cells.of(lens, row), row::toString);
        }
    }

    @Property
    void lensesAreEqualExactlyIfTheirCellsAre(
            @ForAll("groups") List<RowGroup> one, @ForAll("groups") List<RowGroup> two) {
        boolean same = cells(lens(one)).equals(cells(lens(two)));
        assertEquals(same, lens(one).equals(lens(two)));
        assertEquals(same, hash(lens(one)).equals(hash(lens(two))));
        Statistics.collect(same);
        Statistics.coverage(coverage -> coverage.check(true).count(count -> count > TRIES / 200));
    }

    @Property
    void noGroupIsTooMany(@ForAll("groups") List<RowGroup> groups) {
        List<RowGroup> kept = lens(groups).groups();
        for (RowGroup group : kept) {
            var fewer = new ArrayList<>(kept);
            fewer.remove(group);
            assertTrue(!cells(lens(fewer)).equals(cells(lens(groups))), group::toString);
        }
        assertEquals(kept, lens(kept).groups(), "in the same order");
    }

    @Property
    void joiningIsCommutativeAssociativeAndIdempotent(
            @ForAll("groups") List<RowGroup> a,
            @ForAll("groups") List<RowGroup> b,
            @ForAll("groups") List<RowGroup> c,
            @ForAll Random random) {
        assertEquals(join(lens(a), lens(b)), join(lens(b), lens(a)));
        assertEquals(join(join(lens(a), lens(b)), lens(c)), join(lens(a), join(lens(b), lens(c))));
        assertEquals(lens(a), join(lens(a), lens(a)));
        var turned = new ArrayList<>(Stream.of(a, b, c, a).flatMap(List::stream).toList());
        Collections.shuffle(turned, random);
        assertEquals(join(join(lens(a), lens(b)), lens(c)), lens(turned));
    }

    private static RelationLens lens(List<RowGroup> groups) {
        return new RelationLens("r", groups);
    }

    private static RelationLens join(RelationLens one, RelationLens two) {
        return lens(Stream.concat(one.groups().stream(), two.groups().stream()).toList());
    }

    private static String hash(RelationLens lens) {
        var fingerprint = new Fingerprint("test");
        lens.addTo(fingerprint);
        return fingerprint.hex();
    }

    private static List<Optional<Map<String, Effect>>> cells(RelationLens lens) {
        return rows().stream().map(row -> Cells.of(lens, row)).toList();
    }

    private static List<Set<RowCondition>> rows() {
        return Cells.rows(new TreeSet<>(CONDITIONS));
    }
}
