package dev.roadstead.operator.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RelationAddressTest {

    @Test
    void readsWhatItWrites() {
        var address = new RelationAddress("flights", "nyc", "main", "departures");
        assertEquals(address, RelationAddress.parse(address.toString()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "flights",
                "flights/nyc",
                "flights/nyc/main",
                "flights/nyc/main.",
                "Flights/nyc/main.t",
                "//."
            })
    void refusesOthers(String text) {
        assertThrows(IllegalArgumentException.class, () -> RelationAddress.parse(text));
    }
}
