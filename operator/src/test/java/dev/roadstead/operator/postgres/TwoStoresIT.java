package dev.roadstead.operator.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.access.Effect;
import dev.roadstead.operator.backend.Finding;
import dev.roadstead.operator.backend.GrantOutcome;
import dev.roadstead.operator.backend.Proof;
import dev.roadstead.testing.DevelopmentPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/**
 * Two databases of one server, each a store, with the same domains, ports and consumers: roles belong to the whole server,
 * and neither store may take the other's for its own.
 */
class TwoStoresIT {

    /** Whatever carries the prefix of a store's roles, with its version: written and written back would show. */
    private static final List<String> ROLES = List.of(
            "SELECT r::text, r.xmin FROM pg_authid r WHERE starts_with(rolname, '{prefix}') ORDER BY 1",
            "SELECT m::text, m.xmin FROM pg_auth_members m WHERE EXISTS (SELECT FROM pg_authid r"
                    + " WHERE r.oid IN (m.roleid, m.member) AND starts_with(rolname, '{prefix}')) ORDER BY 1",
            "SELECT s::text, s.xmin FROM pg_db_role_setting s JOIN pg_authid r ON r.oid = s.setrole"
                    + " WHERE starts_with(rolname, '{prefix}') ORDER BY 1");

    @Test
    void neitherKnowsTheOthersRoles() throws SQLException {
        try (Mesh one = new Mesh(DevelopmentPostgres.shared());
                Mesh other = new Mesh(DevelopmentPostgres.shared())) {
            List<Finding> told = new CopyOnWriteArrayList<>();
            other.backend.listen((repaired, remaining) -> {
                told.addAll(repaired);
                told.addAll(remaining);
            });
            GrantOutcome here = grant(one);
            GrantOutcome there = grant(other);
            assertTrue(!here.login().equals(there.login()), "one login for two stores: " + here.login());
            List<String> before = roles(other);

            // The whole life of the one: narrowed, ended, granted anew, and in the end everything released.
            one.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of("note", Effect.HIDDEN)), null));
            one.backend.release(Mesh.key(Mesh.DELAYS));
            one.reopen();
            grant(one);
            one.backend.releaseDomain("insights");
            one.backend.release(Mesh.PORT);
            one.backend.release(Mesh.STORE);
            one.backend.releaseDomain("flights");

            assertEquals(before, roles(other));
            Proof proof = other.backend.verify(Mesh.key(Mesh.DELAYS), "consumer-password-delays");
            assertTrue(proof.ok(), proof.message());
            other.reopen();
            grant(other);
            assertEquals(before, roles(other));
            assertEquals(List.of(), told, "what another store does is no drift");
        }
    }

    private static GrantOutcome grant(Mesh mesh) throws SQLException {
        mesh.provision();
        mesh.load("1, 'N1', 'JFK', 'a'");
        GrantOutcome outcome = mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null));
        mesh.asDba("TRUNCATE flights__nyc__main__data.departures");
        return outcome;
    }

    private static List<String> roles(Mesh mesh) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Connection dba = mesh.database.superuser()) {
            String prefix = Mesh.rows(dba, "SELECT 'rs_' || left(store_id::text, 8) FROM roadstead_meta.store")
                    .getFirst();
            for (String sql : ROLES) {
                found.addAll(Mesh.rows(dba, sql.replace("{prefix}", prefix)));
            }
        }
        assertTrue(found.size() > 10, "the dump sees too little: " + found);
        return found;
    }
}
