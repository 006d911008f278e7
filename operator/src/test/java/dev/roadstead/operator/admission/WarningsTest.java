package dev.roadstead.operator.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class WarningsTest {

    @Test
    void aShortOneStaysAsItIs() {
        assertEquals(List.of("insights/delays loses access"), Warnings.lines(List.of("insights/delays loses access")));
    }

    @Test
    void aLongOneBecomesLinesThatAreSentWhole() {
        List<String> lines = Warnings.lines(List.of("word ".repeat(60)));
        assertTrue(lines.size() > 1, lines::toString);
        assertTrue(lines.stream().allMatch(line -> line.length() <= 120), lines::toString);
        assertEquals("word ".repeat(60).strip(), String.join(" ", lines).replace("   ", " "));
    }

    @Test
    void aHeaderHasNoLineBreaks() {
        assertEquals(List.of("one two three four"), Warnings.lines(List.of("one\ntwo\r\nthree\u0007four")));
    }

    @Test
    void whatHasNoSpacesIsCut() {
        List<String> lines = Warnings.lines(List.of("x".repeat(500)));
        assertTrue(lines.stream().allMatch(line -> line.length() <= 120), lines::toString);
        assertEquals(500, String.join("", lines).replace(" ", "").length());
    }

    @Test
    void whatTheApiServerWouldDropIsCounted() {
        List<String> lines = Warnings.lines(Collections.nCopies(100, "x".repeat(100)));
        assertEquals("and 62 more", lines.getLast());
        assertTrue(lines.stream().mapToInt(String::length).sum() < 4096);
    }
}
