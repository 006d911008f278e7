package dev.roadstead.operator.reconcile.accessrequest;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.OutputPort;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A producer who is quicker than the operator: what he changes between two of its steps is judged like anything else. */
class OvertakenIT {

    private static final String ID =
            "{\"name\": \"id\", \"logicalType\": \"integer\", \"primaryKey\": true, \"classification\": \"public\"}";
    private static final String TAIL =
            "{\"name\": \"tail_number\", \"logicalType\": \"string\", \"classification\": \"restricted\"}";
    private static final String GATE =
            "{\"name\": \"gate\", \"logicalType\": \"string\", \"classification\": \"public\"}";

    private enum Step {
        IDLE,
        ARMED,
        LEFT,
        DONE
    }

    private final AtomicReference<Step> step = new AtomicReference<>(Step.IDLE);
    private AccessMesh mesh;
    private String flights;
    private String insights;

    /**
     * While a harmless change of v1 is taken in, the last reader of v2 leaves, so the status may be written onto nothing but the port
     * that was looked at; and just then the port changes. The contract that the status names must not be given up for that.
     */
    @Test
    void aChangeThatOvertakesTheStatusIsJudgedByTheContractThatWasAccepted() throws SQLException {
        try (var started = AccessMesh.start(new Overtaking())) {
            mesh = started;
            flights = mesh.newDomain("flights");
            insights = mesh.newDomain("insights");
            mesh.apply("producer.yaml", flights, insights);
            versions(ID + ", " + TAIL);
            mesh.awaitReady(OutputPort.class, flights, "departures");
            mesh.apply("policy.yaml", flights, insights);
            mesh.apply("consumer.yaml", flights, insights);
            mesh.applyText("""
                    apiVersion: roadstead.dev/v1alpha1
                    kind: AccessRequest
                    metadata: {name: mine, namespace: %s}
                    spec: {portRef: {domain: %s, name: departures, version: v2}, purpose: delay-analysis}
                    """.formatted(insights, flights));
            String request = mesh.requestOf(insights, "delays");
            mesh.awaitReady(AccessRequest.class, insights, request);
            mesh.awaitReady(AccessRequest.class, insights, "mine");
            mesh.settle();

            step.set(Step.ARMED);
            versions(ID + ", " + TAIL + ", " + GATE);
            await("the producer was quicker").atMost(AccessMesh.SOON).until(() -> step.get() == Step.DONE);
            mesh.awaitReason(OutputPort.class, flights, "departures", "BreakingChange");
            mesh.awaitReady(AccessRequest.class, insights, request);
            try (var reader = mesh.login(mesh.secret(insights, "delays-departures"))) {
                assertEquals("no row", mesh.text(reader, "SELECT tail_number FROM departures"));
            }
            assertTrue(mesh.get(OutputPort.class, flights, "departures")
                    .getStatus()
                    .condition("Accepted")
                    .message()
                    .contains("column departures.tail_number is removed"));
        }
    }

    private void versions(String first) {
        String version =
                "{\"name\": \"v%d\", \"contract\": {\"schema\": [{\"name\": \"departures\", \"properties\": [%s]}]}}";
        mesh.editJson(
                OutputPort.class,
                flights,
                "departures",
                "/spec/versions",
                "[" + version.formatted(1, first) + ", " + version.formatted(2, ID + ", " + TAIL) + "]");
    }

    private final class Overtaking implements Interceptor {

        @Override
        public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
            String path = request.uri().getPath();
            if (request.method().equals("POST")
                    && path.endsWith("/controllerrevisions")
                    && goes(Step.ARMED, Step.LEFT)) {
                mesh.delete(AccessRequest.class, insights, "mine");
            } else if (request.method().equals("PATCH")
                    && path.endsWith("/outputports/departures/status")
                    && goes(Step.LEFT, Step.DONE)) {
                versions(ID);
            }
        }

        private boolean goes(Step from, Step to) {
            return step.compareAndSet(from, to);
        }
    }
}
