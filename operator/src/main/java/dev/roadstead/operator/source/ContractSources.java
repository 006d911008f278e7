package dev.roadstead.operator.source;

import dev.roadstead.api.v1alpha1.ContractSource;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.operator.status.Reason;
import dev.roadstead.operator.status.Refusal;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds the contracts of a port, wherever they stand. Only the port asks it, in its reconcile and before it is stored: all others go
 * by what the reconcile has accepted, {@link dev.roadstead.operator.revision.ServedContracts}, so that nothing a ConfigMap says is
 * ever served unjudged.
 */
public final class ContractSources implements AutoCloseable {

    private final KubernetesClient client;
    private final ContractWatches watches;

    public ContractSources(KubernetesClient client, ContractWatches watches) {
        this.client = client;
        this.watches = watches;
    }

    /** The versions of a port with their contracts as they are now. A change after that will be told. */
    public PortSources of(OutputPort port) {
        String namespace = port.getMetadata().getNamespace();
        // Before the read: what changes after it must be told.
        PortSources found = read(port, version -> true, () -> watches.watch(namespace));
        settle(namespace);
        return found;
    }

    /**
     * The versions of a port that is about to be stored, with the contracts of those that would get theirs from elsewhere than
     * before. What lies where it was is not read: it may be as it is, whatever else is changed. Nothing is watched for it.
     */
    public PortSources proposed(OutputPort port, @Nullable OutputPort before) {
        return read(port, version -> isFromElsewhere(version, before), () -> {});
    }

    private static boolean isFromElsewhere(OutputPortSpec.Version version, @Nullable OutputPort before) {
        return before == null
                || before.getSpec().versions().stream()
                        .filter(known -> known.name().equals(version.name()) && known.servedOrDefault())
                        .noneMatch(known -> Objects.equals(known.contractFrom(), version.contractFrom()));
    }

    private PortSources read(OutputPort port, Predicate<OutputPortSpec.Version> wanted, Runnable first) {
        String namespace = port.getMetadata().getNamespace();
        List<OutputPortSpec.Version> versions = new ArrayList<>();
        List<Refusal> missing = new ArrayList<>();
        boolean retry = false;
        Map<String, @Nullable ConfigMap> read = new HashMap<>();
        for (OutputPortSpec.Version version : port.getSpec().versions()) {
            ContractSource source = version.contractFrom();
            if (source == null || !version.servedOrDefault() || !wanted.test(version)) {
                versions.add(version);
                continue;
            }
            try {
                first.run();
                String name = source.configMapKeyRef().name();
                ConfigMap map = read.containsKey(name) ? read.get(name) : get(namespace, name);
                read.put(name, map);
                ContractFile file = ContractFile.of(version.name(), source, map);
                versions.add(file.in(version));
                if (file instanceof ContractFile.Missing none) {
                    missing.add(none.refusal());
                }
            } catch (KubernetesClientException e) {
                retry = true;
                versions.add(version);
                missing.add(unread(version, source, e));
            }
        }
        return new PortSources(versions, missing, retry);
    }

    /** Stops watching a namespace in which no port needs it. */
    public void settle(String namespace) {
        watches.settle(namespace);
    }

    @Override
    public void close() {
        watches.close();
    }

    private @Nullable ConfigMap get(String namespace, String name) {
        return client.configMaps().inNamespace(namespace).withName(name).get();
    }

    private static Refusal unread(OutputPortSpec.Version version, ContractSource source, KubernetesClientException e) {
        return new Refusal(
                Reason.PENDING,
                "spec.versions[" + version.name() + "].contractFrom: ConfigMap "
                        + source.configMapKeyRef().name() + " can't be read now (HTTP " + e.getCode()
                        + "); it is tried again. If it stays, check the rights of the ClusterRole"
                        + " roadstead-operator-domain");
    }
}
