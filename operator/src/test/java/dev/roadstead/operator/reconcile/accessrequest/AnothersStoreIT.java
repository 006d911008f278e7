package dev.roadstead.operator.reconcile.accessrequest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.StoreClass;
import dev.roadstead.operator.backend.Backend;
import dev.roadstead.operator.backend.Because;
import dev.roadstead.operator.backend.Credential;
import dev.roadstead.operator.backend.MaskKey;
import dev.roadstead.operator.backend.RotationPlan;
import dev.roadstead.operator.backend.StoreKey;
import dev.roadstead.operator.backend.StoreSettings;
import dev.roadstead.operator.backend.StoreWish;
import dev.roadstead.operator.postgres.PostgresFactory;
import dev.roadstead.testing.DatabaseState;
import dev.roadstead.testing.DevelopmentPostgres.MeshDatabase;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A StoreClass that names the database of another mesh, whose own operator is down: nothing there is ours to touch. */
class AnothersStoreIT {
    private static final MaskKey KEY = new MaskKey() {
        @Override
        public byte[] forNewStore() {
            byte[] key = new byte[BYTES];
            new SecureRandom().nextBytes(key);
            return key;
        }

        @Override
        public byte[] orAdopt(byte[] storeKey) {
            return storeKey;
        }
    };

    private AccessMesh mesh;
    private MeshDatabase theirs;

    @BeforeEach
    void start() {
        mesh = AccessMesh.start();
        theirs = mesh.spare();
    }

    @AfterEach
    void stop() throws SQLException {
        mesh.close();
    }

    @Test
    void itIsToldAndNotAByteIsWritten() throws SQLException {
        String flights = mesh.newDomain("flights");
        StoreKey store = new StoreKey(flights, "nyc", "main");
        StoreWish wish = new StoreWish(
                store,
                Map.of("airflow", new Credential("their-password", false)),
                new Because("nyc", "main", List.of(), List.of()));
        try (Backend other = openAsAnother()) {
            other.provision(wish);
        }
        mesh.settle();
        List<String> before = DatabaseState.of(theirs);

        String name = mesh.brokenStoreClass("wrong");
        mesh.repairStoreClass(name);
        StoreClass told = mesh.awaitReason(StoreClass.class, null, name, "WrongMesh");
        String message = AccessMesh.condition(told, "Ready").message();
        assertTrue(
                message.contains("another-mesh")
                        && message.contains(mesh.operator().meshId()),
                message);
        // The very product that lies there, asked for by whoever may ask here.
        mesh.applyText("""
                apiVersion: roadstead.dev/v1alpha1
                kind: DataProduct
                metadata: {name: nyc, namespace: %s}
                spec:
                  stores:
                  - {name: main, storeClassName: %s, writers: [{name: airflow}]}
                """.formatted(flights, name));
        mesh.awaitReason(DataProduct.class, flights, "nyc", "StoreClassNotReady");
        mesh.operator().restart();
        mesh.awaitReason(StoreClass.class, null, name, "WrongMesh");
        mesh.settle();
        assertNotEquals("True", mesh.ready(DataProduct.class, flights, "nyc"));
        mesh.delete(DataProduct.class, flights, "nyc");
        mesh.delete(StoreClass.class, null, name);
        assertEquals(before, DatabaseState.of(theirs));

        try (Backend other = openAsAnother()) {
            assertTrue(other.knows(store));
            other.provision(wish);
            assertEquals(before, DatabaseState.of(theirs), "it finds all as it was");
        }
    }

    private Backend openAsAnother() {
        StoreSettings settings = new StoreSettings(
                "theirs",
                theirs.server().host(),
                theirs.server().port(),
                theirs.name(),
                theirs.server().operatorUser(),
                theirs.server().operatorPassword(),
                StoreSettings.TlsMode.DISABLE,
                null,
                4,
                null,
                10,
                RotationPlan.ON_DEMAND);
        return new PostgresFactory(Clock.systemUTC(), new SecureRandom()).open(settings, "another-mesh", "", KEY);
    }
}
