package dev.roadstead.operator.postgres;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.access.Effect;
import dev.roadstead.operator.backend.Finding;
import dev.roadstead.operator.backend.GrantOutcome;
import dev.roadstead.operator.backend.Subject;
import dev.roadstead.testing.DevelopmentPostgres;
import dev.roadstead.testing.DevelopmentPostgres.MeshDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A consumer that a DBA let into another database too, where the operator has no say. */
class LeftElsewhereIT {
    private static final Subject LATER = new Subject("marketing", Subject.Kind.REQUEST, "churn");
    private static final Subject TOGETHER = new Subject("insights", Subject.Kind.REQUEST, "together");
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final String PASSWORD = "consumer-password-delays";
    private Mesh mesh;
    private MeshDatabase elsewhere;
    private GrantOutcome grant;
    private volatile List<Finding> remaining = List.of();

    @BeforeEach
    void makeMesh() throws SQLException {
        mesh = new Mesh(DevelopmentPostgres.shared());
        elsewhere = mesh.server.newMeshDatabase();
        mesh.provision();
        mesh.load("1, 'N1', 'JFK', 'a'");
        grant = mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null));
        try (Connection dba = elsewhere.superuser()) {
            Mesh.execute(
                    dba,
                    "GRANT CONNECT ON DATABASE " + elsewhere.name() + " TO " + grant.login() + ";"
                            + " CREATE SCHEMA s; CREATE TABLE s.theirs (a int); ALTER TABLE s.theirs OWNER TO "
                            + grant.login());
        }
    }

    @AfterEach
    void closeMesh() throws SQLException {
        elsewhere.close();
        mesh.close();
    }

    /** A role that has something in another database can't be dropped from here; everything that gives access can. */
    @Test
    void whatItHasThereKeepsTheRoleButNoAccessAndIsTold() throws SQLException {
        try (Connection held = mesh.login(grant.login(), PASSWORD)) {
            mesh.backend.release(Mesh.key(Mesh.DELAYS));
            assertThrows(SQLException.class, () -> Mesh.rows(held, "SELECT 1"), "its session has ended");
        }
        assertThrows(
                SQLException.class, () -> mesh.login(grant.login(), PASSWORD).close());
        assertEquals(List.of(), mesh.askedAsDba("SELECT 1 FROM pg_namespace WHERE nspname = '" + grant.schema() + "'"));
        // Nothing in this database tells of another one: it is seen by the next whole reading.
        mesh.reopen();
        mesh.backend.listen((repaired, now) -> remaining = now);
        Finding told = await().atMost(SOON)
                .until(
                        () -> remaining.stream()
                                .filter(finding -> finding.kind() == Finding.Kind.ELSEWHERE)
                                .toList(),
                        found -> found.size() == 1)
                .getFirst();
        assertEquals("role " + grant.login(), told.object());
        assertTrue(told.found().contains("database " + elsewhere.name()), told.found());
        List<String> before = mesh.state();
        mesh.backend.release(Mesh.key(Mesh.DELAYS));
        assertEquals(before, mesh.state(), "what can't be done is not tried again and again");

        try (Connection dba = elsewhere.superuser()) {
            Mesh.execute(dba, told.remedy());
        }
        mesh.reopen();
        mesh.backend.release(Mesh.key(Mesh.DELAYS));
        assertEquals(List.of(), roles(grant));
    }

    /** As after a restore beside the old database: what its roles own there is the data of producers. */
    @Test
    void aCopyOfTheStoreIsNotToldToBeDropped() throws SQLException {
        String owner = mesh.askedAsDba("SELECT name FROM roadstead_meta.ledger WHERE part = 'DATA_OWNER'")
                .getFirst();
        try (Connection dba = elsewhere.superuser()) {
            Mesh.execute(dba, "CREATE TABLE s.data (a int); ALTER TABLE s.data OWNER TO " + Sql.id(owner));
        }
        mesh.reopen();
        mesh.backend.listen((repaired, now) -> remaining = now);
        List<Finding> told = await().atMost(SOON)
                .until(
                        () -> remaining.stream()
                                .filter(finding -> finding.kind() == Finding.Kind.ELSEWHERE)
                                .toList(),
                        found -> found.size() == 2);
        for (Finding finding : told) {
            assertTrue(finding.found().contains("perhaps a copy of this store"), finding.toString());
            assertEquals("SELECT mesh_id, store_id FROM roadstead_meta.store", finding.remedy());
        }
    }

    /** One that can't be dropped keeps neither those that end with it nor those that end later. */
    @Test
    void nobodyElsesEndWaitsForIt() throws SQLException {
        GrantOutcome later = mesh.backend.grant(Mesh.wish(LATER, Mesh.lens(Map.of()), null));
        GrantOutcome together = mesh.backend.grant(Mesh.wish(TOGETHER, Mesh.lens(Map.of()), null));
        mesh.backend.releaseDomain("insights");
        assertEquals(List.of(), roles(together));
        assertEquals(1, roles(grant).size());
        mesh.backend.release(Mesh.key(LATER));
        assertEquals(List.of(), roles(later));
    }

    /** It does not keep the same consumer from a new grant either. */
    @Test
    void itIsGrantedAgain() throws SQLException {
        mesh.backend.release(Mesh.key(Mesh.DELAYS));
        mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of("note", Effect.HIDDEN)), null));
        assertTrue(mesh.backend.verify(Mesh.key(Mesh.DELAYS), PASSWORD).ok());
    }

    private List<String> roles(GrantOutcome ended) throws SQLException {
        return mesh.askedAsDba("SELECT rolname FROM pg_roles WHERE rolname = '" + ended.login() + "'");
    }
}
