package dev.roadstead.operator.admission;

import dev.roadstead.operator.kube.Catalogue;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.helidon.common.tls.Tls;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the API server's questions before it stores our objects, over HTTPS. Whether this is the operator that works or one that
 * waits for its stores makes no difference: it asks the caches.
 */
public final class AdmissionServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(AdmissionServer.class);

    /** Where reviews are sent to. */
    public static final String PATH = "/validate";

    /** An object may have 3 MB for the API server, and a review holds it twice. */
    private static final long LONGEST_REVIEW = 8L * 1024 * 1024;

    private static final byte[] NOTHING = {};
    private static final int AT_ONCE = 64;
    private static final Duration LOOK_AT_FILES = Duration.ofSeconds(2);

    private final ServedCertificate certificate;
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("webhook-certificate").factory());
    private final WebServer server;

    /**
     * Starts to listen. Before there is a certificate every handshake fails, and nobody is held up by that.
     *
     * @param port 0 for any free one
     * @param directory with tls.crt and tls.key
     * @param ready whether all objects are known; before that nothing is answered
     * @param operator the user that the operator itself is to the API server
     */
    public AdmissionServer(
            int port,
            Path directory,
            BooleanSupplier ready,
            Catalogue catalogue,
            List<AdmissionCheck> checks,
            String operator,
            KubernetesSerialization serialization,
            InstantSource clock) {
        this.certificate = new ServedCertificate(directory);
        certificate.refresh();
        var _ = looking.scheduleWithFixedDelay(
                certificate::refresh, LOOK_AT_FILES.toMillis(), LOOK_AT_FILES.toMillis(), TimeUnit.MILLISECONDS);
        var reviews = new Reviews(serialization, clock);
        var reviewer = new Reviewer(catalogue, checks, operator);
        this.server = WebServer.builder()
                .port(port)
                .tls(Tls.builder().sslContext(certificate.context()).build())
                .maxPayloadSize(LONGEST_REVIEW)
                .maxConcurrentRequests(AT_ONCE)
                .shutdownHook(false)
                .routing(routing -> routing.post(PATH, (request, response) -> {
                    if (!ready.getAsBoolean()) {
                        refuse(response, Status.SERVICE_UNAVAILABLE_503, "not all objects are known yet");
                        return;
                    }
                    answer(reviews, reviewer, request, response);
                }))
                .build()
                .start();
    }

    public int port() {
        return server.port();
    }

    /** Whether connections can be made. */
    public boolean isServing() {
        return server.isRunning() && certificate.isLoaded();
    }

    private static void answer(Reviews reviews, Reviewer reviewer, ServerRequest request, ServerResponse response) {
        Reviews.Asked asked;
        try {
            asked = reviews.read(
                    request.content().hasEntity() ? request.content().as(byte[].class) : NOTHING);
        } catch (IllegalArgumentException e) {
            log.warn("admission review unreadable cause=\"{}\"", e.getMessage());
            refuse(response, Status.BAD_REQUEST_400, String.valueOf(e.getMessage()));
            return;
        }
        Opinion opinion = asked.proposal().map(reviewer::review).orElse(Opinion.NONE);
        response.headers().set(HeaderNames.CONTENT_TYPE, "application/json");
        response.send(reviews.write(asked, opinion));
    }

    private static void refuse(ServerResponse response, Status status, String cause) {
        response.status(status);
        response.send((cause + "\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        looking.shutdownNow();
        server.stop();
    }
}
