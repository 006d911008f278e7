package dev.roadstead.operator.kube;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Holds every reconcile back until the caches of all kinds are filled. JOSDK starts each controller as soon as its own
 * cache is: a request that ran before the Policies were listed would find none, and its access would be revoked.
 *
 * <p>The gate is the pool that reconciles run in, so no reconciler can forget it, and not even a finalizer is added
 * early.
 */
public final class StartGate {

    private enum State {
        CLOSED,
        OPEN,
        /** It never opens. */
        SHUT
    }

    private final CountDownLatch decided = new CountDownLatch(1);
    private final AtomicReference<State> state = new AtomicReference<>(State.CLOSED);
    private final AtomicInteger tasks = new AtomicInteger();

    /** Lets reconciles begin; for good. */
    public void open() {
        decide(State.OPEN);
    }

    /** Sends away whoever waits, if it is not open yet: the operator stops. */
    public void shut() {
        decide(State.SHUT);
    }

    public boolean isOpen() {
        return state.get() == State.OPEN;
    }

    private void decide(State next) {
        state.compareAndSet(State.CLOSED, next);
        decided.countDown();
    }

    /** Whether something runs in the pool, or waits for its turn. */
    public boolean isBusy() {
        return tasks.get() > 0;
    }

    /** A pool of a fixed size whose tasks wait at the gate. */
    public ExecutorService pool(int threads, ThreadFactory factory) {
        return new ThreadPoolExecutor(threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory) {
            @Override
            public void execute(Runnable command) {
                tasks.incrementAndGet();
                super.execute(() -> {
                    try {
                        if (passed()) {
                            command.run();
                        }
                    } finally {
                        tasks.decrementAndGet();
                    }
                });
            }
        };
    }

    /** Waits; false if the operator stops before it ever started. */
    private boolean passed() {
        try {
            decided.await();
            return isOpen();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
