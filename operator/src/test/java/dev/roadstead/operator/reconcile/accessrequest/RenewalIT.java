package dev.roadstead.operator.reconcile.accessrequest;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.AccessRequestStatus;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.Policy;
import io.fabric8.kubernetes.api.model.Secret;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a lease goes on, and what does not make it longer, with a real API server and a real store. */
class RenewalIT {

    private static AccessMesh mesh;

    private String flights;
    private String insights;

    @BeforeAll
    static void start() {
        mesh = AccessMesh.start();
    }

    @AfterAll
    static void stop() throws SQLException {
        mesh.close();
    }

    @BeforeEach
    void publish() {
        flights = mesh.newDomain("flights");
        insights = mesh.newDomain("insights");
        mesh.apply("producer.yaml", flights, insights);
        mesh.awaitReady(OutputPort.class, flights, "departures");
        mesh.apply("policy.yaml", flights, insights);
    }

    @Test
    void byItselfItMovesOnceInHalfTheTimeAndNobodyNotices() throws SQLException {
        mesh.editJson(Policy.class, flights, "allow", "/spec/maxDuration", "\"1m\"");
        mesh.editJson(Policy.class, flights, "allow", "/spec/renewal", "\"Automatic\"");
        mesh.apply("consumer.yaml", flights, insights);
        Instant first = end();
        Instant start = Instant.parse(grant().startTime());
        assertEquals(start.plusSeconds(60), first);
        assertEquals(first, validUntil());
        assertEquals(first.toString(), annotation());
        mesh.settle();
        mesh.operator().requests().clear();
        mesh.wake(AccessRequest.class, insights, request());
        mesh.wake(DataProduct.class, insights, "delays");
        try (Connection consumer = mesh.login(mesh.secret(insights, "delays-departures"))) {
            if (Instant.now().isBefore(start.plusSeconds(27))) {
                mesh.pause(2000);
                assertEquals(List.of(), mesh.operator().requests().writes(), "before the boundary nothing is written");
            }
            await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> {
                mesh.count(consumer, "departures");
                assertEquals(first.plusSeconds(30), end());
            });
            assertTrue(Instant.now().isAfter(start.plusSeconds(29)), "not before its time");
            await().atMost(AccessMesh.SOON).untilAsserted(() -> {
                mesh.count(consumer, "departures");
                assertEquals(first.plusSeconds(30), validUntil());
                assertEquals(first.plusSeconds(30).toString(), annotation());
            });
            await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> {
                mesh.count(consumer, "departures");
                assertEquals(first.plusSeconds(60), end());
            });
        }
        assertNull(grant().renewedTime(), "nothing about it is kept");
        mesh.deleteAll(DataProduct.class, insights);
    }

    @Test
    void theConsumerRenewsWithAGreaterNumberAndNothingElseDoes() throws SQLException {
        mesh.editJson(Policy.class, flights, "allow", "/spec/maxDuration", "\"1h\"");
        mesh.apply("consumer.yaml", flights, insights);
        Instant first = end();
        String start = grant().startTime();
        mesh.pause(2000);
        mesh.editJson(DataProduct.class, insights, "delays", "/spec/inputs/0/renewal", "2");
        await().atMost(AccessMesh.SOON).untilAsserted(() -> assertTrue(end().isAfter(first)));
        AccessRequestStatus.Grant renewed = grant();
        assertEquals(2, renewed.renewal());
        assertEquals(start, renewed.startTime(), "the start stays");
        assertEquals(Instant.parse(renewed.renewedTime()).plusSeconds(3600), end());

        mesh.pause(1500);
        mesh.deleteAll(AccessRequest.class, insights);
        await().atMost(AccessMesh.SOON).untilAsserted(() -> assertSame(renewed));
        mesh.editJson(DataProduct.class, insights, "delays", "/spec/inputs/0/renewal", "1");
        mesh.settle();
        assertSame(renewed);
        mesh.deleteAll(DataProduct.class, insights);
        mesh.apply("consumer.yaml", flights, insights);
        mesh.awaitReady(AccessRequest.class, insights, request());
        assertSame(renewed);
        mesh.editJson(AccessRequest.class, insights, request(), "/spec/renewal", "3");
        await().atMost(AccessMesh.SOON)
                .untilAsserted(() -> assertTrue(end().isAfter(Instant.parse(renewed.notAfter()))));
        mesh.settle();
        mesh.operator().requests().clear();
        List<String> database = mesh.databaseState();
        mesh.wake(AccessRequest.class, insights, request());
        mesh.settle();
        assertEquals(List.of(), mesh.operator().requests().writes());
        mesh.operator().restart();
        mesh.awaitReady(AccessRequest.class, insights, request());
        mesh.settle();
        assertEquals(database, mesh.databaseState());
    }

    @Test
    void aStoreFromABackupGivesNoTimeBack() throws SQLException {
        mesh.editJson(Policy.class, flights, "allow", "/spec/maxDuration", "\"1h\"");
        mesh.apply("consumer.yaml", flights, insights);
        end();
        mesh.editJson(DataProduct.class, insights, "delays", "/spec/inputs/0/renewal", "1");
        await().atMost(AccessMesh.SOON).untilAsserted(() -> assertEquals(1, grant().renewal()));
        AccessRequestStatus.Grant before = grant();
        mesh.pause(1500);
        String where = " WHERE port_domain = '" + flights + "'";
        for (String restored : List.of(
                "UPDATE roadstead_meta.lease SET start_time = now(), renewal = 0, renewed_time = NULL" + where,
                "DELETE FROM roadstead_meta.lease" + where)) {
            try (Connection dba = mesh.superuser()) {
                mesh.execute(dba, restored);
                mesh.operator().restart();
                mesh.awaitReady(AccessRequest.class, insights, request());
                await().atMost(AccessMesh.SOON)
                        .untilAsserted(() -> assertEquals(
                                before.startTime() + " 1 " + before.renewedTime(),
                                mesh.text(
                                        dba,
                                        "SELECT to_char(start_time AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
                                                + " || ' ' || renewal || ' ' || to_char(renewed_time AT TIME ZONE 'UTC',"
                                                + " 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') FROM roadstead_meta.lease"
                                                + where)));
            }
            assertSame(before);
        }
    }

    private void assertSame(AccessRequestStatus.Grant before) {
        AccessRequestStatus.Grant now = grant();
        assertEquals(
                List.of(before.startTime(), before.renewal(), before.renewedTime(), before.notAfter()),
                List.of(now.startTime(), now.renewal(), now.renewedTime(), now.notAfter()));
    }

    private AccessRequestStatus.Grant grant() {
        return mesh.awaitReady(AccessRequest.class, insights, request())
                .getStatus()
                .grant();
    }

    private Instant end() {
        return Instant.parse(grant().notAfter());
    }

    private String annotation() {
        Secret secret = mesh.secret(insights, "delays-departures");
        return secret.getMetadata().getAnnotations().get("roadstead.dev/not-after");
    }

    /** The second line behind the lease: when the server itself lets nobody in any more. */
    private Instant validUntil() throws SQLException {
        try (Connection dba = mesh.superuser()) {
            return Instant.ofEpochSecond(Long.parseLong(mesh.text(
                    dba,
                    "SELECT extract(epoch FROM rolvaliduntil)::bigint FROM pg_roles WHERE rolname = '" + grant().login()
                            + "'")));
        }
    }

    private String request() {
        return mesh.requestOf(insights, "delays");
    }
}
