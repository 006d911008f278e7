package dev.roadstead.operator.draft;

import de.siegmar.fastcsv.reader.CsvRecord;
import dev.roadstead.operator.load.CsvFile;
import dev.roadstead.operator.load.LoadException;
import java.util.ArrayList;
import java.util.List;

/**
 * A contract to begin with, from the first rows of a CSV file.
 *
 * @param columns in the order of the file
 * @param rows how many were read
 * @param whole whether that were all of them
 * @param remarks what its owner should know
 */
public record CsvDraft(List<DraftColumn> columns, int rows, boolean whole, List<String> remarks) {

    /** Enough to see most forms of a value, and soon read. */
    static final int MOST_ROWS = 10_000;

    private static final int MOST_COLUMNS = 1000;
    private static final int SHOWN = 5;

    /**
     * Reads the header and some rows.
     *
     * @throws LoadException naming what keeps the file from being read
     */
    public static CsvDraft of(CsvFile file) throws LoadException {
        List<String> header = file.header();
        if (header.size() > MOST_COLUMNS) {
            throw new LoadException(
                    LoadException.Cause.BAD_DATA,
                    "the file has " + header.size() + " columns, and a relation has at most " + MOST_COLUMNS);
        }
        List<TypeGuess> types = new ArrayList<>();
        List<Personal> people = new ArrayList<>();
        boolean[] empty = new boolean[header.size()];
        header.forEach(name -> {
            types.add(new TypeGuess());
            people.add(new Personal());
        });
        List<String> remarks = new ArrayList<>();
        int ragged = 0;
        int rows = 0;
        CsvRecord row = file.next();
        for (; row != null && rows < MOST_ROWS; row = file.next()) {
            rows++;
            if (row.getFieldCount() != header.size() && ragged++ < SHOWN) {
                remarks.add("line " + row.getStartingLineNumber() + " has " + row.getFieldCount()
                        + " fields and the header " + header.size() + "; roadstead load refuses such a row");
            }
            for (int i = 0; i < header.size(); i++) {
                String value = i < row.getFieldCount() ? row.getField(i) : "";
                if (value.isEmpty()) {
                    empty[i] = true;
                } else {
                    types.get(i).see(value);
                    people.get(i).see(value);
                }
            }
        }
        if (ragged > SHOWN) {
            remarks.add("and " + (ragged - SHOWN) + " more lines like these");
        }
        boolean whole = row == null;
        List<DraftColumn> columns = columns(header, types, people, empty, whole && rows > 0);
        columns.stream()
                .filter(DraftColumn::isRenamed)
                .forEach(column ->
                        remarks.add("the header \"" + shown(column.header()) + "\" is no name of a column, so it"
                                + " became " + column.name() + "; rename it in the file before you load it"));
        return new CsvDraft(columns, rows, whole, remarks);
    }

    private static List<DraftColumn> columns(
            List<String> header, List<TypeGuess> types, List<Personal> people, boolean[] empty, boolean known) {
        List<String> names = ColumnNames.of(header);
        List<DraftColumn> columns = new ArrayList<>();
        for (int i = 0; i < header.size(); i++) {
            String name = names.get(i);
            columns.add(new DraftColumn(
                    name,
                    types.get(i).type(),
                    known && !empty[i],
                    header.get(i),
                    people.get(i).byValues().or(() -> Personal.byName(name)).orElse(null)));
        }
        return columns;
    }

    private static String shown(String header) {
        String line = header.replaceAll("\\p{Cntrl}", " ");
        return line.length() > 60 ? line.substring(0, 60) + "…" : line;
    }
}
