package dev.roadstead.operator.reconcile.accessrequest;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.Policy;
import dev.roadstead.api.v1alpha1.StoreClass;
import dev.roadstead.testing.SqlLog;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What access costs, counted: writes to the API server, statements, transactions, connections, memberships. */
class CostIT {

    private static final int MANY = 200;
    /** The default of a StoreClass. */
    private static final int CONNECTIONS = 4;

    private static SqlLog sql;
    private static AccessMesh mesh;

    private String flights;
    private String insights;

    @BeforeAll
    static void start() throws SQLException {
        sql = SqlLog.start();
        mesh = AccessMesh.start();
    }

    @AfterAll
    static void stop() throws SQLException {
        mesh.close();
        sql.close();
    }

    @BeforeEach
    void publish() {
        flights = mesh.newDomain("flights");
        insights = mesh.newDomain("insights");
        mesh.apply("producer.yaml", flights, insights);
        mesh.awaitReady(OutputPort.class, flights, "departures");
        mesh.apply("policy.yaml", flights, insights);
        mesh.awaitReady(Policy.class, flights, "allow");
        mesh.settle();
    }

    @Test
    void fromCreationToReadyTakesFourWritesAtMost() {
        mesh.operator().requests().clear();
        request("one");
        mesh.awaitReady(AccessRequest.class, insights, "one");
        mesh.settle();

        List<String> writes = mesh.operator().requests().writes("/namespaces/" + insights + "/");
        List<String> events = mesh.operator().requests().writes("/events");
        List<String> objects =
                writes.stream().filter(line -> !line.contains("/events")).toList();
        tell(
                "writes for one request, its Secret and its status",
                objects.size() + ", and " + events.size() + " Events");
        assertTrue(objects.size() <= 4, () -> String.join("\n", objects));
        assertTrue(events.size() <= 2, () -> String.join("\n", events));
    }

    @Test
    void aPassWithoutNewsWritesNothing() {
        request("calm");
        mesh.awaitReady(AccessRequest.class, insights, "calm");
        mesh.settle();
        mesh.operator().requests().clear();
        long writes = sql.writes();
        long statements = sql.statements();
        for (int pass = 0; pass < 3; pass++) {
            mesh.wakeAll(DataProduct.class, flights);
            mesh.wakeAll(OutputPort.class, flights);
            mesh.wakeAll(Policy.class, flights);
            mesh.wakeAll(AccessRequest.class, insights);
            mesh.wake(StoreClass.class, null, mesh.storeClass());
            mesh.settle();
        }
        tell("statements of three passes over everything", sql.statements() - statements + ", none of which writes");
        assertTrue(sql.statements() > statements, "the passes have looked at the store");
        assertEquals(List.of(), mesh.operator().requests().writes());
        assertEquals(writes, sql.writes());
    }

    @Test
    void manyAtOnceShareTransactionsAndConnections() throws SQLException {
        mesh.operator().requests().clear();
        int transactions = sql.transactions().size();
        IntStream.range(0, MANY).parallel().forEach(i -> request("many-" + i));
        await("all are ready")
                .atMost(Duration.ofMinutes(4))
                .pollInterval(Duration.ofSeconds(1))
                .until(
                        () -> mesh
                                        .operator()
                                        .admin()
                                        .resources(AccessRequest.class)
                                        .inNamespace(insights)
                                        .list()
                                        .getItems()
                                        .stream()
                                        .filter(CostIT::isReady)
                                        .count()
                                == MANY);
        int most = sql.most();
        int used = sql.transactions().size() - transactions;
        mesh.settle();
        long objects = mesh.operator().requests().writes("/namespaces/" + insights + "/").stream()
                .filter(line -> !line.contains("/events"))
                .count();
        int memberships = memberships();
        tell("writing transactions for " + MANY + " requests at once", String.valueOf(used));
        tell("connections then", String.valueOf(most));
        tell("writes a request", String.valueOf((double) objects / MANY));
        tell("roles that the operator is a direct member of", String.valueOf(memberships));
        assertTrue(used <= 36, "transactions: " + used);
        assertTrue(most <= CONNECTIONS, "connections: " + most);
        assertTrue(objects <= 4L * MANY, "writes: " + objects);
        assertTrue(memberships <= domains() + 2, "memberships: " + memberships);
    }

    private static boolean isReady(AccessRequest request) {
        var ready = AccessMesh.condition(request, "Ready");
        return ready != null && ready.status().equals("True");
    }

    /** Role statements cost time linear in the memberships of whoever runs them. */
    private static int memberships() throws SQLException {
        try (Connection dba = mesh.superuser()) {
            return mesh.count(
                    dba,
                    "(SELECT DISTINCT r.rolname FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.roleid"
                            + " JOIN pg_roles o ON o.oid = m.member CROSS JOIN roadstead_meta.store s"
                            + " WHERE o.rolname = 'roadstead' AND starts_with(r.rolname,"
                            + " 'rs_' || left(replace(s.store_id::text, '-', ''), 8))) x");
        }
    }

    private static int domains() throws SQLException {
        try (Connection dba = mesh.superuser()) {
            return mesh.count(dba, "(SELECT DISTINCT domain FROM roadstead_meta.ledger) x");
        }
    }

    private void request(String name) {
        mesh.applyText("""
                apiVersion: roadstead.dev/v1alpha1
                kind: AccessRequest
                metadata: {name: %s, namespace: %s}
                spec:
                  portRef: {domain: %s, name: departures, version: v1}
                  purpose: delay-analysis
                """.formatted(name, insights, flights));
    }

    /** One line of the table in the test's report. */
    private static void tell(String what, String figure) {
        System.out.printf("cost: %-60s %s%n", what, figure);
    }
}
