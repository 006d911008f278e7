package dev.roadstead.operator.reconcile.accessrequest;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.Policy;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.Marker;

/** An object that exists again while the deletion of its forerunner is still being finished is an object as any other. */
class MadeAnewIT {

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
    void whatAllowsItStillEndsIt() throws InterruptedException {
        String flights = mesh.newDomain("flights");
        String insights = mesh.newDomain("insights");
        mesh.apply("producer.yaml", flights, insights);
        mesh.awaitReady(OutputPort.class, flights, "departures");
        mesh.apply("policy.yaml", flights, insights);
        mesh.apply("request-mine.yaml", flights, insights);
        mesh.awaitReady(AccessRequest.class, insights, "mine");

        var hold = new Hold(insights, "mine");
        var logging = (LoggerContext) LoggerFactory.getILoggerFactory();
        logging.addTurboFilter(hold);
        try {
            mesh.deleteLater(AccessRequest.class, insights);
            assertTrue(hold.reached.await(30, TimeUnit.SECONDS), "the deletion is under way");
            mesh.apply("request-mine.yaml", flights, insights);
            mesh.awaitReady(AccessRequest.class, insights, "mine");
        } finally {
            hold.go.countDown();
            logging.getTurboFilterList().remove(hold);
        }
        mesh.pause(1000);
        mesh.delete(Policy.class, flights, "allow");
        mesh.awaitReason(AccessRequest.class, insights, "mine", "NoPolicy");
        mesh.delete(AccessRequest.class, insights, "mine");
    }

    /** Stops the operator's thread when the object has gone with its finalizer, before the thread takes note of it. */
    private static final class Hold extends TurboFilter {
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch go = new CountDownLatch(1);
        private final AtomicBoolean once = new AtomicBoolean();
        private final String namespace;
        private final String request;

        private Hold(String namespace, String request) {
            this.namespace = namespace;
            this.request = request;
        }

        @Override
        public FilterReply decide(
                Marker marker, Logger logger, Level level, String format, Object[] params, Throwable t) {
            if (isAfterUpdate(logger, format)
                    && request.equals(MDC.get("resource.name"))
                    && mesh.get(AccessRequest.class, namespace, request) == null
                    && once.compareAndSet(false, true)) {
                reached.countDown();
                try {
                    assertTrue(go.await(1, TimeUnit.MINUTES));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return FilterReply.NEUTRAL;
        }

        /** What JOSDK logs, or asks whether to log, once it knows whether somebody else's change came in meanwhile. */
        private static boolean isAfterUpdate(Logger logger, String format) {
            return logger.getName().endsWith(".ManagedInformerEventSource")
                    && (format == null || format.equals("No new event present after the filtering update"));
        }
    }
}
