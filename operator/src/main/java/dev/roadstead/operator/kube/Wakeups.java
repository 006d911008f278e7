package dev.roadstead.operator.kube;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.Guardrail;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.Policy;
import dev.roadstead.api.v1alpha1.StoreClass;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes objects of one kind look again when an object of another kind has changed. Every kind is watched once, by its
 * own controller; what it sees comes in here and goes out as events of other controllers.
 *
 * <p>JOSDK's own mappers ask only the new state of an object, so a Policy that stops naming a port would wake nobody.
 * Here old and new state are asked, on a thread of our own: informers hold locks while they call, and two of them waking
 * each other's controllers could wait for each other.
 */
public final class Wakeups implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Wakeups.class);

    static final Duration COALESCED_WITHIN = Duration.ofSeconds(2);
    static final Duration SPREAD_OVER = Duration.ofSeconds(10);
    /** A few objects need no spreading: each of many gets this much of the window. */
    static final Duration SPREAD_EACH = Duration.ofMillis(10);

    /** When the end of a deletion has been taken note of: usually, and on machines that are busy, and very busy. */
    private static final List<Duration> DELETION_FINISHED_AFTER =
            List.of(Duration.ofSeconds(2), Duration.ofSeconds(20), Duration.ofMinutes(2));

    private final StartGate gate;
    private final ToLongFunction<Duration> random;
    private final Map<Class<?>, CrossTrigger<?>> triggers = new ConcurrentHashMap<>();
    private final Map<Class<?>, Fanout<?>> fanouts;
    private final StoreClassFanout storeClasses;
    private final Set<Target> pending = ConcurrentHashMap.newKeySet();
    /** How much has been taken in, or taken out of what is pending, and not yet led to events. */
    private final AtomicInteger passedOn = new AtomicInteger();

    private final ScheduledExecutorService dispatcher = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("wakeups").factory());

    /**
     * @param random milliseconds between none and a length of time, to spread work
     */
    public Wakeups(Catalogue catalogue, StartGate gate, ToLongFunction<Duration> random) {
        this.gate = gate;
        this.random = random;
        this.storeClasses = new StoreClassFanout(catalogue);
        this.fanouts = Map.of(
                Domain.class, new DomainFanout(catalogue),
                StoreClass.class, storeClasses,
                Guardrail.class, new GuardrailFanout(catalogue),
                DataProduct.class, new ProductFanout(catalogue),
                OutputPort.class, new PortFanout(catalogue),
                Policy.class, new PolicyFanout(catalogue),
                AccessRequest.class, new RequestFanout(catalogue));
    }

    /** The event source that a controller must register to be woken, and to wake others. */
    public <P extends HasMetadata> EventSource<P, P> sourceFor(Class<P> kind) {
        var trigger = new CrossTrigger<>(kind, this);
        triggers.put(kind, trigger);
        return trigger;
    }

    /** Makes an object look again at once. Nothing happens if there is no such object. */
    public void wake(Class<? extends HasMetadata> kind, @Nullable String namespace, String name) {
        wake(new Target(kind, namespace, name));
    }

    public void wake(Target target) {
        CrossTrigger<?> trigger = triggers.get(target.kind());
        if (trigger != null) {
            trigger.wake(target.namespace(), target.name());
        }
    }

    /** Makes an object look again whose latest change seems to have been lost. */
    public void lookAgain(Target target) {
        CrossTrigger<?> trigger = triggers.get(target.kind());
        if (trigger != null) {
            trigger.lookAgain(target.namespace(), target.name());
        }
    }

    /** Takes in that an object exists again under the name of one that was just deleted. */
    void madeAnew(Target target) {
        DELETION_FINISHED_AFTER.forEach(time -> onDispatcher(() -> lookAgain(target), time.toMillis()));
    }

    /** Whether an object will look again soon because another one has changed. */
    public boolean isBusy() {
        return !pending.isEmpty() || passedOn.get() > 0;
    }

    /** Makes an object look again within two seconds, once for all who ask for it in that time. */
    public void wakeSoon(Target target) {
        wakeLater(target, COALESCED_WITHIN.toMillis());
    }

    /**
     * Makes everything look again that keeps data in a store which this process has just opened. Its status need not
     * have changed for that, as after a restart, so nobody else would tell them before they try again by themselves.
     */
    public void opened(String storeClassName) {
        onDispatcher(
                () -> wakeAll(storeClasses.usersOf(storeClassName).distinct().toList()), 0);
    }

    /**
     * Takes in what an informer saw. Before the gate opens this is its first list, and every object is reconciled
     * afterwards anyway.
     */
    <T extends HasMetadata> void changed(@Nullable T old, @Nullable T now) {
        if (gate.isOpen()) {
            passedOn.incrementAndGet();
            onDispatcher(() -> passOn(() -> dispatch(old, now)), 0);
        }
    }

    @Override
    public void close() {
        dispatcher.shutdownNow();
    }

    private <T extends HasMetadata> void dispatch(@Nullable T old, @Nullable T now) {
        T any = now == null ? old : now;
        if (any == null) {
            return;
        }
        Fanout<T> fanout = fanoutOf(any);
        if (fanout == null) {
            return;
        }
        Target self = Target.of(any);
        if (Changes.between(old, now).rotation()) {
            wake(self);
        }
        wakeAll(fanout.of(old, now)
                .distinct()
                .filter(wake -> !wake.target().equals(self))
                .toList());
    }

    private void wakeAll(List<Wake> wakes) {
        long spread =
                wakes.stream().filter(wake -> wake.tempo() == Wake.Tempo.SPREAD).count();
        Duration needed = SPREAD_EACH.multipliedBy(spread);
        Duration window = needed.compareTo(SPREAD_OVER) < 0 ? needed : SPREAD_OVER;
        for (Wake wake : wakes) {
            switch (wake.tempo()) {
                case NOW -> wake(wake.target());
                case SPREAD -> wakeLater(wake.target(), random.applyAsLong(window));
                case COALESCED -> wakeSoon(wake.target());
            }
        }
    }

    private void wakeLater(Target target, long millis) {
        if (pending.add(target)) {
            onDispatcher(
                    () -> {
                        passedOn.incrementAndGet();
                        // Removed first: what happens while the reconcile reads must lead to another one.
                        pending.remove(target);
                        passOn(() -> wake(target));
                    },
                    millis);
        }
    }

    private void passOn(Runnable wakeups) {
        try {
            wakeups.run();
        } finally {
            passedOn.decrementAndGet();
        }
    }

    private void onDispatcher(Runnable task, long millis) {
        Runnable guarded = () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                log.error("a change could not be passed on to other objects; they look again at their next resync", e);
            }
        };
        try {
            var _ = dispatcher.schedule(guarded, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            log.debug("stopping, so nobody is woken any more");
        }
    }

    @SuppressWarnings("unchecked") // the map pairs a kind with its fanout
    private <T extends HasMetadata> @Nullable Fanout<T> fanoutOf(T object) {
        return (Fanout<T>) fanouts.get(object.getClass());
    }
}
