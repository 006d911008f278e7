package dev.roadstead.operator.manifest;

import dev.roadstead.api.v1alpha1.Contract;
import dev.roadstead.api.v1alpha1.ContractSource;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.operator.kube.KubernetesClients;
import dev.roadstead.operator.revision.ServedContracts;
import dev.roadstead.operator.source.ContractFile;
import dev.roadstead.operator.status.Refusal;
import dev.roadstead.operator.whatif.ObjectName;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Contracts that lie in ConfigMaps among the manifests. A change of one is a change of each port that takes its contract from it. */
public final class FiledContracts {

    private final KubernetesSerialization serialization = KubernetesClients.serialization();
    private final Map<String, ConfigMap> maps = new TreeMap<>();

    /**
     * @param namespace of objects that name none
     * @throws ManifestException naming a ConfigMap that is none
     */
    public FiledContracts(List<Document> documents, String namespace) throws ManifestException {
        for (Document document : documents) {
            if (document.kind().equals("ConfigMap") && document.apiVersion().equals("v1")) {
                String place = Objects.requireNonNullElse(document.metadata("namespace"), namespace);
                maps.put(place + "/" + document.metadata("name"), read(document));
            }
        }
    }

    private ConfigMap read(Document document) throws ManifestException {
        try {
            return serialization.unmarshal(serialization.asJson(document.content()), ConfigMap.class);
        } catch (RuntimeException e) {
            throw new ManifestException(
                    "-f: " + document.place()
                            + ": the ConfigMap can't be read; kubectl apply --dry-run=client tells why",
                    e);
        }
    }

    /** Why contracts of the port can't be read from these files. */
    public List<Refusal> refusals(OutputPort port) {
        return missing(port).map(ContractFile.Missing::refusal).toList();
    }

    /** Everything that keeps contracts of the port from being read from these files, each with its field. */
    public List<String> faults(OutputPort port) {
        return missing(port).flatMap(missing -> missing.faults().stream()).toList();
    }

    private Stream<ContractFile.Missing> missing(OutputPort port) {
        return filed(port).filter(ContractFile.Missing.class::isInstance).map(ContractFile.Missing.class::cast);
    }

    /**
     * What can't be said of the port, because a ConfigMap is not among the files.
     *
     * @param known the port as it is; null if it is new
     */
    public List<String> gaps(OutputPort port, @Nullable OutputPort known) {
        return versions(port)
                .filter(version -> map(port, version) == null)
                .filter(version -> known == null
                        || known.getSpec().versions().stream()
                                .noneMatch(before -> before.name().equals(version.name())
                                        && Objects.equals(before.contractFrom(), version.contractFrom())))
                .map(version -> ObjectName.of(port) + ": the contract of " + version.name() + " lies in ConfigMap "
                        + source(version).configMapKeyRef().name() + ", which is not among the files")
                .toList();
    }

    /**
     * The objects with the contracts of these files, and with them the ports that only a ConfigMap changes. What a version is served
     * by already stays out, so that it counts as no change.
     *
     * @param known the ports there are
     * @param served the contracts they are served by
     */
    public List<CustomResource<?, ?>> in(
            List<CustomResource<?, ?>> objects, Stream<OutputPort> known, ServedContracts served) {
        Map<ObjectName, OutputPort> ports =
                known.collect(Collectors.toMap(ObjectName::of, Function.identity(), (a, b) -> a, TreeMap::new));
        List<CustomResource<?, ?>> resolved = new ArrayList<>();
        for (CustomResource<?, ?> object : objects) {
            OutputPort before = ports.remove(ObjectName.of(object));
            resolved.add(object instanceof OutputPort port ? in(port, before, served) : object);
        }
        for (OutputPort port : ports.values()) {
            OutputPort changed = in(port, port, served);
            if (!changed.getSpec().equals(port.getSpec())) {
                resolved.add(changed);
            }
        }
        return resolved;
    }

    private OutputPort in(OutputPort port, @Nullable OutputPort known, ServedContracts served) {
        if (versions(port).noneMatch(version -> map(port, version) != null)) {
            return port;
        }
        var copy = new OutputPort();
        copy.setMetadata(port.getMetadata());
        copy.setStatus(port.getStatus());
        copy.setSpec(port.getSpec()
                .withVersions(port.getSpec().versions().stream()
                        .map(version -> in(port, version, known, served))
                        .toList()));
        return copy;
    }

    private OutputPortSpec.Version in(
            OutputPort port, OutputPortSpec.Version version, @Nullable OutputPort known, ServedContracts served) {
        Contract contract = file(port, version)
                .filter(ContractFile.Found.class::isInstance)
                .map(file -> ((ContractFile.Found) file).contract())
                .orElse(null);
        Contract now = known == null ? null : served(known, version.name(), served);
        return contract == null || contract.equals(now) ? version : version.withContract(contract);
    }

    private static @Nullable Contract served(OutputPort known, String name, ServedContracts served) {
        return known.getSpec().versions().stream()
                .filter(version -> version.name().equals(name))
                .flatMap(version -> Stream.ofNullable(served.of(known, version).contract()))
                .findFirst()
                .orElse(null);
    }

    private Stream<ContractFile> filed(OutputPort port) {
        return versions(port).flatMap(version -> file(port, version).stream());
    }

    private Optional<ContractFile> file(OutputPort port, OutputPortSpec.Version version) {
        return version.contractFrom() == null || !version.servedOrDefault()
                ? Optional.empty()
                : Optional.ofNullable(map(port, version))
                        .map(map -> ContractFile.of(version.name(), source(version), map));
    }

    private static Stream<OutputPortSpec.Version> versions(OutputPort port) {
        return port.getSpec().versions().stream()
                .filter(version -> version.contractFrom() != null && version.servedOrDefault());
    }

    private static ContractSource source(OutputPortSpec.Version version) {
        return Objects.requireNonNull(version.contractFrom());
    }

    private @Nullable ConfigMap map(OutputPort port, OutputPortSpec.Version version) {
        return maps.get(port.getMetadata().getNamespace() + "/"
                + source(version).configMapKeyRef().name());
    }
}
