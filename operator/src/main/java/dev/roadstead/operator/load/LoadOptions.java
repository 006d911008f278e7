package dev.roadstead.operator.load;

/**
 * How to load.
 *
 * @param replace whether the rows of the table go first
 * @param skipBadRows whether the good rows are loaded although others are bad
 * @param nullText the text that stands for a missing value
 * @param delimiter what separates the fields
 */
public record LoadOptions(boolean replace, boolean skipBadRows, String nullText, char delimiter) {}
