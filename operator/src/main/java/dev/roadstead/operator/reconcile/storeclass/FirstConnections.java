package dev.roadstead.operator.reconcile.storeclass;

import dev.roadstead.api.v1alpha1.StoreClass;
import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.operator.backend.KnownStore;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the stores of an operator that starts, side by side; says nothing to anybody but the log. */
final class FirstConnections {

    private static final Logger log = LoggerFactory.getLogger(FirstConnections.class);

    private final Settings settings;
    private final Sessions sessions;
    private final Function<StoreClass, KnownStore> known;

    /** @param known what the mesh remembers of a store */
    FirstConnections(Settings settings, Sessions sessions, Function<StoreClass, KnownStore> known) {
        this.settings = settings;
        this.sessions = sessions;
        this.known = known;
    }

    /** Returns when each store is open or known to be unusable, or after this time. */
    void open(Collection<StoreClass> storeClasses, Duration within) {
        ExecutorService threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("open-store-", 0).factory());
        storeClasses.forEach(storeClass -> threads.execute(() -> open(storeClass)));
        threads.shutdown();
        try {
            if (!threads.awaitTermination(within.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("event=stores-not-open seconds={} what lies in them waits", within.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void open(StoreClass storeClass) {
        if (StoreClassRules.check(storeClass).isPresent()) {
            return;
        }
        try {
            if (settings.of(storeClass) instanceof Settings.Result.Found found) {
                sessions.connect(found.settings(), known.apply(storeClass));
            }
        } catch (BackendException | KubernetesClientException e) {
            log.info(
                    "event=store-not-open class={} cause={}",
                    storeClass.getMetadata().getName(),
                    e.getMessage());
        }
    }
}
