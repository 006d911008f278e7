package dev.roadstead.operator.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.answers.Answer;
import dev.roadstead.operator.answers.Sheet;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerPrinterTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    record Sample(List<List<String>> cells) implements Answer {

        @Override
        public List<Sheet> sheets() {
            return List.of(
                    new Sheet("First", List.of("A", "LONGER"), cells, "nobody"),
                    new Sheet("Second", List.of("WHAT"), List.of(), "nothing"));
        }

        @Override
        public List<String> remarks() {
            return List.of("something was not looked at");
        }

        @Override
        public Sheet flat() {
            return sheets().getFirst();
        }

        @Override
        public boolean yes() {
            return true;
        }
    }

    @Test
    void aTableIsAligned() {
        print(OutputFormat.TABLE, false, List.of(List.of("wide cell", "x"), List.of("y", "z")));
        assertEquals("""
                First
                  A          LONGER
                  wide cell  x
                  y          z

                Second
                  nothing
                """, out.toString());
        assertEquals("note: something was not looked at\n", err.toString());
    }

    @Test
    void coloursAreForTerminals() {
        print(OutputFormat.TABLE, true, List.of());
        assertTrue(out.toString().contains("\u001b[1mFirst\u001b[0m"), out.toString());
        print(OutputFormat.TABLE, false, List.of());
    }

    /** Values of other people's tables must not command the terminal of whoever looks at them. */
    @Test
    void valuesCommandNothing() {
        print(OutputFormat.TABLE, true, List.of(List.of("\u001b]0;title\u0007\u001b[2J", "a\nb\u202e\ud800")));
        String row = out.toString()
                .lines()
                .filter(line -> line.contains("title"))
                .findFirst()
                .orElseThrow();
        assertFalse(row.contains("\u001b"), row);
        assertFalse(row.contains("\u202e"), row);
        assertTrue(row.contains("a b"), row);
    }

    @Test
    void spreadsheetsCalculateNothing() {
        print(OutputFormat.CSV, false, List.of(List.of("=HYPERLINK(\"x\")", "-1")));
        assertEquals("A,LONGER\r\n\"'=HYPERLINK(\"\"x\"\")\",'-1\r\n", out.toString());
    }

    private void print(OutputFormat format, boolean terminal, List<List<String>> cells) {
        out.getBuffer().setLength(0);
        new AnswerPrinter(new PrintWriter(out), new PrintWriter(err), new Style(terminal))
                .print(new Sample(cells), format);
    }
}
