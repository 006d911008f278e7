package dev.roadstead.operator.reconcile.accessrequest;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.Condition;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.Policy;
import dev.roadstead.api.v1alpha1.StoreClass;
import dev.roadstead.api.v1alpha1.StoreClassStatus;
import dev.roadstead.operator.Main;
import dev.roadstead.operator.postgres.Past;
import dev.roadstead.operator.postgres.PostgresFactory;
import dev.roadstead.testing.DevelopmentCluster;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The auditor's questions, from manifests to answers. */
class HistoryCommandIT {

    private static AccessMesh mesh;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void start() {
        mesh = AccessMesh.start(
                new PostgresFactory(Clock.systemUTC(), new SecureRandom(), Duration.ofDays(1130)), Map.of());
    }

    @AfterAll
    static void stop() throws SQLException {
        mesh.close();
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(
                "--kubeconfig",
                DevelopmentCluster.get().kubeconfig().toString(),
                "--operator-namespace",
                mesh.operator().namespace()));
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
    }

    private List<String> rows() {
        return out.toString().lines().skip(1).toList();
    }

    @Test
    void theWholeStory() throws SQLException {
        String flights = mesh.newDomain("flights");
        String insights = mesh.newDomain("insights");
        mesh.apply("producer.yaml", flights, insights);
        mesh.awaitReady(OutputPort.class, flights, "departures");
        mesh.apply("policy.yaml", flights, insights);
        mesh.apply("consumer.yaml", flights, insights);
        String request = mesh.requestOf(insights, "delays");
        mesh.awaitReady(AccessRequest.class, insights, request);
        mesh.apply("policy-narrow.yaml", flights, insights);
        await().atMost(AccessMesh.SOON)
                .until(() -> mesh.get(AccessRequest.class, insights, request)
                                .getStatus()
                                .lens()
                                .rowFilter()
                        != null);
        mesh.delete(Policy.class, flights, "allow");
        mesh.awaitReason(AccessRequest.class, insights, request, "NoPolicy");

        assertEquals(
                0, run("history", "who-could-read", flights + "/departures.tail_number", "-o", "csv"), err + "" + out);
        assertEquals(3, rows().size(), out.toString());
        String consumer = "product " + insights + "/delays,";
        String column = flights + "/departures.v1 departures.tail_number";
        assertTrue(
                rows().get(0)
                        .startsWith(consumer + column + ",Clear,all,delay-analysis,Policy " + flights + "/allow@g1,"
                                + insights + "/" + request),
                out.toString());
        assertTrue(
                rows().get(1)
                        .startsWith(consumer + column + ",Hash,origin In (JFK),delay-analysis,Policy " + flights
                                + "/allow@g2,"),
                out.toString());
        assertTrue(
                rows().get(2)
                        .startsWith("writer airflow of " + flights + "/nyc," + column + ",Clear,all,,DataProduct "
                                + flights + "/nyc@g1,,"),
                out.toString());
        assertTrue(rows().stream().allMatch(row -> row.endsWith(",exact")), out.toString());
        assertTrue(err.toString().contains("Not visible here"), err.toString());
        assertTrue(err.toString().contains("copies kept by product " + insights + "/delays"), err.toString());

        assertEquals(0, run("history", "who-could-read", "--classification", "RESTRICTED", "--domain", flights));
        assertTrue(out.toString().contains("intact up to entry"), out.toString());
        assertEquals(1, run("history", "who-could-read", "--classification", "secret", "--domain", flights));
        assertEquals(1, run("history", "who-could-read", flights + "/departures", "--at", "2020-01-01"));
        assertEquals(1, run("history", "who-could-read", "--tag", "x", "--class", mesh.storeClass()));
        assertEquals(3, run("history", "verify", "--class", "nowhere"));
        assertEquals(1, run("who-can", "read", flights + "/departures", "--at", "2020-01-01T00:00:00Z"));
        assertTrue(out.toString().contains("Not visible here"), out.toString());
        assertEquals(2, run("history", "who-could-read"));
        assertEquals(2, run("history", "who-could-read", flights + "/departures", "--from", "yesterday"));
        assertEquals(2, run("history", "who-could-read", flights + "/departures", "--from", "2999-01-01"));
        assertTrue(err.toString().contains("--from: 2999-01-01 is in the future"), err.toString());
        assertEquals(2, run("who-can", "read", flights + "/departures", "--at", "2999-01-01"));
        assertTrue(err.toString().contains("--at: 2999-01-01 is in the future"), err.toString());
        assertEquals(0, run("history", "who-could-read", flights + "/departures", "--to", "2999-01-01", "-o", "csv"));
        assertFalse(out.toString().contains("2999"), out.toString());
        whatIsMisspeltIsToldFromWhatNobodyCouldRead(flights, insights);

        assertEquals(0, run("history", "grant", insights + "/delays", "-o", "json"));
        for (String told : List.of(
                "Opened", "Changed", "Closed", "Revoked", "Policy by test", "Policy " + flights + "/allow@g1")) {
            assertTrue(out.toString().contains(told), told + ": " + out);
        }
        assertEquals(1, run("history", "grant", insights + "/nobody"));
        assertEquals(0, run("history", "grant", flights + "/nyc", "-o", "csv"));
        String login = AccessMesh.value(mesh.secret(flights, "nyc-main-airflow"), "username");
        assertTrue(
                rows().getFirst().contains(",Opened,store " + flights + "/nyc/main,," + login + ",writer airflow,"),
                out.toString());
        assertTrue(rows().getFirst().contains("DataProduct by test"), out.toString());
        whatWasPrunedIsNotTakenForNobody(flights);
        headIsOutsideAndTamperingIsNamed();
        whatWasAlteredStaysAndTheStoreClassTellsIt();
    }

    private void whatIsMisspeltIsToldFromWhatNobodyCouldRead(String flights, String insights) {
        assertEquals(1, run("history", "who-could-read", flights + "/departurs"));
        assertTrue(
                out.toString()
                        .contains(
                                "No history knows port departurs of domain " + flights + "; did you mean departures?"),
                out.toString());
        assertEquals(1, run("history", "who-could-read", flights + "x/departures"));
        assertTrue(out.toString().contains("; did you mean " + flights + "?"), out.toString());
        assertEquals(1, run("history", "who-could-read", flights + "/departures.tail_numbr"));
        assertTrue(out.toString().contains("; did you mean tail_number?"), out.toString());
        assertEquals(
                1,
                run(
                        "who-can",
                        "read",
                        flights + "/departures.v1",
                        "--at",
                        Instant.now().toString()));
        assertTrue(out.toString().contains("No history knows column v1 of port"), out.toString());
        assertEquals(1, run("history", "who-could-read", flights + "/departures", "--at", "2020-01-01"));
        assertFalse(out.toString().contains("No history knows"), out.toString());
        assertEquals(1, run("history", "grant", insights + "/delay"));
        assertTrue(
                out.toString()
                        .contains("No history knows product or request delay of domain " + insights
                                + "; did you mean delays?"),
                out.toString());
    }

    private void whatWasPrunedIsNotTakenForNobody(String flights) throws SQLException {
        String port = flights + "/departures";
        mesh.operator().stop();
        try (Connection dba = mesh.superuser()) {
            Past.age(dba, Duration.ofDays(60));
            mesh.execute(dba, "SELECT roadstead_history.prune(now() - interval '40 days', interval '0', 1000)");
        }
        mesh.operator()
                .admin()
                .resources(StoreClass.class)
                .withName(mesh.storeClass())
                .editStatus(HistoryCommandIT::withoutHead);
        mesh.operator().start();
        String gone = "can't be answered any more";
        String then = Instant.now().minus(Duration.ofDays(60)).toString();
        assertEquals(3, run("history", "who-could-read", port, "--at", then), out + "" + err);
        assertTrue(out.toString().contains(gone), out.toString());
        assertEquals(3, run("history", "who-could-read", port, "--from", then));
        assertEquals(3, run("who-can", "read", port, "--at", then));
        assertTrue(out.toString().contains(gone), out.toString());
        assertEquals(0, run("history", "who-could-read", port, "-o", "csv"));
        assertTrue(err.toString().contains(gone), err.toString());
        assertTrue(rows().stream().allMatch(row -> row.startsWith("writer airflow of ")), out.toString());
        String since = Instant.now().minus(Duration.ofDays(39)).toString();
        assertEquals(0, run("history", "who-could-read", port, "--at", since));
        assertEquals(1, run("history", "grant", flights + "/departures"));
        assertTrue(out.toString().contains(gone), out.toString());
        assertEquals(0, run("history", "verify"), out.toString());
        assertTrue(out.toString().contains("were pruned on"), out.toString());
    }

    /** The head of before was not aged with the store. */
    private static StoreClass withoutHead(StoreClass storeClass) {
        StoreClassStatus status = storeClass.getStatus();
        storeClass.setStatus(new StoreClassStatus(
                status.observedGeneration(),
                status.conditions(),
                status.storeID(),
                status.provider(),
                status.serverVersion(),
                status.capabilities(),
                status.dataProducts(),
                null,
                status.protectedBy()));
        return storeClass;
    }

    private void headIsOutsideAndTamperingIsNamed() throws SQLException {
        await("the head in the status").atMost(Duration.ofSeconds(90)).until(() -> {
            mesh.wake(StoreClass.class, null, mesh.storeClass());
            var ledger = mesh.get(StoreClass.class, null, mesh.storeClass())
                    .getStatus()
                    .ledger();
            try (Connection dba = mesh.superuser()) {
                return ledger != null
                        && mesh.text(dba, "SELECT max(seq) FROM roadstead_history.entry")
                                .equals(String.valueOf(ledger.seq()));
            }
        });
        assertEquals(0, run("history", "verify"), out + "" + err);
        assertTrue(out.toString().contains("compared with the status up to entry"), out.toString());
        try (Connection dba = mesh.superuser()) {
            mesh.execute(
                    dba,
                    "ALTER TABLE roadstead_history.entry DISABLE TRIGGER USER;"
                            + " UPDATE roadstead_history.entry SET event = 'Closed' WHERE event = 'Published';"
                            + " ALTER TABLE roadstead_history.entry ENABLE TRIGGER USER");
            String altered = mesh.text(dba, "SELECT min(seq) FROM roadstead_history.entry WHERE event = 'Closed'");
            assertEquals(1, run("history", "verify"));
            assertTrue(out.toString().contains("ALTERED at entry " + altered + ":"), out.toString());
        }
        assertFalse(err.toString().contains("Exception"), err.toString());
    }

    /** Somebody who makes entries look old enough to go. */
    private void whatWasAlteredStaysAndTheStoreClassTellsIt() throws SQLException {
        mesh.operator().stop();
        try (Connection dba = mesh.superuser()) {
            mesh.execute(
                    dba,
                    "ALTER TABLE roadstead_history.entry DISABLE TRIGGER USER;"
                            + " UPDATE roadstead_history.entry SET at = at - interval '5 years';"
                            + " ALTER TABLE roadstead_history.entry ENABLE TRIGGER USER");
        }
        mesh.operator().start();
        await("the StoreClass tells it").atMost(AccessMesh.SOON).until(() -> {
            Condition ready = AccessMesh.condition(mesh.get(StoreClass.class, null, mesh.storeClass()), "Ready");
            return ready.status().equals(Condition.TRUE)
                    && ready.reason().equals("HistoryNotPruned")
                    && ready.message().contains("of the history is not what was written; roadstead history verify");
        });
    }
}
