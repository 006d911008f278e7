package dev.roadstead.operator.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.access.Effect;
import dev.roadstead.operator.access.Lens;
import dev.roadstead.operator.access.RelationLens;
import dev.roadstead.operator.access.RowCondition;
import dev.roadstead.operator.access.RowGroup;
import dev.roadstead.operator.access.RowOperator;
import dev.roadstead.operator.backend.GrantOutcome;
import dev.roadstead.operator.backend.Proof;
import dev.roadstead.testing.DevelopmentPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A grant under several Policies that choose different rows, read as the consumer. */
class CellByCellIT {
    private static final String PASSWORD = "consumer-password-delays";
    private static final RowCondition JFK = new RowCondition("origin", RowOperator.IN, List.of("JFK"));
    private static final RowCondition NOT_EWR = new RowCondition("origin", RowOperator.NOT_IN, List.of("EWR"));
    private static final RowCondition NOTED = new RowCondition("note", RowOperator.IS_NOT_NULL, List.of());
    private Mesh mesh;

    @BeforeEach
    void makeMesh() throws SQLException {
        mesh = new Mesh(DevelopmentPostgres.shared());
        mesh.provision();
        mesh.load(
                "1, 'N1', 'JFK', 'a'",
                "2, 'N2', 'LGA', NULL",
                "3, NULL, 'EWR', 'c'",
                "4, 'N4', NULL, NULL",
                "5, 'N5', NULL, 'e'");
    }

    @AfterEach
    void closeMesh() {
        mesh.close();
    }

    @Test
    void eachCellIsAsClearAsTheMostGenerousGroupOfItsRow() throws SQLException {
        Lens lens = lens(
                group(Map.of("tail_number", Effect.REDACT, "note", Effect.HIDDEN), NOT_EWR),
                group(Map.of("origin", Effect.HIDDEN, "note", Effect.REDACT), JFK),
                group(Map.of("tail_number", Effect.HIDDEN, "origin", Effect.NULL), NOTED));
        GrantOutcome grant = mesh.backend.grant(Mesh.wish(Mesh.DELAYS, lens, null));
        Proof proof = mesh.backend.verify(Mesh.key(Mesh.DELAYS), PASSWORD);
        assertTrue(proof.ok(), proof.message());
        try (Connection c = mesh.login(grant.login(), PASSWORD)) {
            String view = grant.schema() + ".departures";
            assertEquals(
                    List.of("1|N1|JFK|a", "2|***|LGA|null", "3|null|null|c", "5|null|null|e"),
                    Mesh.rows(c, "SELECT * FROM " + view + " ORDER BY id"),
                    "row 4 meets no condition: NULL is not unequal to EWR");
            assertEquals(
                    List.of("id|bigint", "tail_number|text", "origin|text", "note|character varying(40)"),
                    Mesh.rows(
                            c,
                            "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = '"
                                    + view + "'::regclass AND attnum > 0 ORDER BY attnum"),
                    "the contracted types");
        }
    }

    @Test
    void aSecondPassWritesNothing() throws SQLException {
        RowGroup some = group(Map.of("tail_number", Effect.HASH, "note", Effect.REDACT));
        RowGroup here = group(Map.of("note", Effect.HIDDEN), JFK);
        mesh.backend.grant(Mesh.wish(Mesh.DELAYS, lens(some, here), null));
        List<String> before = mesh.state();
        mesh.backend.grant(Mesh.wish(Mesh.DELAYS, lens(here, some, here), null));
        assertEquals(before, mesh.state());
        mesh.reopen();
        mesh.provision();
        mesh.backend.grant(Mesh.wish(Mesh.DELAYS, lens(here, some), null));
        assertEquals(before, mesh.state());
    }

    @Test
    void aRowThatIsNotAdmittedIsInNoGuess() throws SQLException {
        Lens lens = lens(group(Map.of("tail_number", Effect.HASH), JFK), group(Map.of("note", Effect.HIDDEN), NOTED));
        GrantOutcome grant = mesh.backend.grant(Mesh.wish(Mesh.DELAYS, lens, null));
        try (Connection c = mesh.login(grant.login(), PASSWORD)) {
            String view = grant.schema() + ".departures";
            // A condition that raises for a row behind the barrier would tell that it is there.
            List<String> seen = Mesh.rows(
                    c, "SELECT id FROM " + view + " WHERE 1 / (id - 2) IS NOT NULL AND 1 / (id - 4) IS NOT NULL");
            assertEquals(3, seen.size(), seen.toString());
            assertFalse(Mesh.rows(c, "SELECT tail_number FROM " + view).contains("N2"));
        }
    }

    private static Lens lens(RowGroup... groups) {
        return new Lens(List.of(new RelationLens("departures", List.of(groups))));
    }

    private static RowGroup group(Map<String, Effect> effects, RowCondition... rows) {
        SequencedMap<String, Effect> columns = new LinkedHashMap<>();
        Mesh.CONTRACT
                .relations()
                .getFirst()
                .columns()
                .forEach(column -> columns.put(column.name(), effects.getOrDefault(column.name(), Effect.CLEAR)));
        return new RowGroup(List.of(rows), columns);
    }
}
