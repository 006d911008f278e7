package dev.roadstead.operator.answers;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.Api;
import dev.roadstead.api.v1alpha1.ContractSource;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.DomainSpec;
import dev.roadstead.api.v1alpha1.Guardrail;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.api.v1alpha1.Policy;
import dev.roadstead.api.v1alpha1.StoreClass;
import dev.roadstead.operator.answers.AnswerException.Kind;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.kube.KubernetesClients;
import dev.roadstead.operator.kube.ListedCache;
import dev.roadstead.operator.kube.NamespaceHolders;
import dev.roadstead.operator.manifest.ManifestException;
import dev.roadstead.operator.manifest.ManifestFiles;
import dev.roadstead.operator.source.ContractFile;
import dev.roadstead.operator.status.Refusal;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
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
        var catalogue = new Catalogue(new NamespaceHolders());
        List.of(
                        StoreClass.class,
                        Guardrail.class,
                        DataProduct.class,
                        OutputPort.class,
                        Policy.class,
                        AccessRequest.class)
                .forEach(kind -> add(catalogue, kind));
        catalogue.add(Domain.class, new ListedCache<>(domains()));
        return new MeshView(catalogue, Map.of(), List.of());
    }

    private <T extends HasMetadata> void add(Catalogue catalogue, Class<T> kind) {
        catalogue.add(kind, new ListedCache<>(of(kind)));
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
        Object parsed;
        try (InputStream in = Files.newInputStream(file)) {
            parsed = serialization.unmarshal(in);
        } catch (IOException e) {
            throw wrong(ManifestFiles.unreadable(file, e));
        } catch (RuntimeException e) {
            throw new AnswerException(
                    Kind.WRONG_NAME,
                    "-f: " + file
                            + " holds something that is no Kubernetes object; kubectl apply --dry-run=server tells"
                            + " where",
                    e);
        }
        List<?> found = parsed instanceof Collection<?> several
                ? List.copyOf(several)
                : parsed instanceof io.fabric8.kubernetes.api.model.KubernetesList list
                        ? list.getItems()
                        : parsed == null ? List.of() : List.of(parsed);
        for (Object object : found) {
            if (object instanceof ConfigMap map && map.getMetadata() != null) {
                configMaps.add(map);
            } else if (object instanceof HasMetadata known
                    && known.getApiVersion().startsWith(Api.GROUP + "/")) {
                complete(file, known);
            }
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
            if (file instanceof ContractFile.Missing(Refusal refusal)) {
                throw new AnswerException(
                        Kind.WRONG_NAME, "-f: OutputPort " + port.getMetadata().getName() + ", " + refusal.message());
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

    /** Those of the manifests; where none claims a namespace, the one of the namespace's name. */
    private List<Domain> domains() {
        var domains = new ArrayList<>(of(Domain.class));
        var open = new TreeSet<String>();
        objects.forEach(object -> {
            if (object.getMetadata().getNamespace() != null) {
                open.add(object.getMetadata().getNamespace());
            }
        });
        domains.forEach(domain -> open.remove(Catalogue.namespaceOf(domain)));
        for (String namespace : open) {
            var domain = new Domain();
            domain.setMetadata(new ObjectMetaBuilder().withName(namespace).build());
            domain.setSpec(new DomainSpec(null, null, null, List.of(), List.of(), List.of()));
            domains.add(domain);
        }
        return domains;
    }
}
