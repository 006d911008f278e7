package dev.roadstead.operator.contract.change;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tables of the page that tells which changes of a contract or port are held or refused. */
public final class ChangesPage {
    private static final Path PAGE = Path.of(System.getProperty("roadstead.basedir"), "src/docs/changes.md");

    private static final String RELATIONS = "schema: [";
    private static final String TABLE = "physicalName: ";

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

    /**
     * One line of what the API server refuses by itself.
     *
     * @param kind of the object
     * @param patch an operation of a JSON Patch
     * @param nobody what becomes of it, {@code refused} or {@code passes}; the others as in {@link Row}
     */
    public record Move(String change, String kind, String patch, String nobody, String others, String reader) {}

    private ChangesPage() {}

    public static Stream<Row> rows() {
        return lines("`{name: ", "`quality: ", "`slaProperties: ", "`schema: ")
                .map(cells -> new Row(
                        cells.get(0),
                        cells.get(1),
                        cells.get(2),
                        cells.get(3),
                        cells.get(4),
                        cells.get(5),
                        cells.get(6)));
    }

    public static Stream<Move> moves() {
        return lines("`{op: ")
                .map(cells ->
                        new Move(cells.get(0), cells.get(1), cells.get(2), cells.get(3), cells.get(4), cells.get(5)));
    }

    private static Stream<List<String>> lines(String... some) {
        try {
            return Files.readAllLines(PAGE).stream()
                    .filter(line -> line.startsWith("| ") && Stream.of(some).anyMatch(line::contains))
                    .map(line -> Arrays.stream(line.substring(1).split("\\|", -1))
                            .map(cell -> cell.strip().replace("`", ""))
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A contract with what a cell says: a column, the rules of the relation, service levels, or another relation. */
    static String document(String cell) {
        return document(cell, "departures");
    }

    /**
     * The same of other tables.
     *
     * @param table where it lies in the store; what the cell calls tables begins with it too
     */
    public static String document(String cell, String table) {
        return part(cell, "slaProperties: ", "%s\n")
                + "schema:\n- name: departures\n  physicalName: " + table + "\n"
                + part(cell, "quality: ", "  %s\n")
                + "  properties:\n"
                + "  - {name: rest, logicalType: string}\n  - {name: at, logicalType: timestamp}\n"
                + part(cell, "{", "  - %s\n")
                + part(cell, RELATIONS, "- %s\n")
                        .replace(RELATIONS, "")
                        .replace("}]}]", "}]}")
                        .replace(TABLE, TABLE + table + "_");
    }

    /** A cell has several of them with "and" between. */
    private static String part(String cell, String beginning, String line) {
        return Arrays.stream(cell.split(" and ", -1))
                .filter(part -> part.startsWith(beginning))
                .map(line::formatted)
                .collect(Collectors.joining());
    }
}
