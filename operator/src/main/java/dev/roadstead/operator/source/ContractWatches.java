package dev.roadstead.operator.source;

import dev.roadstead.api.v1alpha1.ContractSource;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.kube.Wakeups;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Wakes ports when a ConfigMap changes that one of their contracts lies in. A namespace is watched once a port in it names a
 * ConfigMap, and only ConfigMaps with the label; a mesh that has its contracts in specs watches none.
 */
public final class ContractWatches implements AutoCloseable {

    private static final Duration FIRST_LIST = Duration.ofSeconds(20);

    private final KubernetesClient client;
    private final Catalogue catalogue;
    private final Wakeups wakeups;
    private final Map<String, SharedIndexInformer<ConfigMap>> informers = new ConcurrentHashMap<>();

    public ContractWatches(KubernetesClient client, Catalogue catalogue, Wakeups wakeups) {
        this.client = client;
        this.catalogue = catalogue;
        this.wakeups = wakeups;
    }

    /**
     * Watches the namespace from now on; returns once every later change will be told.
     *
     * @throws KubernetesClientException if it can't be watched now
     */
    void watch(String namespace) {
        // Under the key's lock: two ports that come at once share the wait for the first list.
        informers.computeIfAbsent(namespace, this::started);
    }

    /** Stops watching where no port names a ConfigMap any more. */
    void settle(String namespace) {
        if (informers.containsKey(namespace)
                && catalogue.portsIn(namespace).stream()
                        .filter(port -> !port.isMarkedForDeletion())
                        .noneMatch(ContractWatches::isFromElsewhere)) {
            SharedIndexInformer<ConfigMap> informer = informers.remove(namespace);
            if (informer != null) {
                informer.stop();
            }
        }
    }

    @Override
    public void close() {
        informers.values().forEach(SharedIndexInformer::stop);
        informers.clear();
    }

    private SharedIndexInformer<ConfigMap> started(String namespace) {
        var told = new Told();
        SharedIndexInformer<ConfigMap> informer = client.configMaps()
                .inNamespace(namespace)
                .withLabel(ContractSource.LABEL, "true")
                .runnableInformer(0);
        // Once it runs, it is never given up: a lost connection is not the end of a contract.
        informer.exceptionHandler((started, failure) -> started).addEventHandler(told);
        try {
            informer.start().toCompletableFuture().get(FIRST_LIST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            informer.stop();
            throw e.getCause() instanceof KubernetesClientException known
                    ? known
                    : new KubernetesClientException("ConfigMaps of namespace " + namespace + " can't be watched", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            informer.stop();
            throw new KubernetesClientException("stopping", e);
        }
        told.begun = true;
        return informer;
    }

    private static boolean isFromElsewhere(OutputPort port) {
        return port.getSpec().versions().stream().anyMatch(version -> version.contractFrom() != null);
    }

    private void changed(ConfigMap map) {
        String namespace = map.getMetadata().getNamespace();
        String name = map.getMetadata().getName();
        catalogue.portsIn(namespace).stream()
                .filter(port -> port.getSpec().versions().stream()
                        .anyMatch(version -> version.contractFrom() != null
                                && version.contractFrom()
                                        .configMapKeyRef()
                                        .name()
                                        .equals(name)))
                .forEach(port -> wakeups.wake(
                        OutputPort.class, namespace, port.getMetadata().getName()));
    }

    /** What the first list holds is read by whoever asked for the watch, after it. */
    private final class Told implements ResourceEventHandler<ConfigMap> {

        private volatile boolean begun;

        @Override
        public void onAdd(ConfigMap map) {
            tell(map);
        }

        @Override
        public void onUpdate(ConfigMap old, ConfigMap now) {
            if (!old.getMetadata().getResourceVersion().equals(now.getMetadata().getResourceVersion())) {
                tell(now);
            }
        }

        @Override
        public void onDelete(ConfigMap map, boolean finalStateUnknown) {
            tell(map);
        }

        private void tell(ConfigMap map) {
            if (begun) {
                changed(map);
            }
        }
    }
}
