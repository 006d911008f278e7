package dev.roadstead.testing;

import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Remembers what a client sends to the API server, so that a test can see that nothing was written. */
public final class RequestLog implements Interceptor {

    private final Queue<String> writes = new ConcurrentLinkedQueue<>();
    private final Queue<String> reads = new ConcurrentLinkedQueue<>();
    private volatile Instant lastWrite = Instant.EPOCH;

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        String line = request.method() + " " + request.uri().getPath();
        if (line.contains("/leases")) {
            return; // That an operator is there is no news.
        }
        // Asking who one is takes a POST, but changes nothing.
        boolean read = request.method().equals("GET") || line.endsWith("/selfsubjectreviews");
        (read ? reads : writes).add(line);
        if (!read) {
            lastWrite = Instant.now();
        }
    }

    /** Everything but reads since the last {@link #clear()}: method and path. */
    public List<String> writes() {
        return List.copyOf(writes);
    }

    /** When the latest of all was sent, cleared or not; long ago if there was none. */
    public Instant lastWrite() {
        return lastWrite;
    }

    /** Writes whose path contains a text. */
    public List<String> writes(String part) {
        return writes.stream().filter(line -> line.contains(part)).toList();
    }

    public List<String> reads(String part) {
        return reads.stream().filter(line -> line.contains(part)).toList();
    }

    public void clear() {
        writes.clear();
        reads.clear();
    }
}
