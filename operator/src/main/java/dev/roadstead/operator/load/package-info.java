/**
 * Loads a CSV file into a table of a product, as its producer would: with a writer's own login and no right beyond it.
 *
 * <p>{@link dev.roadstead.operator.load.ProducerView} finds the writer's Secret and what the contracts say about the
 * table, {@link dev.roadstead.operator.load.CsvFile} reads the file, {@link dev.roadstead.operator.load.Loader} brings it
 * in. DESIGN.md beside this file tells why it goes through a staging table.
 */
@NullMarked
package dev.roadstead.operator.load;

import org.jspecify.annotations.NullMarked;
