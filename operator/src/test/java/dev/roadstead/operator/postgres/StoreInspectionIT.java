package dev.roadstead.operator.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.backend.GrantOutcome;
import dev.roadstead.operator.backend.PortWish;
import dev.roadstead.operator.postgres.StoreFacts.Place;
import dev.roadstead.operator.postgres.StoreFacts.Right;
import dev.roadstead.testing.DevelopmentPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who could read past Roadstead, hidden in the ways PostgreSQL has. */
class StoreInspectionIT {

    private static final String CHECKS = "checks the data for the operator";
    private static final String TABLE = "flights__nyc__main__data.departures";
    private static final String PREFIX = "outside_" + ProcessHandle.current().pid() + "_";

    private Mesh mesh;
    private GrantOutcome grant;
    private Connection dba;

    @BeforeEach
    void makeMesh() throws SQLException {
        mesh = new Mesh(DevelopmentPostgres.shared());
        mesh.provision();
        grant = mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), Instant.parse("2100-01-01T00:00:00Z")));
        dba = mesh.database.superuser();
        for (String role : List.of(
                "nested LOGIN",
                "middle",
                "top",
                "noinherit LOGIN NOINHERIT",
                "column LOGIN",
                "shut LOGIN",
                "boss LOGIN",
                "auditor LOGIN",
                "spy LOGIN")) {
            Mesh.execute(dba, "CREATE ROLE " + PREFIX + role);
        }
        // A running operator would put right within seconds what these tests do.
        mesh.backend.close();
    }

    @AfterEach
    void closeMesh() throws SQLException {
        for (String role :
                List.of("nested", "middle", "top", "noinherit", "column", "shut", "boss", "auditor", "spy")) {
            Mesh.execute(dba, "DROP OWNED BY " + PREFIX + role);
            Mesh.execute(dba, "DROP ROLE " + PREFIX + role);
        }
        dba.close();
        mesh.close();
    }

    @Test
    void nobodyElseReadsWhatRoadsteadMade() {
        StoreFacts facts = facts();
        assertEquals(
                List.of(),
                readers(facts).stream().filter(right -> !right.ours()).toList());
        assertTrue(facts.administrators().stream()
                .anyMatch(admin ->
                        admin.role().equals(facts.operator()) && admin.because().contains("is the operator")));
        assertFalse(
                facts.administrators().stream().anyMatch(admin -> admin.role().contains("_c_")), facts.toString());
        assertFalse(
                facts.administrators().stream().anyMatch(admin -> admin.role().contains("_x_")), facts.toString());
    }

    @Test
    void theCheckerOfThisStoreIsNamed() {
        mesh.backend = mesh.open();
        assertTrue(facts().administrators().stream()
                .noneMatch(admin -> admin.because().contains(CHECKS)));
        mesh.backend.publish(new PortWish(Mesh.PORT, Mesh.STORE, Mesh.CONTRACT, true));
        StoreFacts facts = facts();
        assertEquals(
                1,
                facts.administrators().stream()
                        .filter(admin -> admin.because().equals(List.of(CHECKS)))
                        .count(),
                facts.toString());
        assertTrue(
                facts.rights().stream().noneMatch(right -> right.place() == Place.PORT),
                "only as that, not as a reader");
    }

    @Test
    void membershipsAreFollowedAndSchemasCount() throws SQLException {
        Mesh.execute(dba, "GRANT " + PREFIX + "top TO " + PREFIX + "middle");
        Mesh.execute(dba, "GRANT " + PREFIX + "middle TO " + PREFIX + "nested, " + PREFIX + "noinherit");
        Mesh.execute(dba, "GRANT USAGE ON SCHEMA flights__nyc__main__data TO " + PREFIX + "top, " + PREFIX + "column");
        Mesh.execute(dba, "GRANT SELECT ON " + TABLE + " TO " + PREFIX + "top, " + PREFIX + "shut");
        Mesh.execute(dba, "GRANT SELECT (origin) ON " + TABLE + " TO " + PREFIX + "column");
        List<Right> rights = readers(facts());
        for (String role : List.of("nested", "noinherit", "top")) {
            assertTrue(
                    rights.stream().anyMatch(right -> right.role().equals(PREFIX + role) && right.reaches("note")),
                    role);
        }
        assertEquals(
                List.of(PREFIX + "top"),
                rights.stream()
                        .filter(right -> right.role().equals(PREFIX + "nested"))
                        .flatMap(right -> right.via().stream())
                        .toList());
        Right column = rights.stream()
                .filter(right -> right.role().equals(PREFIX + "column"))
                .findFirst()
                .orElseThrow();
        assertTrue(column.reaches("origin"));
        assertFalse(column.reaches("note"));
        assertTrue(rights.stream().noneMatch(right -> right.role().equals(PREFIX + "shut")), "no USAGE, no reading");
    }

    @Test
    void everybodyIsNamedOnce() throws SQLException {
        Mesh.execute(dba, "GRANT USAGE ON SCHEMA flights__nyc__main__data TO PUBLIC");
        Mesh.execute(dba, "GRANT SELECT ON " + TABLE + " TO PUBLIC");
        assertEquals(
                List.of("PUBLIC"),
                readers(facts()).stream()
                        .filter(right -> !right.ours())
                        .map(Right::role)
                        .toList());
        Mesh.execute(dba, "REVOKE ALL ON SCHEMA flights__nyc__main__data FROM PUBLIC");
        Mesh.execute(dba, "GRANT USAGE ON SCHEMA flights__nyc__main__data TO " + PREFIX + "spy");
        assertTrue(readers(facts()).stream()
                .anyMatch(right ->
                        right.role().equals(PREFIX + "spy") && right.via().equals(List.of("PUBLIC"))));
    }

    @Test
    void waysAroundGrantsAreSeen() throws SQLException {
        Mesh.execute(dba, "GRANT USAGE ON SCHEMA " + grant.schema() + " TO " + PREFIX + "spy");
        Mesh.execute(dba, "GRANT SELECT ON " + grant.schema() + ".departures TO " + PREFIX + "spy");
        Mesh.execute(dba, "GRANT pg_read_all_data TO " + PREFIX + "middle");
        Mesh.execute(dba, "GRANT " + PREFIX + "middle TO " + PREFIX + "auditor");
        Mesh.execute(dba, "GRANT " + owner() + " TO " + PREFIX + "boss");
        Mesh.execute(dba, "ALTER ROLE " + PREFIX + "auditor REPLICATION");
        StoreFacts facts = facts();
        Mesh.execute(dba, "ALTER ROLE " + PREFIX + "auditor NOREPLICATION");
        assertTrue(facts.rights().stream()
                .anyMatch(right -> right.role().equals(PREFIX + "spy") && right.place() == Place.GRANT));
        assertTrue(
                powers(facts, "auditor")
                        .containsAll(List.of("REPLICATION (may copy the whole server)", "pg_read_all_data")),
                facts.toString());
        assertTrue(powers(facts, "boss").contains("owns the table or the views"), facts.toString());
        assertEquals(List.of(), powers(facts, "spy"));
    }

    @Test
    void grantsAreReadAsTheyAre() {
        try (var inspection = StoreInspection.open(mesh.settings())) {
            StoreGrant found = inspection.grants().getFirst();
            assertEquals(Mesh.key(Mesh.DELAYS), found.key());
            assertEquals(grant.schema(), found.schema());
            assertEquals(List.of(grant.login()), found.readers());
            assertEquals(Instant.parse("2100-01-01T00:00:00Z"), found.notAfter());
            assertTrue(found.admits(Instant.parse("2099-12-31T23:59:59Z")));
            assertFalse(found.admits(Instant.parse("2100-01-01T00:00:00Z")));
        }
    }

    @Test
    void lookingChangesNothing() throws SQLException {
        List<String> before = mesh.state();
        facts();
        assertEquals(before, mesh.state());
    }

    private StoreFacts facts() {
        try (var inspection = StoreInspection.open(mesh.settings())) {
            return inspection.rights(Mesh.STORE, List.of(Mesh.PORT), List.of("departures"));
        }
    }

    /** Without those who write it, who are ours. */
    private static List<Right> readers(StoreFacts facts) {
        return facts.rights().stream()
                .filter(right -> right.privilege().equals("SELECT"))
                .toList();
    }

    private List<String> powers(StoreFacts facts, String role) {
        return facts.administrators().stream()
                .filter(admin -> admin.role().equals(PREFIX + role))
                .flatMap(admin -> admin.because().stream())
                .toList();
    }

    private String owner() throws SQLException {
        return Mesh.rows(
                        dba,
                        "SELECT quote_ident(tableowner) FROM pg_tables WHERE schemaname = 'flights__nyc__main__data'")
                .getFirst();
    }
}
