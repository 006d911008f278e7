package dev.roadstead.operator.reconcile.accessrequest;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.Condition;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.Policy;
import dev.roadstead.api.v1alpha1.StoreClass;
import dev.roadstead.operator.answers.AccessReport;
import dev.roadstead.operator.answers.MeshReader;
import dev.roadstead.operator.answers.PortAddress;
import dev.roadstead.operator.answers.StoreReader;
import dev.roadstead.operator.answers.WhoCanQuestion;
import dev.roadstead.operator.config.Setting;
import dev.roadstead.operator.postgres.PostgresFactory;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Objects that vanish without being deleted: what they opened ends, but late, and never a whole mesh by itself. */
class OrphanedIT {
    /** Long enough for what has to happen within it. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private static final Duration LONG = Duration.ofSeconds(90);

    private AccessMesh mesh;
    private String flights;
    private String insights;

    @BeforeEach
    void start() throws SQLException {
        mesh = AccessMesh.start(
                new PostgresFactory(Clock.systemUTC(), new SecureRandom()),
                Map.of(Setting.ORPHAN_GRACE, GRACE.toSeconds() + "s"));
        flights = mesh.newDomain("flights");
        insights = mesh.newDomain("insights");
        mesh.apply("producer.yaml", flights, insights);
        mesh.apply("policy.yaml", flights, insights);
        mesh.apply("consumer.yaml", flights, insights);
        mesh.apply("request-mine.yaml", flights, insights);
        mesh.awaitReady(OutputPort.class, flights, "departures");
        mesh.awaitReady(AccessRequest.class, insights, "mine");
        mesh.awaitReady(DataProduct.class, insights, "delays");
        mesh.awaitReady(AccessRequest.class, insights, mesh.requestOf(insights, "delays"));
        try (Connection writer = mesh.login(mesh.secret(flights, "nyc-main-airflow"))) {
            mesh.execute(writer, "INSERT INTO departures (id, tail_number, origin) VALUES (1, 'N1', 'JFK')");
        }
    }

    @AfterEach
    void stop() throws SQLException {
        mesh.close();
    }

    private Condition exact() {
        mesh.wake(StoreClass.class, null, mesh.storeClass());
        return AccessMesh.condition(mesh.get(StoreClass.class, null, mesh.storeClass()), "GrantsExact");
    }

    private Condition awaitExact(String reason) {
        return await().atMost(LONG)
                .pollInterval(Duration.ofSeconds(1))
                .until(this::exact, c -> c != null && c.reason().equals(reason));
    }

    /** An hour later, as far as the store knows; the operator must be stopped. */
    private void later() throws SQLException {
        try (Connection dba = mesh.superuser()) {
            mesh.execute(dba, "UPDATE roadstead_meta.orphan SET since = since - interval '1 hour'");
        }
    }

    private String grants() throws SQLException {
        try (Connection dba = mesh.superuser()) {
            return mesh.text(dba, "SELECT count(*) FROM roadstead_meta.grants WHERE NOT ended");
        }
    }

    @Test
    void aRequestThatVanishedKeepsItsGrantForTheGraceAndNobodyElseNoticesItsEnd() throws Exception {
        Secret mine = mesh.secret(insights, "access-mine");
        Secret delays = mesh.secret(insights, "delays-departures");
        mesh.operator().stop();
        mesh.vanish(AccessRequest.class, insights, "mine");
        mesh.operator().start();
        Condition told = awaitExact("Orphaned");
        assertTrue(
                told.message().contains("request " + insights + "/mine")
                        && told.message().contains("unless the objects are applied again"),
                told.message());
        assertTrue(mesh.events("default", "StoreClass", mesh.storeClass()).stream()
                .anyMatch(event -> event.startsWith("Orphaned: ")));
        assertCommandsTellIt();
        mesh.operator().restart();
        awaitExact("Orphaned");
        try (Connection consumer = mesh.login(mine)) {
            assertEquals(1, mesh.count(consumer, "departures"));
        }

        var stop = new AtomicBoolean();
        var trouble = new AtomicReference<Throwable>();
        Thread neighbour = Thread.ofVirtual().start(() -> {
            while (!stop.get()) {
                try (Connection consumer = mesh.login(delays)) {
                    assertEquals(1, mesh.count(consumer, "departures"));
                } catch (SQLException | AssertionError e) {
                    trouble.compareAndSet(null, e);
                }
            }
        });
        mesh.operator().stop();
        later();
        mesh.operator().start();
        awaitExact("Exact");
        stop.set(true);
        neighbour.join();
        assertEquals(null, trouble.get());
        assertThrows(SQLException.class, () -> mesh.login(mine).close());
        try (Connection dba = mesh.superuser()) {
            assertEquals(
                    "Orphaned",
                    mesh.text(dba, "SELECT body ->> 'reason' FROM roadstead_history.entry WHERE event = 'Closed'"));
        }
        mesh.settle();
        List<String> before = mesh.databaseState();
        mesh.operator().requests().clear();
        exact();
        mesh.settle();
        assertEquals(List.of(), mesh.operator().requests().writes());
        assertEquals(before, mesh.databaseState());
    }

