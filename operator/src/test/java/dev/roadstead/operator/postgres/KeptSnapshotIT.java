package dev.roadstead.operator.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.testing.DevelopmentPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was read stays in use as long as it is true, and not a moment longer. One change comes after the other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeptSnapshotIT {
    private Mesh mesh;
    private Connection operator;
    private SnapshotReader reader;
    private String login;
    private String schema;

    @BeforeAll
    void grant() throws SQLException {
        mesh = new Mesh(DevelopmentPostgres.shared());
        mesh.provision();
        var outcome = mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null));
        login = outcome.login();
        schema = outcome.schema();
        // Nobody but the test changes anything from here on.
        mesh.backend.close();
        operator = mesh.database.operator();
        String id =
                Mesh.rows(operator, "SELECT store_id FROM roadstead_meta.store").getFirst();
        reader = new SnapshotReader(new Names(id), mesh.database.name(), mesh.server.version());
    }

    @AfterAll
    void close() throws SQLException {
        operator.close();
        mesh.close();
    }

    @Test
    void nothingIsReadAgainThatHasNotChanged() throws SQLException {
        Snapshot before = reader.read(operator);
        Snapshot after = reader.again(operator, before);
        assertSame(before.relations(), after.relations());
        assertSame(before.exposure(), after.exposure());
        assertTrue(after.now().isAfter(before.now()), "leases are measured by it");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GRANT SELECT ON $schema.departures TO PUBLIC",
                "REVOKE SELECT ON $schema.departures FROM $login",
                "GRANT SELECT (origin) ON flights__nyc__main__data.departures TO $login",
                "GRANT USAGE ON SCHEMA flights__nyc__main__data TO $login",
                "CREATE OR REPLACE VIEW $schema.departures AS SELECT id, tail_number, origin, note"
                        + " FROM flights__nyc__main__data.departures",
                "ALTER VIEW $schema.departures SET (security_invoker = true)",
                "ALTER TABLE flights__nyc__main__data.departures ADD COLUMN more text",
                "CREATE FUNCTION public.evil(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1';"
                        + " CREATE INDEX ON flights__nyc__main__data.departures (public.evil(note))",
                "ALTER TABLE flights__nyc__main__data.departures OWNER TO CURRENT_USER",
                "ALTER SCHEMA $schema OWNER TO CURRENT_USER",
                "CREATE TABLE $schema.stranger (a int)",
                "ALTER ROLE $login CONNECTION LIMIT 77",
                "ALTER ROLE $login SET statement_timeout = 77",
                "ALTER ROLE $login NOLOGIN",
                "GRANT pg_read_all_data TO $login",
                "ALTER DEFAULT PRIVILEGES IN SCHEMA $schema GRANT SELECT ON TABLES TO PUBLIC",
                "CREATE OR REPLACE FUNCTION roadstead_meta.later() RETURNS int LANGUAGE sql AS 'SELECT 1'",
                "GRANT UPDATE ON roadstead_history.entry TO $login",
                "GRANT INSERT (body) ON roadstead_history.entry TO $login",
                "GRANT USAGE ON SCHEMA roadstead_history TO PUBLIC",
                "GRANT SELECT ON roadstead_history.contract TO PUBLIC",
                "UPDATE roadstead_meta.login SET handled = 'x'",
                "UPDATE roadstead_meta.lease SET renewal = 7",
                "UPDATE roadstead_meta.grants SET next_step = 'x'",
                "DELETE FROM roadstead_meta.ledger WHERE kind = 'VIEW' AND schema_name = '$schema'",
                "DELETE FROM roadstead_meta.address",
                "UPDATE roadstead_meta.identity SET id = 'ffffffffff'"
            })
    void whateverSomebodyElseDoesIsReadAtOnce(String sql) throws SQLException {
        Snapshot before = reader.read(operator);
        try (Connection dba = mesh.database.superuser()) {
            Mesh.execute(dba, sql.replace("$schema", schema).replace("$login", login));
        }
        Snapshot after = reader.again(operator, before);
        assertNotEquals(before.sums(), after.sums());
        assertEquals(timeless(reader.read(operator)), timeless(after));
        assertNotEquals(timeless(before, after.sums()), timeless(after), "the snapshot does not show it");
    }

    @Test
    void afterAMinuteAllIsReadOnceMore() throws SQLException {
        Snapshot read = reader.read(operator);
        Snapshot early = at(read, read.read().minus(Duration.ofSeconds(61)), read.sums());
        assertNotSame(early.relations(), reader.again(operator, early).relations());
        Snapshot late = at(read, read.read().plus(Duration.ofSeconds(61)), read.sums());
        assertNotSame(late.relations(), reader.again(operator, late).relations(), "a clock that was set back");
    }

    private static Snapshot timeless(Snapshot s) {
        return timeless(s, s.sums());
    }

    private static Snapshot timeless(Snapshot s, String sums) {
        return at(s, Instant.EPOCH, sums).asOf(Instant.EPOCH, s.head());
    }

    private static Snapshot at(Snapshot s, Instant read, String sums) {
        return new Snapshot(
                read,
                s.now(),
                s.head(),
                s.ledger(),
                s.identities(),
                s.logins(),
                s.addresses(),
                s.leases(),
                s.grants(),
                s.orphans(),
                s.strays(),
                s.roles(),
                s.members(),
                s.schemas(),
                s.relations(),
                s.constraints(),
                s.exposure(),
                sums);
    }
}
