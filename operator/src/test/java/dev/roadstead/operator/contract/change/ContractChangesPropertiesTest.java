package dev.roadstead.operator.contract.change;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.Contract;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ContractChangesPropertiesTest {

    @Property(tries = 300)
    void aContractChangesNothingAgainstItselfInAnyOrder(
            @ForAll("contracts") List<Contract.Column> columns, @ForAll long seed) {
        List<Contract.Column> shuffled = new ArrayList<>(columns);
        Collections.shuffle(shuffled, new Random(seed));
        assertEquals(List.of(), ContractChanges.between(Contracts.departures(columns), Contracts.departures(shuffled)));
    }

    /** Whatever is cut out breaks whoever reads it, and whatever is put in breaks nobody, but a key that grows. */
    @Property(tries = 300)
    void removingBreaksAndAddingDoesNot(@ForAll("contracts") List<Contract.Column> columns) {
        List<Contract.Column> fewer = columns.subList(1, columns.size());
        assertTrue(breaks(columns, fewer));
        if (!columns.getFirst().primaryKeyOrDefault()) {
            assertFalse(breaks(fewer, columns));
        }
    }

    /** No way round: what breaks in one step breaks in one of any two steps too. */
    @Property(tries = 1000)
    void whatBreaksInOneStepBreaksInOneOfTwo(
            @ForAll("contracts") List<Contract.Column> first,
            @ForAll("contracts") List<Contract.Column> second,
            @ForAll("contracts") List<Contract.Column> third) {
        if (breaks(first, third)) {
            assertTrue(breaks(first, second) || breaks(second, third));
        }
    }

    @Provide
    Arbitrary<List<Contract.Column>> contracts() {
        return Combinators.combine(
                        Arbitraries.of("a", "b", "c", "d"),
                        Arbitraries.of("logicalType: string", "logicalType: integer", "physicalType: bigint"),
                        Arbitraries.of(
                                "", ", required: true", ", primaryKey: true", ", required: true, primaryKey: true"),
                        Arbitraries.of("", ", classification: public", ", classification: restricted"))
                .as((name, type, required, classification) ->
                        Contracts.column("{name: " + name + ", " + type + required + classification + "}"))
                .list()
                .ofMinSize(2)
                .ofMaxSize(4)
                .uniqueElements(Contract.Column::name);
    }

    private static boolean breaks(List<Contract.Column> before, List<Contract.Column> after) {
        return ContractChanges.between(Contracts.departures(before), Contracts.departures(after)).stream()
                .anyMatch(Change::breaking);
    }
}
