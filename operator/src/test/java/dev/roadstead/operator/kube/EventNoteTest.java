package dev.roadstead.operator.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EventNoteTest {

    @Test
    void whatFitsStays() {
        assertEquals("a".repeat(1024), EventRecorder.fitting("a".repeat(1024)));
        assertEquals("é".repeat(512), EventRecorder.fitting("é".repeat(512)));
    }

    @Test
    void aPointerStaysHoweverLongTheTextIs() {
        assertEquals("held; see there.", EventRecorder.pointing("held", "; see there."));
        String cut = EventRecorder.pointing("é".repeat(1024), "; see there.");
        assertTrue(cut.endsWith("é …; see there."), cut);
        assertTrue(cut.getBytes(StandardCharsets.UTF_8).length > 1020, cut);
        assertEquals(cut, EventRecorder.fitting(cut));
    }

    /** The API server counts bytes, and no letter is cut in two. */
    @Test
    void whatIsTooLongIsCutToItsBytes() {
        for (String letter : new String[] {"a", "é", "✈", "🛫"}) {
            String cut = EventRecorder.fitting("x" + letter.repeat(1025));
            int bytes = cut.getBytes(StandardCharsets.UTF_8).length;
            assertTrue(bytes <= 1024 && bytes > 1024 - 4, letter + " " + bytes);
            assertTrue(cut.matches("x(" + letter + ")+ …"), cut);
        }
    }
}
