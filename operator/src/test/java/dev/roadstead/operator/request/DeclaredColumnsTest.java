package dev.roadstead.operator.request;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.roadstead.operator.access.Effect;
import dev.roadstead.operator.access.Lens;
import dev.roadstead.operator.access.RelationLens;
import dev.roadstead.operator.contract.Column;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.contract.PgType;
import dev.roadstead.operator.contract.Relation;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeclaredColumnsTest {

    private static final Contract CONTRACT =
            new Contract(List.of(relation("departures", "id", "gate"), relation("carriers", "id", "name")));
    private static final Lens LENS = new Lens(List.of(shown("departures", "id"), shown("carriers", "name")));

    @Test
    void whatIsThereAndSeenIsNotTold() {
        assertFound(List.of(), List.of(), "id", "departures.id", "name", "carriers.name");
        assertFound(List.of(), List.of());
    }

    @Test
    void whatIsHiddenIsTold() {
        assertFound(List.of(), List.of("gate", "carriers.id"), "gate", "carriers.id", "id");
    }

    @Test
    void whatIsUnknownIsToldWithWhatIsNear() {
        assertFound(
                List.of("gates (did you mean gate?)", "departures.i (did you mean departures.id?)", "price"),
                List.of(),
                "gates",
                "departures.i",
                "price");
    }

    private static void assertFound(List<String> unknown, List<String> hidden, String... declared) {
        assertEquals(
                new DeclaredColumns.Found(unknown, hidden), new DeclaredColumns(List.of(declared)).in(CONTRACT, LENS));
    }

    private static Relation relation(String name, String... columns) {
        return new Relation(
                name,
                name,
                null,
                Arrays.stream(columns)
                        .map(column -> new Column(column, PgType.parse("text"), false, 0, "public", null))
                        .toList());
    }

    private static RelationLens shown(String name, String column) {
        var columns = new LinkedHashMap<String, Effect>();
        columns.put(column, Effect.CLEAR);
        return new RelationLens(name, columns, List.of());
    }
}
