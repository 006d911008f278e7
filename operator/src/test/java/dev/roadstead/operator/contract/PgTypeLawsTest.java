package dev.roadstead.operator.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What holds for all types; all of them are tried. */
class PgTypeLawsTest {

    private static final List<PgType> ALL = PgTypes.all();

    @Test
    void whatIsPrintedReadsBack() {
        for (PgType type : ALL) {
            assertEquals(type, PgType.parse(type.sql()));
            assertEquals(
                    type, PgType.parse(" " + type.sql().toUpperCase(Locale.ROOT).replace(" ", "\n ")));
            assertEquals(type.hashCode(), PgType.parse(type.sql()).hashCode());
        }
        assertEquals(ALL.size(), new HashSet<>(ALL).size(), "different types are printed differently");
    }

    @Test
    void wideningIsAPartialOrder() {
        Map<PgType, List<PgType>> wider = ALL.stream()
                .collect(Collectors.toMap(
                        type -> type,
                        type -> ALL.stream().filter(type::widensTo).toList()));
        int chains = 0;
        for (PgType type : ALL) {
            assertTrue(type.widensTo(type), () -> type + " to itself");
            for (PgType wide : wider.get(type)) {
                assertTrue(
                        type.equals(wide) || !wide.widensTo(type),
                        () -> type + " and " + wide + " widen to each other");
                for (PgType widest : wider.get(wide)) {
                    assertTrue(type.widensTo(widest), () -> type + " to " + wide + " to " + widest);
                    chains += type.equals(wide) || wide.equals(widest) ? 0 : 1;
                }
            }
        }
        assertTrue(chains > 500, "the law about chains was tried on chains: " + chains);
    }
}
