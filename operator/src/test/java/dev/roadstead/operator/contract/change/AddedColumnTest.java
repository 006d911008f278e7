package dev.roadstead.operator.contract.change;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.roadstead.api.v1alpha1.Contract;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddedColumnTest {

    private static final String ID = "{name: id, logicalType: integer, classification: public}";
    private static final String GATE = "{name: gate, logicalType: string, classification: public}";
    private static final String NOTE = "{name: note, logicalType: string}";

    @Test
    void inTheOrderOfTheContract() {
        assertEquals(
                List.of(new AddedColumn("departures", "note", false), new AddedColumn("departures", "gate", true)),
                AddedColumn.between(Contracts.departures(ID), Contracts.departures(NOTE + ", " + ID + ", " + GATE)));
    }

    @Test
    void thoseOfANewRelationCountAndThoseOfARenamedOneDoNot() {
        Contract before = Contracts.of("{name: a, physicalName: t, properties: [" + ID + "]}");
        assertEquals(
                List.of(new AddedColumn("b", "id", true), new AddedColumn("b", "note", false)),
                AddedColumn.between(
                        before,
                        Contracts.of("{name: a, physicalName: t, properties: [" + ID + "]}, {name: b, properties: ["
                                + ID + ", " + NOTE + "]}")));
        assertEquals(
                List.of(),
                AddedColumn.between(before, Contracts.of("{name: b, physicalName: t, properties: [" + ID + "]}")));
    }

    @Test
    void whatOnlyChangesIsNotNew() {
        Contract before = Contracts.departures(ID + ", " + GATE);
        assertEquals(List.of(), AddedColumn.between(before, Contracts.departures(GATE + ", " + ID)));
        assertEquals(List.of(), AddedColumn.between(before, Contracts.departures(ID)));
        assertEquals(
                List.of(), AddedColumn.between(before, Contracts.departures(ID + ", " + GATE.replace("gate", "door"))));
        assertEquals(
                List.of(),
                AddedColumn.between(before, Contracts.departures(ID + ", " + GATE.replace("public", "restricted"))));
    }
}
