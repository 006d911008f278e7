package dev.roadstead.operator.answers;

import java.util.List;

/**
 * A part of an answer as a table of texts.
 *
 * @param title empty for the only part of an answer
 * @param whenEmpty what stands in place of a table without rows
 */
public record Sheet(String title, List<String> columns, List<List<String>> rows, String whenEmpty) {

    public Sheet {
        columns = List.copyOf(columns);
        rows = rows.stream().map(List::copyOf).toList();
    }
}
