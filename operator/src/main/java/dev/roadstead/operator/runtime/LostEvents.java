package dev.roadstead.operator.runtime;

import dev.roadstead.api.v1alpha1.ConditionedStatus;
import dev.roadstead.operator.kube.Target;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds objects whose last change nobody has looked at, and has them looked at. JOSDK 5.3 drops an event that carries the
 * resourceVersion of its own answer: an object that is deleted in the very moment its finalizer is written can be
 * answered so, and would stay in deletion until the next resync. Reads caches only.
 */
final class LostEvents implements AutoCloseable {
    static final Duration EVERY = Duration.ofSeconds(5);
    private static final Logger log = LoggerFactory.getLogger(LostEvents.class);

    /** An object in one of its states: each is told once, so that what waits for a good reason is left in peace. */
    private record Seen(Target target, String resourceVersion) {}

    private final Supplier<Stream<? extends HasMetadata>> objects;
    private final Consumer<Target> wake;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("lost-events").factory());
    private Set<Seen> waiting = Set.of();
    private Set<Seen> told = Set.of();

    LostEvents(Supplier<Stream<? extends HasMetadata>> objects, Consumer<Target> wake) {
        this.objects = objects;
        this.wake = wake;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // lookSafely lets nothing out that a future could tell
    void start() {
        thread.scheduleWithFixedDelay(this::lookSafely, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void lookSafely() {
        try {
            look();
        } catch (RuntimeException e) {
            log.warn("event=lost-events-look-failed", e);
        }
    }

    /** One look: what waits since the look before, unchanged, is told. */
    void look() {
        Set<Seen> now = new HashSet<>();
        objects.get().filter(LostEvents::isUnseen).forEach(object -> now.add(seen(object)));
        Set<Seen> still = new HashSet<>(now);
        still.retainAll(waiting);
        told = new HashSet<>(told);
        told.retainAll(now);
        for (Seen seen : still) {
            if (told.add(seen)) {
                log.debug("event=looked-at-again target={}", seen.target());
                wake.accept(seen.target());
            }
        }
        waiting = now;
    }

    private static boolean isUnseen(HasMetadata object) {
        if (object.getMetadata().getDeletionTimestamp() != null) {
            return true;
        }
        return object instanceof CustomResource<?, ?> resource
                && !(resource.getStatus() instanceof ConditionedStatus status
                        && Objects.equals(
                                status.observedGeneration(),
                                object.getMetadata().getGeneration()));
    }

    private static Seen seen(HasMetadata object) {
        return new Seen(Target.of(object), object.getMetadata().getResourceVersion());
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
