package dev.roadstead.operator.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.access.Effect;
import dev.roadstead.operator.backend.Finding;
import dev.roadstead.operator.backend.GrantOutcome;
import dev.roadstead.testing.DevelopmentPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** A database that is somebody else's as well: after a whole life of a mesh in it, not a row of theirs has been written. */
class NobodyElsesIT {
    /** Names that look like ours on purpose. */
    private static final String THEIRS = """
            CREATE ROLE theirs_{db}_owner; CREATE ROLE theirs_{db}_reader LOGIN CONNECTION LIMIT 3 VALID UNTIL '2099-01-01';
            CREATE ROLE theirs_{db}_admin CREATEROLE BYPASSRLS NOINHERIT;
            CREATE ROLE rs_theirs_{db}_c_0000000000_a LOGIN;
            GRANT theirs_{db}_owner TO theirs_{db}_admin WITH ADMIN OPTION;
            GRANT pg_read_all_data, theirs_{db}_owner TO theirs_{db}_reader;
            ALTER ROLE theirs_{db}_reader SET work_mem = '8MB';
            ALTER ROLE theirs_{db}_reader IN DATABASE {db} SET search_path = flights;
            CREATE SCHEMA flights AUTHORIZATION theirs_{db}_owner;
            CREATE SCHEMA flights__nyc__main; CREATE SCHEMA flights__departures__v1__0123456789;
            COMMENT ON SCHEMA flights__departures__v1__0123456789 IS 'Roadstead: a grant on output port flights/departures.v1';
            CREATE TABLE flights.departures (id bigint PRIMARY KEY, secret text);
            ALTER TABLE flights.departures OWNER TO theirs_{db}_owner;
            INSERT INTO flights.departures VALUES (1, 'theirs');
            CREATE VIEW flights__departures__v1__0123456789.departures AS SELECT * FROM flights.departures;
            CREATE FUNCTION flights.f(int) RETURNS int LANGUAGE sql AS 'SELECT $1';
            CREATE INDEX ON flights.departures ((flights.f(1) + id)) WHERE id > 0;
            GRANT SELECT ON flights.departures TO PUBLIC; GRANT SELECT (secret) ON flights.departures TO theirs_{db}_reader;
            GRANT USAGE ON SCHEMA flights TO PUBLIC;
            GRANT USAGE ON SCHEMA flights TO theirs_{db}_reader WITH GRANT OPTION;
            REVOKE EXECUTE ON FUNCTION flights.f FROM PUBLIC; GRANT EXECUTE ON FUNCTION flights.f TO theirs_{db}_reader;
            ALTER DEFAULT PRIVILEGES FOR ROLE theirs_{db}_owner IN SCHEMA flights GRANT SELECT ON TABLES TO PUBLIC;
            ALTER DEFAULT PRIVILEGES FOR ROLE theirs_{db}_owner GRANT EXECUTE ON FUNCTIONS TO theirs_{db}_reader;
            ALTER TABLE flights.departures ENABLE ROW LEVEL SECURITY;
            CREATE POLICY p ON flights.departures USING (secret IS NOT NULL);
            CREATE SEQUENCE flights.s; CREATE TYPE flights.mood AS ENUM ('good');
            GRANT TEMPORARY ON DATABASE {db} TO theirs_{db}_reader;
            """;

    /** Every row with its version: written and written back would show. */
    private static final List<String> ROWS = List.of(
            "SELECT 'role', r::text FROM pg_authid r WHERE rolname LIKE '%theirs\\_{db}\\_%'",
            "SELECT 'operator', r::text, r.xmin FROM pg_authid r WHERE rolname = '{operator}'",
            "SELECT 'member', m::text, m.xmin FROM pg_auth_members m WHERE m.roleid IN ({theirs}) OR m.member IN ({theirs})",
            "SELECT 'setting', s::text, s.xmin FROM pg_db_role_setting s WHERE s.setrole IN ({theirs})",
            "SELECT 'schema', n::text, n.xmin FROM pg_namespace n WHERE n.oid IN ({schemas})",
            "SELECT 'relation', c::text, c.xmin FROM pg_class c WHERE c.relnamespace IN ({schemas})",
            "SELECT 'column', a::text, a.xmin FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
                    + " WHERE c.relnamespace IN ({schemas})",
            "SELECT 'function', p::text, p.xmin FROM pg_proc p WHERE p.pronamespace IN ({schemas})",
            "SELECT 'type', t::text, t.xmin FROM pg_type t WHERE t.typnamespace IN ({schemas})",
            "SELECT 'rule', w::text, w.xmin FROM pg_rewrite w JOIN pg_class c ON c.oid = w.ev_class"
                    + " WHERE c.relnamespace IN ({schemas})",
            "SELECT 'policy', p::text, p.xmin FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid"
                    + " WHERE c.relnamespace IN ({schemas})",
            "SELECT 'default', d::text, d.xmin FROM pg_default_acl d WHERE d.defaclrole IN ({theirs})",
            "SELECT 'comment', d::text, d.xmin FROM pg_description d WHERE d.objoid IN ({schemas})",
            "SELECT 'row', t::text, t.xmin FROM flights.departures t",
            "SELECT 'database right', a.privilege_type, a.grantee::regrole::text FROM pg_database d,"
                    + " aclexplode(d.datacl) a WHERE d.datname = '{db}' AND a.grantee IN ({theirs})",
            "SELECT 'other database', d::text, d.xmin FROM pg_database d WHERE datname IN ('postgres', 'template1')");

