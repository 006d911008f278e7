package dev.roadstead.operator.load;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Rows in the text format of COPY. Pure. */
final class CopyText {
    private CopyText() {}

    /**
     * One row: the line number, then the fields.
     *
     * @param nullText the text that stands for a missing value
     */
    static byte[] row(long line, List<String> fields, String nullText) {
        var text = new StringBuilder().append(line);
        for (var field : fields) {
            text.append('\t');
            if (field.equals(nullText)) {
                text.append("\\N");
            } else {
                escape(text, field);
            }
        }
        return text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void escape(StringBuilder text, String field) {
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '\t' -> text.append("\\t");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                default -> text.append(c);
            }
        }
    }
}
