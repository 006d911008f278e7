package dev.roadstead.operator.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.backend.Claims;
import dev.roadstead.operator.backend.Finding;
import dev.roadstead.operator.backend.GrantKey;
import dev.roadstead.operator.backend.GrantOutcome;
import dev.roadstead.operator.backend.StoreKey;
import dev.roadstead.operator.backend.Subject;
import dev.roadstead.testing.DevelopmentPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two databases of one server hold the same domain, product, port and consumer, made by the same role of the operator.
 * Roles belong to the server, so each store sees the other's.
 */
class SharedServerIT {
    private static final String PASSWORD = "consumer-password-delays";
    /** Every row with its version and its place: written and written back would show. */
    private static final List<String> ROWS = List.of(
            "SELECT 'role', r::text, r.xmin, r.ctid FROM pg_authid r WHERE starts_with(rolname, '{prefix}')",
            "SELECT 'member', m::text, m.xmin FROM pg_auth_members m JOIN pg_roles r ON r.oid IN (m.roleid, m.member)"
                    + " WHERE starts_with(r.rolname, '{prefix}')",
            "SELECT 'setting', s::text, s.xmin FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = s.setrole"
                    + " WHERE starts_with(r.rolname, '{prefix}')",
            "SELECT 'database', datacl::text, d.xmin FROM pg_database d WHERE datname = current_database()",
            "SELECT 'dependency', d::text, d.xmin FROM pg_shdepend d JOIN pg_database b ON b.oid = d.dbid"
                    + " WHERE b.datname = current_database()",
            "SELECT 'schema', n::text, n.xmin FROM pg_namespace n WHERE nspname !~ '^pg_'",
            "SELECT 'relation', relname, relacl::text, relowner, reloptions::text, c.xmin, c.ctid FROM pg_class c"
                    + " WHERE c.oid >= 16384",
            "SELECT 'column', a::text, a.xmin FROM pg_attribute a WHERE a.attrelid >= 16384",
            "SELECT 'rule', w.ev_class, w.xmin, w.ctid FROM pg_rewrite w WHERE w.oid >= 16384",
            "SELECT 'function', p::text, p.xmin FROM pg_proc p WHERE p.oid >= 16384",
            "SELECT 'default', d::text, d.xmin FROM pg_default_acl d",
            "SELECT 'ledger', t::text, t.xmin FROM roadstead_meta.ledger t",
            "SELECT 'identity', t::text, t.xmin FROM roadstead_meta.identity t",
            "SELECT 'login', t::text, t.xmin FROM roadstead_meta.login t",
            "SELECT 'lease', t::text, t.xmin FROM roadstead_meta.lease t",
            "SELECT 'grant', t::text, t.xmin FROM roadstead_meta.grants t",
            "SELECT 'store', t::text, t.xmin FROM roadstead_meta.store t");

    private final List<Mesh> meshes = new ArrayList<>();
    private final List<Finding> told = new CopyOnWriteArrayList<>();

    /** What an empty cluster asks for. */
    private static final Claims NOTHING = new Claims() {
        @Override
        public boolean grant(GrantKey key) {
            return false;
        }

        @Override
        public boolean subject(Subject subject) {
            return false;
        }

        @Override
        public boolean port(String domain, String name) {
            return false;
        }

        @Override
        public boolean store(StoreKey key) {
            return false;
        }
    };

    @AfterEach
    void closeMeshes() {
        meshes.forEach(Mesh::close);
    }

    /** The same mesh with two StoreClasses, and two meshes that know nothing of each other. */
    @ParameterizedTest
    @ValueSource(strings = {"test-mesh", "another-mesh"})
    void neitherStoreNoticesTheOthersLifeAndEnd(String secondMesh) throws SQLException {
        Mesh first = mesh("test-mesh");
        Mesh second = mesh(secondMesh);
        first.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null));
        GrantOutcome stays = second.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null));
        Set<String> shared = new HashSet<>(roles(first));
        shared.retainAll(roles(second));
        assertEquals(Set.of(), shared, "no role belongs to both");
        assertTrue(roles(first).size() >= 8 && roles(second).size() >= 8, roles(first) + " " + roles(second));

        List<String> before = rows(second);
        assertTrue(before.size() > 80, "the dump sees too little: " + before.size());
        for (Mesh mesh : meshes) {
            mesh.backend.listen((repaired, remaining) -> {
                told.addAll(repaired);
                told.addAll(remaining);
            });
        }
        try (Connection reader = second.login(stays.login(), PASSWORD)) {
            reader.setAutoCommit(false);
            assertEquals(1, read(reader, stays));
            // First an empty cluster, then everything by its own release.
            first.backend.remember(() -> NOTHING);
            var orphans = first.backend.leftovers(NOTHING).orphans();
            assertFalse(orphans.isEmpty());
            first.backend.end(orphans, () -> NOTHING);
            end(first);
            assertEquals(String.join("\n", before), String.join("\n", rows(second)));
            assertEquals(1, read(reader, stays), "its session has not been ended");
        }
        second.reopen();
        second.provision();
        second.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null));
        assertTrue(second.backend.verify(Mesh.key(Mesh.DELAYS), PASSWORD).ok());
        assertEquals(List.of(), told, "the other's roles are no drift");

        List<String> firstsEnd = rows(first);
        end(second);
        assertEquals(String.join("\n", firstsEnd), String.join("\n", rows(first)));
        assertEquals(List.of(), logins(first));
        assertEquals(List.of(), logins(second));
    }

    private Mesh mesh(String id) throws SQLException {
        Mesh mesh = new Mesh(DevelopmentPostgres.shared(), id);
        meshes.add(mesh);
        mesh.provision();
        mesh.load("1, 'N1', 'JFK', 'a'");
        return mesh;
    }

    private static void end(Mesh mesh) {
        mesh.backend.release(Mesh.key(Mesh.DELAYS));
        mesh.backend.release(Mesh.PORT);
        mesh.backend.release(Mesh.STORE);
        mesh.backend.releaseDomain("flights");
        mesh.backend.releaseDomain("insights");
    }

    private static int read(Connection reader, GrantOutcome grant) throws SQLException {
        return Mesh.rows(reader, "SELECT id FROM " + grant.schema() + ".departures")
                .size();
    }

    private static String prefix(Mesh mesh) throws SQLException {
        return mesh.askedAsDba("SELECT 'rs_' || left(store_id::text, 8) || '_' FROM roadstead_meta.store")
                .getFirst();
    }

    private static List<String> roles(Mesh mesh) throws SQLException {
        List<String> named = new ArrayList<>(
                mesh.askedAsDba("SELECT name FROM roadstead_meta.ledger WHERE kind = 'ROLE' ORDER BY 1"));
        named.addAll(mesh.askedAsDba(
                "SELECT rolname FROM pg_roles WHERE starts_with(rolname, '" + prefix(mesh) + "') ORDER BY 1"));
        return named;
    }

    private static List<String> logins(Mesh mesh) throws SQLException {
        return mesh.askedAsDba("SELECT rolname FROM pg_roles WHERE rolcanlogin AND starts_with(rolname, '"
                + prefix(mesh) + "') ORDER BY 1");
    }

    private static List<String> rows(Mesh mesh) throws SQLException {
        List<String> found = new ArrayList<>();
        String prefix = prefix(mesh);
        for (String sql : ROWS) {
            found.addAll(mesh.askedAsDba(sql.replace("{prefix}", prefix)));
        }
        return found.stream().sorted().toList();
    }
}
