package dev.roadstead.operator.cli;

import java.util.concurrent.CountDownLatch;

/**
 * Waits for SIGTERM or SIGINT. The JVM runs its shutdown hooks on such a signal and ends when they do, with a status that
 * says "killed"; so the hook waits until everything is closed and then ends the process itself with 0: being asked to
 * stop is no failure.
 */
final class Termination {

    static void await(Runnable close) {
        var asked = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("termination").unstarted(() -> {
                    close.run();
                    asked.countDown();
                    Runtime.getRuntime().halt(0);
                }));
        try {
            asked.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the process as a failure, in the middle of whatever it does. */
    static void now() {
        Runtime.getRuntime().halt(1);
    }

    private Termination() {}
}
