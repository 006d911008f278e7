package dev.roadstead.operator.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class BadRowTest {

    @Test
    void namesLineColumnValueAndReason() {
        assertEquals("line 3, column id, value \"x\": no number", new BadRow(3, "id", "x", "no number").toString());
        assertEquals("line 3: too short", new BadRow(3, null, null, "too short").toString());
    }

    @Test
    void aValueDoesNothingToTheTerminalAndIsShort() {
        assertEquals(
                "line 1, column a, value \"\uFFFD[31m" + "x".repeat(35) + "…\": no",
                new BadRow(1, "a", "\u001b[31m" + "x".repeat(100), "no").toString());
    }
}