    @Test
    void aWholeLifeWritesNothingOfTheirs() throws SQLException {
        List<Finding> told = new CopyOnWriteArrayList<>();
        List<String> before = new ArrayList<>();
        try (Mesh mesh = new Mesh(DevelopmentPostgres.shared(), (dba, database) -> {
                    Mesh.execute(dba, THEIRS.replace("{db}", database));
                    before.addAll(theirs(dba, database));
                });
                Connection dba = mesh.database.superuser()) {
            try {
                mesh.backend.listen((repaired, remaining) -> {
                    told.addAll(repaired);
                    told.addAll(remaining);
                });
                mesh.provision();
                mesh.load("1, 'N1', 'JFK', 'a'");
                mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null));
                GrantOutcome grant = mesh.backend.grant(Mesh.wish(
                        Mesh.DELAYS,
                        Mesh.lens(Map.of("note", Effect.HIDDEN)),
                        Instant.now().plusSeconds(3600)));
                Mesh.execute(
                        dba,
                        ("GRANT SELECT ON %1$s.departures TO theirs_%2$s_reader; ALTER ROLE %3$s SET work_mem = '1GB';"
                                        + " GRANT USAGE ON SCHEMA roadstead_meta TO theirs_%2$s_owner")
                                .formatted(grant.schema(), mesh.database.name(), grant.login()));
                await(told, 3);
                assertEquals(3, told.size(), "only what was done to ours: " + told);
                mesh.reopen();
                mesh.provision();
                mesh.backend.release(Mesh.key(Mesh.DELAYS));
                mesh.backend.release(Mesh.PORT);
                mesh.backend.release(Mesh.STORE);
                mesh.backend.releaseDomain("flights");
                assertEquals(String.join("\n", before), String.join("\n", theirs(dba, mesh.database.name())));
                assertTrue(before.size() > 40, "the dump sees too little: " + before);
            } finally {
                mesh.backend.close();
                for (String role : List.of("reader", "admin", "owner")) {
                    Mesh.execute(dba, "DROP OWNED BY theirs_" + mesh.database.name() + "_" + role + " CASCADE");
                    Mesh.execute(dba, "DROP ROLE theirs_" + mesh.database.name() + "_" + role);
                }
                Mesh.execute(dba, "DROP ROLE rs_theirs_" + mesh.database.name() + "_c_0000000000_a");
            }
        }
    }

    private static void await(List<Finding> told, int count) {
        Instant deadline = Instant.now().plusSeconds(30);
        while (told.size() < count) {
            assertTrue(Instant.now().isBefore(deadline), "not seen in time: " + told);
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static List<String> theirs(Connection dba, String database) throws SQLException {
        String operator = DevelopmentPostgres.shared().operatorUser();
        String roles = "SELECT oid FROM pg_authid WHERE rolname LIKE '%theirs\\_" + database + "\\_%'";
        String schemas = "SELECT oid FROM pg_namespace WHERE nspname IN ('flights', 'flights__nyc__main',"
                + " 'flights__departures__v1__0123456789', 'public')";
        List<String> found = new ArrayList<>();
        for (String sql : ROWS) {
            String filled = sql.replace("{theirs}", roles)
                    .replace("{schemas}", schemas)
                    .replace("{db}", database)
                    .replace("{operator}", operator);
            found.addAll(Mesh.rows(dba, filled + " ORDER BY 1, 2"));
        }
        return found;
    }
}
