package dev.roadstead.operator.contract.change;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/** The table of the page that tells which changes of a contract are held. */
public final class ChangesPage {
    private static final Path PAGE = Path.of(System.getProperty("roadstead.basedir"), "src/docs/changes.md");

    /**
     * One line.
     *
     * @param before what the contract has, as {@link #document} takes it
     * @param nobody what becomes of the change, {@code held} or {@code passes}, if nobody has been granted access
     * @param others the same, if only those have who don't read the column
     * @param reader the same, if somebody has who does
     * @param cli what the Data Contract CLI says
     */
    public record Row(
            String change, String before, String after, String nobody, String others, String reader, String cli) {}

    private ChangesPage() {}

    public static Stream<Row> rows() {
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

    /** A contract with what a cell says: a column, the rules of the relation, or service levels. */
    static String document(String cell) {
        return document(cell, "departures");
    }

    /**
     * The same of another table.
     *
     * @param table where it lies in the store
     */
    public static String document(String cell, String table) {
        boolean levels = cell.startsWith("slaProperties: ");
        boolean rules = cell.startsWith("quality: ");
        String column = cell.isEmpty() || levels || rules ? "" : "  - " + cell + "\n";
        return (levels ? cell + "\n" : "")
                + "schema:\n- name: departures\n  physicalName: " + table + "\n"
                + (rules ? "  " + cell + "\n" : "")
                + "  properties:\n"
                + "  - {name: rest, logicalType: string}\n  - {name: at, logicalType: timestamp}\n"
                + column;
    }
}
