package dev.roadstead.testing;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Counts what an operator does outside itself, in the order in which it takes effect: objects written to the API server
 * and transactions committed in PostgreSQL. After a chosen one the operator is cut off from both, as if it had been killed
 * in that moment: what it did is done, and what it wanted to do next never happens.
 */
public final class Effects implements Interceptor {

    /** After no effect at all. */
    public static final int NEVER = Integer.MAX_VALUE;

    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final Runnable cutStore;
    private int last = NEVER;
    private boolean cut;

    /** @param cutStore cuts the store's connections off */
    Effects(Runnable cutStore) {
        this.cutStore = cutStore;
    }

    /** Starts counting anew, and says after which effect the operator dies: 1 is the first. */
    public synchronized void dieAfter(int effect) {
        seen.clear();
        last = effect;
        cut = false;
    }

    /** Lets everything pass again, for the operator that comes next. */
    public synchronized void live() {
        dieAfter(NEVER);
    }

    /** Whether the operator has been cut off. */
    public synchronized boolean dead() {
        return cut;
    }

    /** What took effect, in order. */
    public List<String> seen() {
        return List.copyOf(seen);
    }

    /** What an operator that is cut off still tries is lost on the way. */
    synchronized boolean allowed() {
        return !cut;
    }

    void happened(String effect) {
        boolean now;
        synchronized (this) {
            if (cut) {
                return;
            }
            seen.add(effect);
            now = seen.size() == last;
            cut = now;
        }
        if (now) {
            cutStore.run();
        }
    }

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        if (!allowed()) {
            throw new IllegalStateException("this operator is dead");
        }
    }

    @Override
    public void after(
            HttpRequest request, HttpResponse<?> response, AsyncBody.Consumer<List<java.nio.ByteBuffer>> body) {
        boolean read = request.method().equals("GET") || request.uri().getPath().endsWith("/selfsubjectreviews");
        if (!read && response.isSuccessful()) {
            happened(request.method() + " " + request.uri().getPath());
        }
    }
}
