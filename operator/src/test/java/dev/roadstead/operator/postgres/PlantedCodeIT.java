package dev.roadstead.operator.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.operator.backend.Finding;
import dev.roadstead.operator.backend.GrantOutcome;
import dev.roadstead.operator.backend.PortWish;
import dev.roadstead.testing.DevelopmentPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Code is planted at a table under a port, by somebody who may. It tells who ran it; neither a consumer nor the operator
 * ever does, and the relation answers with an error until the plant is gone.
 */
class PlantedCodeIT {
    private static final String TABLE = "flights__nyc__main__data.departures";
    private static final String PASSWORD = "consumer-password-delays";

    private Mesh mesh;
    private Connection dba;
    private PGConnection ears;
    private GrantOutcome grant;
    private volatile List<Finding> remaining = List.of();

    @BeforeEach
    void makeMesh() throws SQLException {
        mesh = new Mesh(DevelopmentPostgres.shared());
        mesh.provision();
        mesh.load("1, 'N1', 'JFK', 'a'");
        grant = mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null));
        mesh.backend.listen((repaired, now) -> remaining = now);
        dba = mesh.database.superuser();
        ears = dba.unwrap(PGConnection.class);
        Mesh.execute(
                dba,
                "LISTEN ran; CREATE SCHEMA trojan; GRANT USAGE ON SCHEMA trojan TO PUBLIC;"
                        + " CREATE FUNCTION trojan.evil(v text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN"
                        + " PERFORM pg_notify('ran', session_user || ' ' || clock_timestamp()); RETURN true; END $$;"
                        + " CREATE FUNCTION trojan.fire() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                        + " PERFORM pg_notify('ran', session_user::text); RETURN NEW; END $$;"
                        + " CREATE DOMAIN trojan.word AS text CHECK (trojan.evil(VALUE));"
                        + " CREATE TABLE trojan.other (a int)");
    }

    @AfterEach
    void closeMesh() throws SQLException {
        dba.close();
        mesh.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE INDEX plant ON %s ((trojan.evil('x') AND id > 0))",
                "CREATE INDEX plant ON %s (id) WHERE trojan.evil('x')",
                "CREATE STATISTICS plant ON (trojan.evil('x') AND id > 0), origin FROM %s",
                "CREATE POLICY plant ON %s USING (trojan.evil(origin)); ALTER TABLE %1$s ENABLE ROW LEVEL SECURITY;"
                        + " ALTER TABLE %1$s FORCE ROW LEVEL SECURITY",
                "CREATE RULE plant AS ON INSERT TO %s DO ALSO SELECT trojan.evil('x')",
                "CREATE TRIGGER plant BEFORE INSERT ON %s FOR EACH ROW EXECUTE FUNCTION trojan.fire()",
                "ALTER TABLE %s ADD CONSTRAINT plant CHECK (trojan.evil('x')) NOT VALID",
                "ALTER TABLE %s ADD COLUMN plant trojan.word",
                "ALTER TABLE %s ALTER note SET DEFAULT trojan.evil('x')::text",
                "ALTER TABLE %s ADD CONSTRAINT plant EXCLUDE (id WITH =) WHERE (trojan.evil('x'))",
                "CREATE TABLE trojan.plant () INHERITS (%s); CREATE INDEX ON trojan.plant ((trojan.evil('x')))",
                "ALTER TABLE %s RENAME TO plant; CREATE VIEW %1$s AS SELECT * FROM flights__nyc__main__data.plant WHERE"
                        + " trojan.evil(origin)"
            })
    void nobodyRunsWhatIsPlanted(String plant) throws SQLException {
        try (Connection before = mesh.login(grant.login(), PASSWORD)) {
            Mesh.execute(before, "PREPARE p AS SELECT * FROM " + grant.schema() + ".departures");
            assertEquals(1, Mesh.rows(before, "EXECUTE p").size());
            // As its owner would, who may do as much.
            Mesh.execute(dba, plant.formatted(TABLE));
            heard();
            awaitPlants(true);
            for (String sql : List.of(
                    "EXECUTE p",
                    "SELECT count(*) FROM " + grant.schema() + ".departures",
                    "SELECT id FROM " + grant.schema() + ".departures WHERE origin = 'JFK' AND id > 0")) {
                SQLException refused = assertThrows(SQLException.class, () -> Mesh.rows(before, sql), sql);
                assertEquals("42501", refused.getSQLState(), refused.getMessage());
                assertTrue(refused.getMessage().contains("is withheld"), refused.getMessage());
            }
            Mesh.rows(before, "EXPLAIN SELECT id FROM " + grant.schema() + ".departures WHERE id > 0");
        }
        BackendException refused = assertThrows(
                BackendException.class, () -> mesh.backend.publish(new PortWish(Mesh.PORT, Mesh.STORE, Mesh.CONTRACT)));
        assertEquals("UnsafeRelation", refused.reason());
        assertTrue(refused.getMessage().contains("a DBA runs: "), refused.getMessage());
        mesh.backend.verify(Mesh.key(Mesh.DELAYS), PASSWORD);
        mesh.reopen();
        mesh.backend.listen((repaired, now) -> remaining = now);
        assertThrows(BackendException.class, mesh::provision);
        mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null));
        assertEquals(List.of(), heard(), "somebody ran what was planted");
    }

    @Test
    void theRelationComesBackOnceThePlantsAreGone() throws SQLException {
        Mesh.execute(
                dba,
                "CREATE INDEX plant ON %1$s ((trojan.evil('x') AND id > 0)); ALTER TABLE %1$s ADD CONSTRAINT p CHECK (trojan.evil('x')) NOT VALID; ALTER TABLE %1$s ENABLE ROW LEVEL SECURITY"
                        .formatted(TABLE));
        awaitPlants(true);
        List<Finding> plants = List.copyOf(remaining);
        assertEquals(3, plants.size(), plants.toString());
        for (Finding plant : plants) {
            Mesh.execute(dba, plant.remedy());
        }
        awaitPlants(false);
        mesh.provision();
        try (Connection c = mesh.login(grant.login(), PASSWORD)) {
            assertEquals(
                    1,
                    Mesh.rows(c, "SELECT * FROM " + grant.schema() + ".departures")
                            .size());
        }
        // An index of nothing but columns is a DBA's good right.
        Mesh.execute(dba, "CREATE INDEX ON " + TABLE + " (origin); CREATE INDEX ON " + TABLE + " (lower(origin))");
        List<String> state = mesh.state();
        mesh.provision();
        assertEquals(state, mesh.state());
    }

    /** By the statements told, and with every row that was there. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE %s ADD COLUMN \"Odd\" trojan.word",
                "CREATE TYPE trojan.mood AS ENUM ('sad'); ALTER TABLE %s ADD COLUMN mood trojan.mood",
                "CREATE COLLATION trojan.c (locale = 'C'); ALTER TABLE %s ADD COLUMN c text COLLATE trojan.c",
                "ALTER TABLE %s ADD COLUMN g text GENERATED ALWAYS AS (trojan.evil('x')::text) STORED",
                "CREATE TYPE trojan.row AS (id bigint); CREATE TABLE %s_two OF trojan.row;"
                        + " ALTER TABLE %1$s_two OWNER TO {owner}",
                "ALTER TABLE %s RENAME TO plant; CREATE VIEW %1$s AS SELECT * FROM flights__nyc__main__data.plant",
                "ALTER TABLE %s RENAME TO plant; CREATE TABLE %1$s (LIKE flights__nyc__main__data.plant) PARTITION BY LIST (id);"
                        + " ALTER TABLE %1$s OWNER TO {owner}"
            })
    void whatIsToldToRemoveThemKeepsTheRows(String plant) throws SQLException {
        String rows =
                "SELECT count(*) FROM " + TABLE.replace("departures", plant.contains("plant") ? "plant" : "departures");
        String owner = Mesh.rows(dba, "SELECT name FROM roadstead_meta.ledger WHERE part = 'DATA_OWNER'")
                .getFirst();
        Mesh.execute(dba, plant.replace("{owner}", owner).formatted(TABLE));
        awaitPlants(true);
        // Its views stop reading the table before anybody changes it.
        provisionAsFarAsPossible();
        for (Finding finding : remaining) {
            assertFalse(finding.remedy().contains("DROP TABLE"), finding.toString());
            if (finding.kind() == Finding.Kind.UNSAFE_RELATION) {
                Mesh.execute(dba, finding.remedy());
            }
        }
        awaitPlants(false);
        assertEquals(List.of("1"), Mesh.rows(dba, rows));
    }

    private void provisionAsFarAsPossible() {
        try {
            mesh.provision();
        } catch (BackendException e) {
            assertEquals("UnsafeRelation", e.reason());
            assertFalse(e.getMessage().contains("DROP TABLE"), e.getMessage());
        }
    }

    private void awaitPlants(boolean there) {
        Instant deadline = Instant.now().plusSeconds(30);
        while (remaining.stream().anyMatch(f -> f.kind() == Finding.Kind.UNSAFE_RELATION) != there) {
            assertTrue(Instant.now().isBefore(deadline), "not seen in time: " + remaining);
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Who ran it since the last call; the DBA who plants does. */
    private List<String> heard() throws SQLException {
        Mesh.rows(dba, "SELECT 1");
        List<String> found = new ArrayList<>();
        for (PGNotification n : ears.getNotifications(200)) {
            if (!n.getParameter().startsWith("postgres")) {
                found.add(n.getParameter());
            }
        }
        return found;
    }
}
