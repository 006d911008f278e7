package dev.roadstead.operator.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.access.Effect;
import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.operator.backend.Proof;
import dev.roadstead.testing.DevelopmentPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The operator's sessions are ended at random moments: whatever was half done is finished by the next try. */
class BrokenConnectionIT {
    private static final int ROUNDS = 6;
    private static final int TRIES = 60;

    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger killed = new AtomicInteger();
    private Mesh mesh;
    private Thread killer;

    @BeforeEach
    void makeMesh() throws SQLException {
        mesh = new Mesh(DevelopmentPostgres.shared());
        mesh.provision();
        mesh.load("1, 'N1', 'JFK', 'a'");
    }

    @AfterEach
    void closeMesh() throws InterruptedException {
        over.set(true);
        killer.join();
        mesh.close();
    }

    @Test
    void whateverMomentTheConnectionBreaksNothingStaysHalfDone() throws SQLException, InterruptedException {
        List<String> clean = objects();
        killer = Thread.ofPlatform().start(this::kill);
        for (int round = 0; round < ROUNDS; round++) {
            var wide = Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null);
            var narrow = Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of("note", Effect.HIDDEN)), null);
            insist(() -> mesh.backend.grant(wide));
            insist(() -> mesh.backend.grant(narrow));
            insist(() -> {
                mesh.backend.release(Mesh.key(Mesh.DELAYS));
                return true;
            });
        }
        over.set(true);
        killer.join();
        assertTrue(killed.get() > 0, "no connection was broken, so nothing was tried");
        // A last release finishes what an interrupted one left.
        insist(() -> {
            mesh.backend.release(Mesh.key(Mesh.DELAYS));
            return true;
        });
        assertEquals(clean, objects());
        mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null));
        Proof proof = mesh.backend.verify(Mesh.key(Mesh.DELAYS), "consumer-password-delays");
        assertTrue(proof.ok(), proof.message());
    }

    /** What a grant brings: schemas, logins, rows. Identities and leases stay for good. */
    private List<String> objects() throws SQLException {
        try (Connection dba = mesh.database.superuser()) {
            String prefix = Mesh.rows(dba, "SELECT 'rs_' || left(store_id::text, 8) FROM roadstead_meta.store")
                    .getFirst();
            return Mesh.rows(
                    dba,
                    "SELECT 'schema ' || nspname FROM pg_namespace WHERE nspname LIKE 'flights%' UNION ALL"
                            + " SELECT 'login ' || rolname FROM pg_roles WHERE rolcanlogin AND starts_with(rolname, '"
                            + prefix
                            + "') UNION ALL SELECT 'grant ' || schema_name FROM roadstead_meta.grants UNION ALL"
                            + " SELECT 'ledger ' || kind || schema_name || name FROM roadstead_meta.ledger"
                            + " WHERE part IN ('GRANT', 'CONSUMER') ORDER BY 1");
        }
    }

    private void kill() {
        Random random = new Random(42);
        String sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '"
                + mesh.server.operatorUser() + "' AND datname = current_database()"
                + " AND application_name = 'roadstead' AND random() < 0.7";
        try (Connection dba = mesh.database.superuser()) {
            while (!over.get()) {
                // Rarer and rarer, so that a slow machine gets through in the end.
                Thread.sleep(random.nextInt(5, 120 + 2 * killed.get()));
                killed.addAndGet(Mesh.rows(dba, sql).size());
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static <T> T insist(Supplier<T> wish) throws InterruptedException {
        BackendException last = null;
        for (int attempt = 0; attempt < TRIES; attempt++) {
            try {
                return wish.get();
            } catch (BackendException e) {
                assertTrue(e.retryable(), e.reason() + ": " + e.getMessage());
                last = e;
                Thread.sleep(20);
            }
        }
        throw last;
    }
}
