package dev.roadstead.operator.catalogue;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The name of a table with its schema, exactly as the catalogue has both. */
public record TableName(String schema, String name) {

    private static final String PART = "\"((?:[^\"]|\"\")+)\"|([^\".]+)";
    private static final Pattern FORM = Pattern.compile("(?:" + PART + ")\\.(?:" + PART + ")");

    /**
     * Reads {@code SCHEMA.TABLE}. Upper and lower case count, also without quotes: shells take quotes away. A part with a
     * dot or a quote stands in double quotes, as in SQL.
     *
     * @throws IllegalArgumentException saying what it should look like; the text itself is not repeated, because it may be
     *     an address with a password that somebody put in the wrong place
     */
    public static TableName parse(String text) {
        Matcher form = FORM.matcher(text);
        if (text.contains("://") || !form.matches()) {
            throw new IllegalArgumentException(
                    "--from table: write SCHEMA.TABLE, for instance sales.orders; a name with a"
                            + " dot in double quotes, '\"sales.eu\".orders'");
        }
        return new TableName(part(form, 1), part(form, 3));
    }

    private static String part(Matcher form, int group) {
        String quoted = form.group(group);
        return quoted == null ? form.group(group + 1) : quoted.replace("\"\"", "\"");
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return written(schema) + "." + written(name);
    }

    private static String written(String part) {
        return part.contains(".") || part.contains("\"") ? '"' + part.replace("\"", "\"\"") + '"' : part;
    }
}
