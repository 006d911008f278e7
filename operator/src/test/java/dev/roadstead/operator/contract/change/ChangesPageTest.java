package dev.roadstead.operator.contract.change;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the page says of each change is what happens. */
class ChangesPageTest {
    private static final Dependent OTHER = new Dependent("insights/other", Set.of("c"));
    private static final Dependent READER = new Dependent("insights/reader", Set.of());

    static Stream<ChangesPage.Row> rows() {
        return ChangesPage.rows();
    }

    @Test
    void thereAreRows() {
        assertTrue(rows().count() >= 46, "the table was found");
        assertTrue(ChangesPage.moves().count() >= 7, "the other table was found");
    }

    @ParameterizedTest
    @MethodSource("rows")
    void whatTheTableSaysHolds(ChangesPage.Row row) {
        List<Change> changes = ContractChanges.between(
                Contracts.parse(ChangesPage.document(row.before())),
                Contracts.parse(ChangesPage.document(row.after())));
        assertEquals(row.nobody(), verdict(changes), row + ": nobody");
        assertEquals(row.others(), verdict(changes, OTHER), row + ": others");
        assertEquals(row.reader(), verdict(changes, OTHER, READER), row + ": reader");
    }

    private static String verdict(List<Change> changes, Dependent... dependents) {
        return Breakage.of("v1", changes, List.of(dependents)).isNone() ? "passes" : "held";
    }
}
