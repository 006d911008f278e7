package dev.roadstead.bench;

import dev.roadstead.api.v1alpha1.AccessRequest;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** When each request was created, and when it was seen to be ready. */
final class ReadyWatch implements Watcher<AccessRequest>, AutoCloseable {

    private final Map<String, Long> created = new ConcurrentHashMap<>();
    private final Map<String, Long> ready = new ConcurrentHashMap<>();
    private final Watch watch;

    ReadyWatch(KubernetesClient client) {
        this.watch = client.resources(AccessRequest.class).inAnyNamespace().watch(this);
    }

    void created(String name) {
        created.put(name, System.nanoTime());
    }

    /** How many of those created are ready. */
    int ready() {
        return (int) created.keySet().stream().filter(ready::containsKey).count();
    }

    /** The time from creation to ready that this part of all stays below, in seconds. */
    double quantile(double part) {
        double[] times = created.entrySet().stream()
                .mapToDouble(entry -> (ready.get(entry.getKey()) - entry.getValue()) / 1e9)
                .toArray();
        Arrays.sort(times);
        return times[(int) Math.min(times.length - 1, Math.ceil(part * times.length) - 1)];
    }

    @Override
    public void eventReceived(Action action, AccessRequest request) {
        if (BenchMesh.isReady(request)) {
            ready.putIfAbsent(request.getMetadata().getName(), System.nanoTime());
        }
    }

    @Override
    public void onClose(WatcherException cause) {
        System.err.println("the bench's watch has ended: " + cause);
    }

    @Override
    public void close() {
        watch.close();
    }
}
