package dev.roadstead.operator.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.backend.Finding;
import dev.roadstead.operator.backend.GrantOutcome;
import dev.roadstead.testing.DevelopmentPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A transaction that a consumer has prepared and left, while its grant goes on. */
class PreparedTransactionIT {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration TOLERATED = Duration.ofMinutes(5);
    private Mesh mesh;

    @BeforeEach
    void prepare() throws SQLException {
        mesh = new Mesh(DevelopmentPostgres.of(DevelopmentPostgres.DEFAULT_VERSION, "max_prepared_transactions=10"));
        mesh.provision();
        mesh.load("1, 'N1', 'JFK', 'a'");
        GrantOutcome grant = mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null));
        try (Connection c = mesh.login(grant.login(), "consumer-password-delays")) {
            c.setAutoCommit(false);
            Mesh.execute(c, "SELECT * FROM " + grant.schema() + ".departures; PREPARE TRANSACTION 'it''s mine'");
            c.rollback();
        }
    }

    @AfterEach
    void closeMesh() {
        mesh.close();
    }

    /** Its age is measured by the store's clock, which a snapshot carries. */
    @Test
    void itIsToldOnceItHasHungTooLong() throws SQLException {
        assertEquals(List.of(), told(Duration.ZERO), "a distributed transaction may take a moment");
        assertEquals(List.of(), told(TOLERATED.minus(SECOND.multipliedBy(30))));
        List<Finding> hanging = told(TOLERATED.plus(SECOND));
        assertEquals(1, hanging.size(), hanging.toString());
        Finding told = hanging.getFirst();
        assertEquals(Finding.Kind.PREPARED_TRANSACTION, told.kind());
        assertTrue(told.found().contains("database " + mesh.database.name()), told.found());
        assertEquals(new Finding.Concern.Grant("insights/delays"), told.concern());
        mesh.asDba(told.remedy());
        assertEquals(List.of(), told(TOLERATED.plus(SECOND)), "the statement told is the one that helps");
    }

    /** What drift there would be, were it that much later. */
    private List<Finding> told(Duration later) throws SQLException {
        try (Connection connection = mesh.database.operator()) {
            Names names = new Names(Mesh.rows(connection, "SELECT store_id FROM roadstead_meta.store")
                    .getFirst());
            int version = mesh.server.version();
            Snapshot now = new SnapshotReader(names, mesh.database.name(), version).read(connection);
            return new DriftPlanner(names, mesh.settings(), version)
                    .find(now.asOf(now.now().plus(later), now.head()), null).stream()
                            .map(Repair::finding)
                            .toList();
        }
    }
}
