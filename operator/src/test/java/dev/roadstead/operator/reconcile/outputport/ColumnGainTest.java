package dev.roadstead.operator.reconcile.outputport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.roadstead.operator.contract.change.AddedColumn;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ColumnGainTest {

    private static final AddedColumn GATE = new AddedColumn("departures", "gate", true);
    private static final AddedColumn NOTE = new AddedColumn("departures", "note", false);

    @Test
    void namesWhoGainsWhat() {
        assertEquals(
                "v1 has new columns: departures.gate. insights/delays gains departures.gate (Hash)",
                ColumnGain.text("v1", List.of(GATE), List.of(gain("delays", "departures.gate (Hash)"))));
    }

    @Test
    void saysWhyNobodyGainsAnUnclassifiedOne() {
        assertEquals(
                "v1 has new columns: departures.gate, departures.note. Unclassified, so shown to nobody unless a Policy says"
                        + " unclassified: Clear: departures.note. insights/delays gains nothing",
                ColumnGain.text("v1", List.of(GATE, NOTE), List.of(gain("delays"))));
    }

    @Test
    void saysThatNobodyReads() {
        assertEquals(
                "v2 has new columns: departures.gate. Nobody is granted access to v2 now",
                ColumnGain.text("v2", List.of(GATE), List.of()));
    }

    /** Whoever gains something comes first, and two requests of one consumer that see the same count once. */
    @Test
    void namesThreeAndCountsTheOthers() {
        assertEquals(
                "v1 has new columns: departures.gate. insights/c gains departures.gate (Clear); insights/d gains"
                        + " departures.gate (Clear); insights/a gains nothing; and 1 more",
                ColumnGain.text(
                        "v1",
                        List.of(GATE),
                        List.of(
                                gain("a"),
                                gain("b"),
                                gain("d", "departures.gate (Clear)"),
                                gain("c", "departures.gate (Clear)"),
                                gain("c", "departures.gate (Clear)"))));
    }

    @Test
    void aWideTableStaysShort() {
        List<AddedColumn> added = IntStream.range(0, 300)
                .mapToObj(i -> new AddedColumn("t", "c" + i, true))
                .toList();
        assertEquals(
                "v1 has new columns: t.c0, t.c1, t.c2, t.c3, t.c4 and 295 more. insights/a gains t.c0, t.c1, t.c2, t.c3, t.c4"
                        + " and 295 more",
                ColumnGain.text(
                        "v1",
                        added,
                        List.of(new ColumnGain(
                                "insights/a",
                                added.stream().map(AddedColumn::toString).toList()))));
    }

    private static ColumnGain gain(String consumer, String... columns) {
        return new ColumnGain("insights/" + consumer, List.of(columns));
    }
}
