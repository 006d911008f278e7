package dev.roadstead.operator.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.operator.history.Chain;
import dev.roadstead.testing.DevelopmentPostgres;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A store that the version before made is carried on with everything that its history says. */
class StoreUpgradeIT {
    private static final String STORE_ID = "6d0f0000-0000-4000-8000-000000000001";
    private static final String WATCHED =
            "SELECT roadstead_history.append('WatchResumed', '', '{\"acl\": \"a\"}'::jsonb);";
    private static final String OBJECTS = "SELECT 'function', p.proname::text, p.prosrc, p.proacl::text FROM pg_proc p"
            + " WHERE p.pronamespace IN ('roadstead_history'::regnamespace, 'roadstead_meta'::regnamespace)"
            + " AND p.proname NOT IN ('admit', 'withhold')"
            + " UNION ALL SELECT 'trigger', t.tgname::text, pg_get_triggerdef(t.oid), '' FROM pg_trigger t"
            + " JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relnamespace = 'roadstead_history'::regnamespace"
            + " UNION ALL SELECT 'index', indexname::text, indexdef, '' FROM pg_indexes WHERE schemaname = 'roadstead_history'"
            + " UNION ALL SELECT 'layout', layout::text, '', '' FROM roadstead_meta.store ORDER BY 1, 2, 3";

    /** What the version before installed, and what it wrote. */
    private static void olderStore(Connection dba, String database, DevelopmentPostgres server) throws SQLException {
        Names names = new Names(STORE_ID);
        String gate = Sql.id(names.gate());
        String keys = Sql.id(names.keyReader());
        Mesh.execute(
                dba,
                "SET search_path = pg_catalog; SET ROLE " + Sql.id(server.operatorUser()) + ";" + Layout.first()
                        + "; INSERT INTO roadstead_meta.store (store_id, mesh_id, layout) VALUES ('" + STORE_ID
                        + "', 'test-mesh', 1); INSERT INTO roadstead_keys.mesh (k) VALUES (decode('" + "ab".repeat(64)
                        + "', 'hex')); DROP ROLE IF EXISTS " + gate + ", " + keys + "; CREATE ROLE " + gate
                        + " NOLOGIN; CREATE ROLE " + keys + " NOLOGIN; GRANT CONNECT ON DATABASE " + Sql.id(database)
                        + " TO " + gate + "; GRANT EXECUTE ON FUNCTION roadstead_meta.admit(text, timestamptz),"
                        + " roadstead_meta.withhold(text) TO " + gate + "; GRANT SELECT ON roadstead_keys.mesh TO "
                        + keys
                        + ";" + WATCHED.repeat(3) + "RESET ROLE");
        Past.age(dba, Duration.ofDays(60));
    }

    @Test
    void whatWasWrittenBeforeIsCarriedOnAndPruned() throws SQLException {
        DevelopmentPostgres server = DevelopmentPostgres.shared();
        try (Mesh fresh = new Mesh(server);
                Mesh mesh = new Mesh(server, (dba, database) -> olderStore(dba, database, server))) {
            assertEquals(STORE_ID, mesh.backend.info().storeId());
            assertEquals(fresh.askedAsDba(OBJECTS), mesh.askedAsDba(OBJECTS));
            mesh.provision();
            mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null));
            mesh.backend.check();
            assertEquals(
                    List.of(),
                    mesh.askedAsDba("SELECT body FROM roadstead_history.entry WHERE event LIKE 'Drift%'"),
                    "nothing of it is taken for somebody else's");

            mesh.backend.close();
            mesh.backend = new PostgresFactory(
                            Clock.systemUTC(), new SecureRandom(), Watch.INTERVAL, Duration.ofDays(40), Pruning.PAUSE)
                    .open(mesh.settings(), "test-mesh", STORE_ID, Mesh.KEY);
            mesh.backend.check();
            assertEquals(
                    List.of("3|3|0"),
                    mesh.askedAsDba("SELECT body ->> 'through', body ->> 'removed', body ->> 'kept'"
                            + " FROM roadstead_history.entry WHERE event = 'Pruned'"));
            try (StoreHistory history = StoreHistory.open(mesh.settings())) {
                Chain chain = history.chain(mesh.backend.head().orElseThrow());
                assertTrue(chain.pruned().isPresent());
                assertEquals(Optional.empty(), chain.end(history.contracts().keySet()));
            }
        }
    }

    @Test
    void aStoreInWhichTheOlderOperatorStillWorksIsLeftAlone() throws SQLException {
        DevelopmentPostgres server = DevelopmentPostgres.shared();
        try (Mesh mesh = new Mesh(server, "another")) {
            // A store of the version before, as far as this can tell.
            mesh.asDba("UPDATE roadstead_meta.store SET layout = 1");
            BackendException held = assertThrows(
                    BackendException.class,
                    () -> new PostgresFactory(Clock.systemUTC(), new SecureRandom())
                            .open(mesh.settings(), "another", "", Mesh.KEY));
            assertEquals("FenceHeld", held.reason());
            assertEquals(List.of("1"), mesh.askedAsDba("SELECT layout FROM roadstead_meta.store"));

            // One of a version to come is refused, as before.
            mesh.asDba("UPDATE roadstead_meta.store SET layout = " + (Layout.VERSION + 1));
            BackendException newer = assertThrows(
                    BackendException.class,
                    () -> new PostgresFactory(Clock.systemUTC(), new SecureRandom())
                            .open(mesh.settings(), "another", "", Mesh.KEY));
            assertEquals("UnsupportedServer", newer.reason());
        }
    }
}
