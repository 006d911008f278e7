package dev.roadstead.operator.reconcile.accessrequest;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.operator.config.Setting;
import dev.roadstead.operator.postgres.PostgresFactory;
import dev.roadstead.testing.OperatorUnderTest;
import dev.roadstead.testing.TestCertificate;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two operators of one mesh: one works, the other knows everything, answers, writes nothing, and takes over. */
class StandbyIT {

    @TempDir
    private static Path directory;

    private static TestCertificate certificate;
    private static AccessMesh mesh;

    private final String flights = mesh.newDomain("flights");
    private final String insights = mesh.newDomain("insights");

    @BeforeAll
    static void start() {
        certificate = TestCertificate.make();
        Map<Setting, String> settings = new HashMap<>(TestCertificate.settings(certificate.write(directory)));
        settings.put(Setting.LEADER_ELECTION, "true");
        mesh = AccessMesh.start(new PostgresFactory(Clock.systemUTC(), new SecureRandom()), settings);
    }

    @AfterAll
    static void stop() throws SQLException {
        mesh.close();
    }

    @Test
    void aStandbyAnswersAndWritesNothingAndTakesOverWithoutAWordToAnybody() throws Exception {
        mesh.apply("producer.yaml", flights, insights);
        try (OperatorUnderTest.Another standby = mesh.operator().another()) {
            assertTrue(standby.runtime().ready());
            mesh.apply("policy.yaml", flights, insights);
            mesh.apply("consumer.yaml", flights, insights);
            String request = mesh.requestOf(insights, "delays");
            mesh.awaitReady(AccessRequest.class, insights, request);
            mesh.settle();
            assertFalse(standby.runtime().leads());
            assertEquals(List.of(), standby.requests().writes(), "only one of them works");
            await().atMost(AccessMesh.SOON).untilAsserted(() -> {
                String answer = breaking(standby.runtime().webhookPort());
                assertTrue(answer.contains("departures.tail_number is removed"), answer);
                assertTrue(answer.contains(insights + "/delays"), answer);
            });

            mesh.operator().stop();
            try {
                await("the standby works")
                        .atMost(AccessMesh.SOON)
                        .until(() -> standby.runtime().leads());
                mesh.settle(standby.requests());
                assertEquals(
                        List.of(),
                        standby.requests().writes("/namespaces/" + insights + "/"),
                        "nobody who has access hears of it");
                mesh.edit(OutputPort.class, flights, "private", "/spec/visibility", "Mesh");
                mesh.apply("request-private.yaml", flights, insights);
                AccessRequest ready = mesh.awaitReady(AccessRequest.class, insights, "hidden");
                try (Connection reader = mesh.login(
                        mesh.secret(insights, ready.getStatus().binding().name()))) {
                    assertEquals(0, mesh.count(reader, "departures"));
                }
            } finally {
                mesh.operator().start();
            }
            assertFalse(mesh.operator().runtime().leads());
        }
        await("the first one works again")
                .atMost(AccessMesh.SOON)
                .until(() -> mesh.operator().runtime().leads());
        mesh.delete(AccessRequest.class, insights, "hidden");
        assertNull(mesh.secret(insights, "access-hidden"));
    }

    /** What an operator answers if it is asked about a column that goes although it is read. */
    private String breaking(int webhook) throws Exception {
        try (HttpClient client = certificate.client()) {
            return client.send(
                            Departures.review(mesh, flights, webhook, Departures.ID, Departures.ORIGIN),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
