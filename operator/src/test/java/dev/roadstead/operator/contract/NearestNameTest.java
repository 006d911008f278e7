package dev.roadstead.operator.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {

    private static final List<String> FIELDS = List.of("allow", "unclassified", "mask", "hide");

    @ParameterizedTest
    @CsvSource({"maks,mask", "masks,mask", "Mask,mask", "hid,hide", "unclasified,unclassified", "alow,allow"})
    void findsWhatWasMeant(String written, String meant) {
        assertEquals(Optional.of(meant), NearestName.of(written, FIELDS));
    }

    @ParameterizedTest
    @CsvSource({"renewal", "x", "''", "classification"})
    void saysNothingRatherThanSomethingFarOff(String written) {
        assertEquals(Optional.empty(), NearestName.of(written, FIELDS));
    }

    @Test
    void doesNotDependOnTheOrderOfTheNames() {
        assertEquals(Optional.of("bat"), NearestName.of("mat", List.of("cat", "bat")));
        assertEquals(Optional.of("bat"), NearestName.of("mat", List.of("bat", "cat")));
    }

    @Test
    void givesUpOnTextsNobodyMisspelt() {
        assertEquals("known are allow, unclassified, mask, hide", NearestName.hint("m".repeat(1_000_000), FIELDS));
    }
}
