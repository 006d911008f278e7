package dev.roadstead.operator.load;

import org.jspecify.annotations.Nullable;

/**
 * A row that can't be loaded.
 *
 * @param line the line of the file at which the row starts, from 1
 * @param column the column the reason is about; null: the whole row
 * @param value what stands there; null: nothing
 * @param reason why it can't be loaded
 */
public record BadRow(
        long line, @Nullable String column, @Nullable String value, String reason) {

    private static final int SHOWN = 40;

    @Override
    public String toString() {
        var text = new StringBuilder("line ").append(line);
        if (column != null) {
            text.append(", column ").append(column);
        }
        if (value != null) {
            text.append(", value ").append(shortened(value));
        }
        return text.append(": ").append(reason).toString();
    }

    /** A value from a file goes to a terminal: without control characters, and not longer than is useful. */
    private static String shortened(String value) {
        var visible = value.codePoints()
                .limit(SHOWN + 1L)
                .map(c -> Character.isISOControl(c) ? 0xFFFD : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append);
        if (visible.codePointCount(0, visible.length()) <= SHOWN) {
            return "\"" + visible + "\"";
        }
        return "\"" + visible.substring(0, visible.offsetByCodePoints(0, SHOWN)) + "…\"";
    }
}
