package dev.roadstead.operator.load;

import java.util.List;

/**
 * What came of it.
 *
 * @param loaded rows that are in the table now because of this file
 * @param replaced rows that were there before and are gone
 * @param bad rows of the file that are not loaded for what they hold
 * @param examples the first of them
 * @param committed whether the table was changed
 */
public record LoadReport(long loaded, long replaced, long bad, List<BadRow> examples, boolean committed) {
    public LoadReport {
        examples = List.copyOf(examples);
    }
}
