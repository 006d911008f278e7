package dev.roadstead.operator.kube;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

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
        /** It never opens again. */
        SHUT
    }

    private final CountDownLatch decided = new CountDownLatch(1);
    private final AtomicReference<State> state = new AtomicReference<>(State.CLOSED);
    private final AtomicInteger tasks = new AtomicInteger();
    /** Shared by whatever runs. */
    private final ReadWriteLock running = new ReentrantReadWriteLock();

    /** Lets reconciles begin. */
    public void open() {
        state.compareAndSet(State.CLOSED, State.OPEN);
        decided.countDown();
    }

    /**
     * Lets no reconcile begin any more, and waits for those that have begun: the operator stops. JOSDK empties the caches before it
     * waits for them, and a reconcile that finds no Policy, or no Domain, would take access away.
     *
     * @return whether all of them ended in this time
     */
    public boolean shut(Duration within) {
        state.set(State.SHUT);
        decided.countDown();
        try {
            boolean ended = running.writeLock().tryLock(within.toMillis(), TimeUnit.MILLISECONDS);
            if (ended) {
                running.writeLock().unlock();
            }
            return ended;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    public boolean isOpen() {
        return state.get() == State.OPEN;
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
                        pass(command);
                    } finally {
                        tasks.decrementAndGet();
                    }
                });
            }
        };
    }

    /** Runs it once the gate is open; not at all if the operator stops before that. */
    private void pass(Runnable command) {
        try {
            decided.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        running.readLock().lock();
        try {
            if (isOpen()) {
                command.run();
            }
        } finally {
            running.readLock().unlock();
        }
    }
}
