package dev.roadstead.operator.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.load.LoadException.Cause;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvFileTest {

    @Test
    void quotesLineBreaksAndDelimitersInFields() throws Exception {
        assertEquals(
                List.of("1:a|b", "2:x,y|say \"hi\"", "3:two\nlines|", "5:|z"),
                read("a,b\n\"x,y\",\"say \"\"hi\"\"\"\n\"two\nlines\",\n,z\n"));
    }

    @Test
    void byteOrderMarkAndCarriageReturns() throws Exception {
        assertEquals(List.of("1:a|b", "2:1|2", "3:3|4"), read("\uFEFFa,b\r\n1,2\r\n3,4"));
    }

    @Test
    void anotherDelimiter() throws Exception {
        try (var file = CsvFile.open(stream("a;b\n", StandardCharsets.UTF_8), ';')) {
            assertEquals(List.of("a", "b"), file.header());
        }
    }

    @Test
    void rowsMayBeTooShortOrTooLong() throws Exception {
        assertEquals(List.of("1:a|b", "2:1", "3:1|2|3"), read("a,b\n1\n1,2,3\n"));
    }

    @Test
    void emptyLinesAreNoRows() throws Exception {
        assertEquals(List.of("1:a", "3:1"), read("a\n\n1\n\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a,b\n\"open,2\n", "a,b\n\"x\"y,2\n"})
    void brokenQuotesAreNamed(String content) {
        var refusal = assertThrows(LoadException.class, () -> read(content));
        assertEquals(Cause.BAD_DATA, refusal.kind());
        assertTrue(refusal.getMessage().contains("after line 1"), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("quote"), refusal.getMessage());
    }

    @Test
    void aHugeFieldIsNotReadToItsEnd() {
        var refusal =
                assertThrows(LoadException.class, () -> read("a\n\"" + "x".repeat(CsvFile.LONGEST_FIELD + 1) + "\"\n"));
        assertEquals(Cause.BAD_DATA, refusal.kind());
    }

    @Test
    void anotherEncodingIsNamed() {
        var content = new ByteArrayInputStream("a\nok\nMünchen\n".getBytes(StandardCharsets.ISO_8859_1));
        var refusal = assertThrows(LoadException.class, () -> readAll(content));
        assertTrue(refusal.getMessage().contains("not UTF-8"), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("iconv"), refusal.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\uFEFF", "a,a\n", "a,\n1,2\n", "a, \n"})
    void headersThatNameNothing(String content) {
        assertEquals(
                Cause.BAD_DATA,
                assertThrows(LoadException.class, () -> read(content)).kind());
    }

    private static List<String> read(String content) throws LoadException, IOException {
        return readAll(stream(content, StandardCharsets.UTF_8));
    }

    private static ByteArrayInputStream stream(String content, Charset charset) {
        return new ByteArrayInputStream(content.getBytes(charset));
    }

    private static List<String> readAll(ByteArrayInputStream content) throws LoadException, IOException {
        try (var file = CsvFile.open(content, ',')) {
            var rows = new ArrayList<String>();
            rows.add("1:" + String.join("|", file.header()));
            for (var row = file.next(); row != null; row = file.next()) {
                rows.add(row.getStartingLineNumber() + ":" + String.join("|", row.getFields()));
            }
            return rows;
        }
    }
}
