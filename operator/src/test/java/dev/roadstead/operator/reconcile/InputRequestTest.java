package dev.roadstead.operator.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.PortRef;
import org.junit.jupiter.api.Test;

/** The names are part of what people see and rely on: other digits would make every request anew. */
class InputRequestTest {

    private static final PortRef V1 = new PortRef("flights", "departures", "v1");

    @Test
    void namesNeverChange() {
        assertEquals("delays-departures-0b6d99", InputRequest.name("delays", "departures", V1, "delay-analysis"));
    }

    @Test
    void whatIsAskedForIsPartOfTheName() {
        String name = InputRequest.name("delays", "departures", V1, "delay-analysis");
        assertNotEquals(
                name,
                InputRequest.name(
                        "delays", "departures", new PortRef("flights", "departures", "v2"), "delay-analysis"));
        assertNotEquals(name, InputRequest.name("delays", "departures", V1, "marketing"));
    }

    @Test
    void theLongestNameFits() {
        String name = InputRequest.name("p".repeat(40), "i".repeat(15), V1, "x");
        assertTrue(name.length() <= 63, name);
    }
}
