package dev.roadstead.operator.kube;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Holds every reconcile back until the caches of all kinds are filled. JOSDK starts each controller as soon as its own
 * cache is: a request that ran before the Policies were listed would find none, and its access would be revoked.
 *
 * <p>The gate is the pool that reconciles run in, so no reconciler can forget it, and not even a finalizer is added
 * early.
 */
public final class StartGate {

    private final CountDownLatch open = new CountDownLatch(1);

    /** Lets reconciles begin; for good. */
    public void open() {
        open.countDown();
    }

    public boolean isOpen() {
        return open.getCount() == 0;
    }

    /** A pool of a fixed size whose tasks wait at the gate. */
    public ExecutorService pool(int threads, ThreadFactory factory) {
        return new ThreadPoolExecutor(threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory) {
            @Override
            public void execute(Runnable command) {
                super.execute(() -> {
                    if (passed()) {
                        command.run();
                    }
                });
            }
        };
    }

    /** Waits; false if the operator stops before it ever started. */
    private boolean passed() {
        try {
            open.await();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
