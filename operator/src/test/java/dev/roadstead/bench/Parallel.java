package dev.roadstead.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The same for each of many things, some at a time. */
final class Parallel {

    private Parallel() {}

    interface Action<T> {
        void on(T thing) throws Exception;
    }

    /** Does it, and tells how many seconds it took. */
    static <T> double forEach(int threads, List<T> things, Action<T> action) throws InterruptedException {
        long start = System.nanoTime();
        try (var pool = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> running = new ArrayList<>();
            things.forEach(thing -> running.add(pool.submit(() -> {
                action.on(thing);
                return null;
            })));
            for (Future<?> each : running) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
        return (System.nanoTime() - start) / 1e9;
    }
}
