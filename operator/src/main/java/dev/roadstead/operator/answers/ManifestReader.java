package dev.roadstead.operator.answers;

import dev.roadstead.api.v1alpha1.Api;
import dev.roadstead.api.v1alpha1.ContractSource;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.operator.answers.AnswerException.Kind;
import dev.roadstead.operator.kube.KubernetesClients;
import dev.roadstead.operator.manifest.Document;
import dev.roadstead.operator.manifest.DocumentReader;
import dev.roadstead.operator.manifest.FiledCatalogue;
import dev.roadstead.operator.manifest.ManifestException;
import dev.roadstead.operator.manifest.ManifestFiles;
import dev.roadstead.operator.source.ContractFile;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads a mesh from manifests, without a cluster. Objects of other groups are passed over, but ConfigMaps with contracts. */
public final class ManifestReader {

    private final KubernetesSerialization serialization = KubernetesClients.serialization();
    private final List<HasMetadata> objects = new ArrayList<>();
    private final List<ConfigMap> configMaps = new ArrayList<>();

    /**
     * What stands in these files, and in the manifests of these directories and those below.
     *
     * @throws AnswerException naming the file that can't be read
     */
    public MeshView read(Collection<Path> paths) throws AnswerException {
        for (Path path : paths) {
            for (Path file : files(path)) {
                parse(file);
            }
        }
        for (OutputPort port : of(OutputPort.class)) {
            resolve(port);
        }
        return new MeshView(FiledCatalogue.of(objects), Map.of(), List.of());
    }

    private <T extends HasMetadata> List<T> of(Class<T> kind) {
        return objects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static List<Path> files(Path path) throws AnswerException {
        try {
            return ManifestFiles.of(path);
        } catch (ManifestException e) {
            throw wrong(e);
        }
    }

    private void parse(Path file) throws AnswerException {
        for (Document document : documents(file)) {
            Object object = object(document);
            if (object instanceof ConfigMap map && map.getMetadata() != null) {
                configMaps.add(map);
            } else if (object instanceof HasMetadata known
                    && known.getApiVersion().startsWith(Api.GROUP + "/")) {
                complete(file, known);
            }
        }
    }

    private static List<Document> documents(Path file) throws AnswerException {
        try {
            return new DocumentReader().read(List.of(file));
        } catch (ManifestException e) {
            throw wrong(e);
        }
    }

    private Object object(Document document) throws AnswerException {
        try {
            return serialization.unmarshal(serialization.asJson(document.content()));
        } catch (RuntimeException e) {
            throw new AnswerException(
                    Kind.WRONG_NAME,
                    "-f: " + document.place() + " is no Kubernetes object; kubectl apply --dry-run=server tells why",
                    e);
        }
    }

    /** Gives versions the contracts that they take from ConfigMaps, which must be among the manifests. */
    private void resolve(OutputPort port) throws AnswerException {
        var versions = new ArrayList<OutputPortSpec.Version>();
        for (OutputPortSpec.Version version : port.getSpec().versions()) {
            if (version.contractFrom() == null) {
                versions.add(version);
                continue;
            }
            ContractSource source = version.contractFrom();
            ContractFile file = ContractFile.of(version.name(), source, configMap(port, source));
            if (file instanceof ContractFile.Missing missing) {
                throw new AnswerException(
                        Kind.WRONG_NAME,
                        "-f: OutputPort " + port.getMetadata().getName() + ", "
                                + missing.refusal().message());
            }
            versions.add(file.in(version));
        }
        port.setSpec(port.getSpec().withVersions(versions));
    }

    private @Nullable ConfigMap configMap(OutputPort port, ContractSource source) {
        return configMaps.stream()
                .filter(map ->
                        source.configMapKeyRef().name().equals(map.getMetadata().getName())
                                && Objects.equals(
                                        map.getMetadata().getNamespace(),
                                        port.getMetadata().getNamespace()))
                .findFirst()
                .orElse(null);
    }

    private void complete(Path file, HasMetadata object) throws AnswerException {
        boolean named = object.getMetadata() != null && object.getMetadata().getName() != null;
        boolean specified = !(object instanceof io.fabric8.kubernetes.client.CustomResource<?, ?> custom)
                || custom.getSpec() != null;
        if (!named || !specified) {
            throw new AnswerException(
                    Kind.WRONG_NAME,
                    "-f: " + file + " holds a " + object.getKind() + " without metadata.name or spec; add them");
        }
        objects.add(object);
    }

    private static AnswerException wrong(ManifestException e) {
        return new AnswerException(Kind.WRONG_NAME, String.valueOf(e.getMessage()), e);
    }
}
