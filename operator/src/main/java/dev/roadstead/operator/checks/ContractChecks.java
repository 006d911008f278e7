package dev.roadstead.operator.checks;

import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.operator.backend.Backend;
import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.operator.backend.BackendRegistry;
import dev.roadstead.operator.kube.Wakeups;
import dev.roadstead.operator.quality.Answer;
import dev.roadstead.operator.quality.Check;
import dev.roadstead.operator.quality.Deviation;
import dev.roadstead.operator.quality.Outcome;
import dev.roadstead.operator.quality.Verdict;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the data of ports checked: in each store one question at a time, each port again after the interval, sooner after a
 * change of what it promises. What came of it is kept in memory; a port whose outcomes differ from before is looked at again,
 * and its status tells them.
 */
public final class ContractChecks implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ContractChecks.class);

    /** How often the catalogue, as the stores' sessions remember it, is compared with what ports were told of it. */
    private static final Duration LOOK = Duration.ofSeconds(5);

    private static final Duration FIRST_RETRY = Duration.ofSeconds(5);
    /** So often what was known before stands although the store could not be asked. */
    private static final int PATIENCE = 3;

    /** So many timeouts all checks of a port may take together: whoever writes slow ones must not keep the store's others waiting. */
    private static final int BUDGET = 4;

    private static final double SPREAD = 0.2;

    private final BackendRegistry backends;
    private final Wakeups wakeups;
    private final Duration interval;
    private final Duration timeout;
    private final Clock clock;
    private final RandomGenerator random;
    private final CheckMetrics metrics;
    /** Of many ports at once, as at the start, the numbers are shown once. */
    private final AtomicBoolean unshown = new AtomicBoolean();

    /** What is known of each port, by the StoreClass that its versions lie in. */
    private final Map<String, Map<String, Watched>> ports = new ConcurrentHashMap<>();

    private final Map<Watched, ScheduledFuture<?>> next = new ConcurrentHashMap<>();
    private final Map<String, ExecutorService> stores = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("contract-checks").daemon(true).factory());

    /**
     * Nothing is checked before a port asks for it.
     *
     * @param interval between two rounds over a port, give or take a fifth
     * @param timeout of each question
     */
    public ContractChecks(
            BackendRegistry backends,
            Wakeups wakeups,
            Duration interval,
            Duration timeout,
            Clock clock,
            RandomGenerator random,
            MeterRegistry metrics) {
        this.backends = backends;
        this.wakeups = wakeups;
        this.interval = interval;
        this.timeout = timeout;
        this.clock = clock;
        this.random = random;
        this.metrics = new CheckMetrics(metrics);
        var _ = timer.scheduleWithFixedDelay(this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Has a port checked from now on; returns what is known of it.
     *
     * @param plans one for each StoreClass that its versions lie in
     * @param unseen versions whose store can't be told now: what is known of them stays
     */
    public List<Verdict.Version> expect(String namespace, String name, List<PortChecks> plans, Set<String> unseen) {
        String id = namespace + "/" + name;
        if (plans.isEmpty() && unseen.isEmpty()) {
            forget(namespace, name);
            return List.of();
        }
        Map<String, Watched> parts = ports.computeIfAbsent(id, i -> new ConcurrentHashMap<>());
        Set<String> expected = plans.stream().map(PortChecks::className).collect(Collectors.toSet());
        parts.forEach((className, part) -> {
            if (!expected.contains(className) && part.report(unseen).isEmpty()) {
                end(parts, part);
            }
        });
        for (PortChecks plan : plans) {
            boolean[] fresh = {false};
            Watched part = parts.computeIfAbsent(plan.className(), i -> {
                fresh[0] = true;
                return new Watched(namespace, name, plan);
            });
            if (part.expect(plan) || fresh[0]) {
                unshown.set(true);
                if (plan.readsRows()) {
                    schedule(part, Duration.ZERO);
                }
            }
        }
        return parts.entrySet().stream()
                .flatMap(part -> (expected.contains(part.getKey())
                                ? part.getValue().report()
                                : part.getValue().report(unseen))
                        .stream())
                .toList();
    }

    /** A port that is gone, or shows nothing any more. */
    public void forget(String namespace, String name) {
        Map<String, Watched> parts = ports.remove(namespace + "/" + name);
        if (parts != null) {
            parts.values().forEach(part -> end(parts, part));
        }
    }

    private void end(Map<String, Watched> parts, Watched part) {
        parts.remove(part.plan().className());
        cancel(next.remove(part));
        metrics.show(watched());
    }

    private List<Watched> watched() {
        return ports.values().stream().flatMap(parts -> parts.values().stream()).toList();
    }

    private boolean isWatched(Watched part) {
        return ports.getOrDefault(part.id(), Map.of()).get(part.plan().className()) == part;
    }

    private void schedule(Watched part, Duration delay) {
        try {
            cancel(next.put(part, timer.schedule(() -> enqueue(part), delay.toMillis(), TimeUnit.MILLISECONDS)));
        } catch (RejectedExecutionException e) {
            log.debug("stopping, so nothing is checked any more");
        }
    }

    private static void cancel(@Nullable ScheduledFuture<?> future) {
        if (future != null) {
            future.cancel(false);
        }
    }

    /** One thread for each store: whatever waits, a database answers one question at a time. */
    private void enqueue(Watched port) {
        if (!isWatched(port)) {
            return;
        }
        String store = port.plan().className();
        try {
            stores.computeIfAbsent(
                            store,
                            name -> Executors.newSingleThreadExecutor(
                                    Thread.ofVirtual().name("check-" + name).factory()))
                    .execute(() -> round(port));
        } catch (RejectedExecutionException e) {
            log.debug("stopping, so nothing is checked any more");
        }
    }

    private void round(Watched port) {
        if (!isWatched(port)) {
            return;
        }
        PortChecks plan = port.plan();
        try {
            Round round = new Round(port, plan);
            round.run();
            if (port.found(plan, round.outcomes, round.passing, clock.instant())) {
                wakeups.wake(OutputPort.class, port.namespace(), port.name());
            }
        } catch (RuntimeException e) {
            log.error("event=check-failed port={}", port.id(), e);
        }
        metrics.show(watched());
        if (isWatched(port) && port.plan().equals(plan) && plan.readsRows()) {
            schedule(port, pause(port.failures()));
        }
    }

    private Duration pause(int failures) {
        Duration base = failures == 0 ? interval : FIRST_RETRY.multipliedBy(1L << Math.min(failures - 1, 12));
        Duration capped = base.compareTo(interval) < 0 ? base : interval;
        return Duration.ofMillis(Math.round(capped.toMillis() * (1 - SPREAD + 2 * SPREAD * random.nextDouble())));
    }

    /** All checks of a port, once. */
    private final class Round {
        private final Watched port;
        private final PortChecks plan;
        private final Map<String, Map<Check, Outcome>> outcomes = new HashMap<>();
        private final Instant end = clock.instant().plus(timeout.multipliedBy(BUDGET));
        private boolean passing;

        Round(Watched port, PortChecks plan) {
            this.port = port;
            this.plan = plan;
        }

        void run() {
            for (PortChecks.Version version : plan.versions()) {
                Map<Check, Outcome> found = new HashMap<>();
                for (Check check : version.checks()) {
                    Answer answer = ask(version, check);
                    boolean later = answer instanceof Answer.Failed(String _, boolean again) && again;
                    passing |= later;
                    Outcome before = later && port.failures() < PATIENCE ? port.known(version.name(), check) : null;
                    found.put(check, Objects.requireNonNullElseGet(before, () -> Outcome.of(check, answer)));
                }
                outcomes.put(version.name(), found);
            }
        }

        private Answer ask(PortChecks.Version version, Check check) {
            if (clock.instant().isAfter(end)) {
                return new Answer.Failed(
                        "the checks of this port took longer than "
                                + timeout.multipliedBy(BUDGET).toSeconds() + "s together; make them cheaper",
                        false);
            }
            try {
                return backends.require(plan.className()).check(version.wish(), check, timeout);
            } catch (BackendException e) {
                return new Answer.Failed(String.valueOf(e.getMessage()), true);
            }
        }
    }

    /** The catalogue is read by the stores' sessions, whenever it changes; here it is only compared. */
    private void look() {
        try {
            if (unshown.getAndSet(false)) {
                metrics.show(watched());
            }
            watched().forEach(port -> {
                PortChecks plan = port.plan();
                backends.backend(plan.className())
                        .filter(backend -> port.sees(deviations(backend, plan)))
                        .ifPresent(backend -> wakeups.wake(OutputPort.class, port.namespace(), port.name()));
            });
        } catch (RuntimeException e) {
            log.error("event=catalogue-not-compared", e);
        }
    }

    private static List<List<Deviation>> deviations(Backend backend, PortChecks plan) {
        return plan.versions().stream()
                .map(version -> backend.deviations(
                        version.wish().store(), version.wish().contract()))
                .toList();
    }

    @Override
    public void close() {
        timer.shutdownNow();
        stores.values().forEach(ExecutorService::shutdownNow);
    }
}