    private void assertCommandsTellIt() throws Exception {
        KubernetesClient client = mesh.operator().admin();
        var view = new MeshReader(client, List.of(flights)).read();
        var stores = new StoreReader(client, mesh.operator().namespace(), "roadstead");
        AccessReport report = AccessReport.of(view, null, null, stores.allGrants(view), Instant.now());
        assertEquals(1, report.undeclared().size(), report.undeclared().toString());
        assertTrue(
                report.undeclared().getFirst().contains("its request is gone since"),
                report.undeclared().getFirst());
        var who = new WhoCanQuestion(view, PortAddress.parse(flights + "/departures"), Instant.now()).answer(stores);
        assertEquals(
                List.of("request " + insights + "/mine"),
                who.orphaned().stream().map(o -> o.who()).toList());
    }

    @Test
    void aRequestThatComesBackWithinTheGraceKeepsItsLogin() throws SQLException {
        String login = AccessMesh.value(mesh.secret(insights, "access-mine"), "username");
        mesh.operator().stop();
        mesh.vanish(AccessRequest.class, insights, "mine");
        mesh.operator().start();
        awaitExact("Orphaned");
        mesh.apply("request-mine.yaml", flights, insights);
        mesh.awaitReady(AccessRequest.class, insights, "mine");
        awaitExact("Exact");
        Secret secret = mesh.secret(insights, "access-mine");
        assertEquals(login, AccessMesh.value(secret, "username"));
        try (Connection consumer = mesh.login(secret);
                Connection dba = mesh.superuser()) {
            assertEquals(1, mesh.count(consumer, "departures"));
            assertEquals("0", mesh.text(dba, "SELECT count(*) FROM roadstead_meta.orphan"));
        }
    }

    @Test
    void theGracePassesByItself() throws SQLException {
        Secret mine = mesh.secret(insights, "access-mine");
        mesh.operator().stop();
        mesh.vanish(AccessRequest.class, insights, "mine");
        mesh.operator().start();
        Instant seen = Instant.now();
        awaitExact("Orphaned");
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofSeconds(2))
                .until(this::exact, c -> c != null && c.reason().equals("Exact"));
        assertThrows(SQLException.class, () -> mesh.login(mine).close());
        assertTrue(Duration.between(seen, Instant.now()).compareTo(GRACE) >= 0);
        mesh.awaitReady(DataProduct.class, insights, "delays");
    }

    @Test
    void anEmptyClusterEndsNothingOfAHundredGrantsUntilSomebodyConfirmsIt() throws SQLException {
        var requests = new StringBuilder();
        for (int i = 0; i < 98; i++) {
            requests.append("""
                    ---
                    apiVersion: roadstead.dev/v1alpha1
                    kind: AccessRequest
                    metadata: {name: many-%d, namespace: %s}
                    spec:
                      portRef: {domain: %s, name: departures, version: v1}
                      purpose: delay-analysis
                    """.formatted(i, insights, flights));
        }
        mesh.applyText(requests.toString());
        await().atMost(Duration.ofMinutes(2)).until(this::grants, "100"::equals);
        Secret mine = mesh.secret(insights, "access-mine");
        mesh.settle();
        mesh.operator().stop();
        mesh.forget(flights, insights);
        mesh.operator().start();
        Condition held = awaitExact("OrphansHeld");
        assertTrue(held.message().contains("101 of 101 ways"), held.message());
        mesh.operator().stop();
        later();
        mesh.operator().start();
        awaitExact("OrphansHeld");
        mesh.settle();
        assertEquals("OrphansHeld", exact().reason());
        assertEquals("100", grants());
        try (Connection consumer = mesh.login(mine)) {
            assertEquals(1, mesh.count(consumer, "departures"));
        }
        annotate("101");
        mesh.pause(2_000);
        assertEquals("OrphansHeld", exact().reason());
        assertEquals("100", grants());
        annotate(exact().message().replaceAll("(?s).*roadstead.dev/end-orphans=(\\S+) .*", "$1"));
        Condition kept = awaitExact("Exact");
        assertTrue(kept.message().contains("data is kept though its product is gone"), kept.message());
        assertEquals("0", grants());
        assertThrows(SQLException.class, () -> mesh.login(mine).close());
        try (Connection dba = mesh.superuser()) {
            String data = flights.replace('-', '_') + "__nyc__main__data.departures";
            assertEquals("1", mesh.text(dba, "SELECT count(*) FROM " + data));
        }
        assertNotNull(mesh.get(StoreClass.class, null, mesh.storeClass()));
    }

    private void annotate(String confirmation) {
        mesh.editJson(
                StoreClass.class,
                null,
                mesh.storeClass(),
                "/metadata/annotations",
                "{\"roadstead.dev/end-orphans\": \"" + confirmation + "\"}");
    }

    @Test
    void aPortThatVanishedEndsAndItsNeighboursStay() throws SQLException {
        mesh.operator().stop();
        mesh.vanish(OutputPort.class, flights, "private");
        mesh.operator().start();
        await().atMost(LONG)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> exact().message().contains("it will be removed: port " + flights + "/private/v1"));
        mesh.operator().stop();
        later();
        mesh.operator().start();
        await().atMost(LONG).pollInterval(Duration.ofSeconds(1)).until(() -> {
            exact();
            try (Connection dba = mesh.superuser()) {
                return "1"
                        .equals(mesh.text(
                                dba,
                                "SELECT count(*) FROM roadstead_meta.ledger WHERE kind = 'SCHEMA' AND part = 'PORT'"));
            }
        });
        awaitExact("Exact");
        try (Connection consumer = mesh.login(mesh.secret(insights, "access-mine"))) {
            assertEquals(1, mesh.count(consumer, "departures"));
        }
        assertNotNull(mesh.get(Domain.class, null, flights));
        assertNotNull(mesh.get(Policy.class, flights, "allow"));
    }
}
