package dev.roadstead.operator.kube;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StartGateTest {

    private final StartGate gate = new StartGate();
    private final AtomicInteger ran = new AtomicInteger();

    @Test
    void nothingRunsBeforeTheGateOpens() throws InterruptedException {
        try (ExecutorService pool = gate.pool(2, Thread.ofPlatform().factory())) {
            for (int i = 0; i < 10; i++) {
                pool.execute(ran::incrementAndGet);
            }
            Thread.sleep(200);
            assertEquals(0, ran.get());
            gate.open();
            await().atMost(Duration.ofSeconds(5)).until(() -> ran.get() == 10);
        }
    }

    @Test
    void itIsBusyUntilTheLastOneHasFinished() {
        try (ExecutorService pool = gate.pool(2, Thread.ofPlatform().factory())) {
            assertFalse(gate.isBusy());
            pool.execute(ran::incrementAndGet);
            assertTrue(gate.isBusy(), "it waits at the gate");
            gate.open();
            await().atMost(Duration.ofSeconds(5)).until(() -> !gate.isBusy());
            assertEquals(1, ran.get());
        }
    }

    @Test
    void whatHasBegunIsFinishedAndNothingElseBeginsOnceItIsShut() throws InterruptedException {
        var begun = new CountDownLatch(1);
        var proceed = new CountDownLatch(1);
        try (ExecutorService pool = gate.pool(1, Thread.ofPlatform().factory())) {
            gate.open();
            pool.execute(() -> {
                begun.countDown();
                try {
                    proceed.await();
                    ran.incrementAndGet();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            begun.await();
            pool.execute(() -> ran.addAndGet(10));
            assertFalse(gate.shut(Duration.ofMillis(50)), "it still runs");
            proceed.countDown();
            assertTrue(gate.shut(Duration.ofSeconds(5)));
            gate.open();
            pool.execute(() -> ran.addAndGet(100));
        }
        assertEquals(1, ran.get());
    }

    @Test
    void anOperatorThatNeverStartedCanStop() throws InterruptedException {
        ExecutorService pool = gate.pool(2, Thread.ofPlatform().factory());
        pool.execute(ran::incrementAndGet);
        pool.shutdownNow();
        assertTrue(pool.awaitTermination(5, TimeUnit.SECONDS));
        assertEquals(0, ran.get());
    }
}
