package dev.roadstead.operator.contract.change;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the page says of each change is what happens. */
class ChangesPageTest {
    private static final Path PAGE = Path.of(System.getProperty("roadstead.basedir"), "src/docs/changes.md");
    private static final Dependent OTHER = new Dependent("insights/other", Set.of("c"));
    private static final Dependent READER = new Dependent("insights/reader", Set.of());

    record Row(String change, String before, String after, String nobody, String others, String reader, String cli) {}

    static Stream<Row> rows() {
        try {
            return Files.readAllLines(PAGE).stream()
                    .filter(line -> line.startsWith("| ")
                            && Stream.of("`{name: ", "`quality: ", "`slaProperties: ")
                                    .anyMatch(line::contains))
                    .map(line -> Arrays.stream(line.substring(1).split("\\|", -1))
                            .map(cell -> cell.strip().replace("`", ""))
                            .toList())
                    .map(cells -> new Row(
                            cells.get(0),
                            cells.get(1),
                            cells.get(2),
                            cells.get(3),
                            cells.get(4),
                            cells.get(5),
                            cells.get(6)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void thereAreRows() {
        assertTrue(rows().count() >= 36, "the table was found");
    }

    @ParameterizedTest
    @MethodSource("rows")
    void whatTheTableSaysHolds(Row row) {
        List<Change> changes = ContractChanges.between(
                Contracts.parse(document(row.before())), Contracts.parse(document(row.after())));
        assertEquals(row.nobody(), verdict(changes), row + ": nobody");
        assertEquals(row.others(), verdict(changes, OTHER), row + ": others");
        assertEquals(row.reader(), verdict(changes, OTHER, READER), row + ": reader");
    }

    /** A contract with what a cell says: a column, the rules of the relation, or service levels. */
    static String document(String cell) {
        boolean levels = cell.startsWith("slaProperties: ");
        boolean rules = cell.startsWith("quality: ");
        String column = cell.isEmpty() || levels || rules ? "" : "  - " + cell + "\n";
        return (levels ? cell + "\n" : "")
                + "schema:\n- name: departures\n  physicalName: departures\n"
                + (rules ? "  " + cell + "\n" : "")
                + "  properties:\n"
                + "  - {name: rest, logicalType: string}\n  - {name: at, logicalType: timestamp}\n"
                + column;
    }

    private static String verdict(List<Change> changes, Dependent... dependents) {
        return Breakage.of("v1", changes, List.of(dependents)).isNone() ? "passes" : "held";
    }
}
