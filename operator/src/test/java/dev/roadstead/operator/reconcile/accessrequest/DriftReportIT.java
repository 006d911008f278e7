package dev.roadstead.operator.reconcile.accessrequest;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.Condition;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.StoreClass;
import dev.roadstead.testing.CommandLineUnderTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What somebody did in a store is told where people look. */
class DriftReportIT {
    private static AccessMesh mesh;

    @BeforeAll
    static void start() {
        mesh = AccessMesh.start();
    }

    @AfterAll
    static void stop() throws SQLException {
        mesh.close();
    }

    @Test
    void repairsAndRemainsAreToldAtTheClassAndAtWhomTheyConcern() throws SQLException {
        String flights = mesh.newDomain("flights");
        String insights = mesh.newDomain("insights");
        mesh.apply("producer.yaml", flights, insights);
        mesh.awaitReady(OutputPort.class, flights, "departures");
        mesh.apply("policy.yaml", flights, insights);
        mesh.apply("consumer.yaml", flights, insights);
        String request = mesh.requestOf(insights, "delays");
        AccessRequest ready = mesh.awaitReady(AccessRequest.class, insights, request);
        String login = ready.getStatus().grant().login();
        String schema = ready.getStatus().grant().schema();
        try (Connection dba = mesh.superuser()) {
            awaitExact("True", "Exact");
            mesh.execute(dba, "GRANT SELECT ON \"" + schema + "\".departures TO PUBLIC");
            awaitEvent("default", "StoreClass", mesh.storeClass(), "DriftRepaired: ", "everybody (PUBLIC) has SELECT");
            awaitEvent(insights, "AccessRequest", request, "DriftRepaired: ", "everybody (PUBLIC) has SELECT");

            mesh.execute(dba, "GRANT pg_read_all_data TO \"" + login + "\"");
            Condition told = awaitExact("False", "ForeignGrant");
            String statement = "REVOKE \"pg_read_all_data\" FROM \"" + login + "\"";
            assertTrue(told.message().contains(statement), told.message());
            awaitEvent(insights, "AccessRequest", request, "ForeignGrant: ", statement);
            assertTrue(
                    metrics()
                            .contains("roadstead_drift_unrepaired{kind=\"Membership\",store_class=\""
                                    + mesh.storeClass()),
                    metrics());
            assertEquals(
                    "True",
                    AccessMesh.condition(mesh.get(StoreClass.class, null, mesh.storeClass()), "Ready")
                            .status());
            mesh.execute(dba, told.message().replaceAll("(?s).*a DBA runs: ", ""));
            awaitExact("True", "Exact");
            assertTrue(metrics().contains("roadstead_drift_found_total{kind=\"ForeignGrant\""), metrics());

            String data = mesh.text(
                    dba, "SELECT name FROM roadstead_meta.ledger WHERE part = 'DATA' AND domain = '" + flights + "'");
            mesh.execute(dba, "ALTER TABLE \"" + data + "\".departures ENABLE ROW LEVEL SECURITY");
            mesh.awaitReason(OutputPort.class, flights, "departures", "UnsafeRelation");
            awaitExact("False", "ForeignObject");
            mesh.execute(dba, "ALTER TABLE \"" + data + "\".departures DISABLE ROW LEVEL SECURITY");
            mesh.awaitReady(OutputPort.class, flights, "departures");
            awaitExact("True", "Exact");

            // All at once is still told one by one, if not here.
            mesh.execute(
                    dba,
                    "DO $$ BEGIN FOR i IN 1..7 LOOP EXECUTE format('CREATE TABLE \"" + data
                            + "\".heap_%s (a int)', i); END LOOP; END $$");
            String rest = "2 more, told here as these are put right; the operator's log (event=drift-remains) and the"
                    + " store's history name each of them";
            await("the rest is counted")
                    .atMost(AccessMesh.SOON)
                    .until(() -> awaitExact("False", "ForeignObject").message().endsWith(". And " + rest));
            awaitEvent("default", "StoreClass", mesh.storeClass(), "ForeignObject: ", "2 more; the operator's log");
            mesh.execute(
                    dba,
                    "DO $$ BEGIN FOR i IN 1..7 LOOP EXECUTE format('DROP TABLE \"" + data
                            + "\".heap_%s', i); END LOOP; END $$");
            awaitExact("True", "Exact");

            // Who could not be granted anything meanwhile goes on as soon as that is put right.
            mesh.execute(dba, "ALTER SCHEMA \"" + schema + "\" OWNER TO CURRENT_USER");
            awaitExact("False", "ForeignGrant");
            mesh.wake(AccessRequest.class, insights, request);
            mesh.awaitReason(AccessRequest.class, insights, request, "Conflict");
            var cli = CommandLineUnderTest.asAdmin(mesh.operator());
            assertEquals(1, cli.run("access", "--verify", "--domain", insights), cli.out() + cli.err());
            assertTrue(cli.out().contains("though the request tells of no access"), cli.out());
            assertTrue(cli.out().contains("its Ready is False (Conflict): "), cli.out());
            assertFalse(cli.out().contains("without a request"), cli.out());
            cli = CommandLineUnderTest.asAdmin(mesh.operator());
            assertEquals(0, cli.run("who-can", "read", flights + "/departures"), cli.out() + cli.err());
            assertTrue(cli.out().contains("product " + insights + "/delays"), cli.out());
            mesh.execute(dba, awaitExact("False", "ForeignGrant").message().replaceAll("(?s).*a DBA runs: ", ""));
            mesh.awaitReady(AccessRequest.class, insights, request);
        }
    }

    private static Condition awaitExact(String status, String reason) {
        return await("GrantsExact is " + status + " because of " + reason)
                .atMost(AccessMesh.SOON)
                .until(
                        () -> AccessMesh.condition(mesh.get(StoreClass.class, null, mesh.storeClass()), "GrantsExact"),
                        c -> c != null
                                && c.status().equals(status)
                                && c.reason().equals(reason));
    }

    private static void awaitEvent(String namespace, String kind, String name, String... parts) {
        await(kind + " is told " + List.of(parts))
                .atMost(AccessMesh.SOON)
                .until(() -> mesh.events(namespace, kind, name).stream()
                        .anyMatch(event -> List.of(parts).stream().allMatch(event::contains)));
    }

    private static String metrics() {
        URI address = URI.create("http://localhost:" + mesh.operator().runtime().healthPort() + "/metrics");
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
