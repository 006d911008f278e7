package dev.roadstead.operator.runtime;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.Handler;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.BooleanSupplier;

/** Answers the kubelet's probes and Prometheus. */
final class HealthServer implements AutoCloseable {

    private final WebServer server;

    /**
     * Starts to listen.
     *
     * @param port 0 for any free one
     * @param started whether the operator has come up; before that the others must not be asked
     * @param ready whether it sees everything and works
     */
    HealthServer(int port, BooleanSupplier started, BooleanSupplier ready, PrometheusMeterRegistry metrics) {
        this.server = WebServer.builder()
                .port(port)
                // The runtime stops this server itself, as the last thing, so that probes see a stopping operator.
                .shutdownHook(false)
                .routing(routing -> routing.get("/livez", probe(() -> true))
                        .get("/startupz", probe(started))
                        .get("/readyz", probe(ready))
                        .get("/metrics", (request, response) -> {
                            response.headers()
                                    .set(HeaderNames.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
                            response.send(metrics.scrape());
                        }))
                .build()
                .start();
    }

    int port() {
        return server.port();
    }

    private static Handler probe(BooleanSupplier answer) {
        return (request, response) -> {
            boolean yes = answer.getAsBoolean();
            response.status(yes ? Status.OK_200 : Status.SERVICE_UNAVAILABLE_503);
            response.send(yes ? "ok\n" : "not yet\n");
        };
    }

    @Override
    public void close() {
        server.stop();
    }
}
