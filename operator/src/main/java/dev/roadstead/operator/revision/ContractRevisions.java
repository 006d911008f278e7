package dev.roadstead.operator.revision;

import dev.roadstead.api.v1alpha1.Contract;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.api.v1alpha1.OutputPortStatus;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One ControllerRevision for each version that is served, with its contract as it was accepted. Its name tells the contract, so
 * whether a spec holds the accepted one is known without reading; it is read only where they differ, and it never changes.
 */
public final class ContractRevisions implements ServedContracts {

    private static final Logger log = LoggerFactory.getLogger(ContractRevisions.class);
    /** Enough for all that can be held at once; more only cost a read. */
    private static final int REMEMBERED = 512;

    private static final int DIGITS = 10;

    private record Key(String namespace, String name) {}

    private final KubernetesClient client;
    private final Map<Key, Contract> read = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Contract> eldest) {
            return size() > REMEMBERED;
        }
    });

    public ContractRevisions(KubernetesClient client) {
        this.client = client;
    }

    /** The name under which a version's contract, which must be there, is kept: port, version and ten digits that tell the contract. */
    public String nameOf(OutputPort port, OutputPortSpec.Version version) {
        String json = client.getKubernetesSerialization().asJson(version.contract());
        return port.getMetadata().getName() + "-" + version.name() + "-" + digest(json);
    }

    /** The name of the contract that was accepted last; null if none was. */
    public static @Nullable String accepted(OutputPort port, String version) {
        OutputPortStatus status = port.getStatus();
        return status == null
                ? null
                : status.versions().stream()
                        .filter(known -> known.name().equals(version))
                        .map(OutputPortStatus.Version::revisionName)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null);
    }

    @Override
    public OutputPortSpec.Version of(OutputPort port, OutputPortSpec.Version version) {
        String accepted = accepted(port, version.name());
        if (accepted == null || (version.contract() != null && accepted.equals(nameOf(port, version)))) {
            return version;
        }
        try {
            return read(port.getMetadata().getNamespace(), accepted)
                    .map(version::withContract)
                    .orElse(version);
        } catch (KubernetesClientException e) {
            // The version is then not served by the contract that its status names, and what is granted stays as it is.
            log.debug(
                    "event=revision-unread namespace={} name={} code={}",
                    port.getMetadata().getNamespace(),
                    accepted,
                    e.getCode());
            return version;
        }
    }

    /** A contract that was accepted; empty if somebody has deleted it. */
    public Optional<Contract> read(String namespace, String name) {
        var key = new Key(namespace, name);
        Contract known = read.get(key);
        if (known == null) {
            ControllerRevision revision = client.apps()
                    .controllerRevisions()
                    .inNamespace(namespace)
                    .withName(name)
                    .get();
            if (revision == null || revision.getData() == null) {
                return Optional.empty();
            }
            var serialization = client.getKubernetesSerialization();
            known = serialization.unmarshal(serialization.asJson(revision.getData()), Contract.class);
            read.put(key, known);
        }
        return Optional.of(known);
    }

    /** Keeps the contract of a version, if it is not kept already. */
    public void keep(OutputPort port, OutputPortSpec.Version version) {
        Contract contract = Objects.requireNonNull(version.contract(), "only a contract that is there is kept");
        String namespace = port.getMetadata().getNamespace();
        String name = nameOf(port, version);
        var key = new Key(namespace, name);
        if (read.containsKey(key)) {
            return;
        }
        var serialization = client.getKubernetesSerialization();
        var revision = new ControllerRevisionBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .addToLabels("app.kubernetes.io/managed-by", "roadstead")
                .withOwnerReferences(new OwnerReferenceBuilder()
                        .withApiVersion(port.getApiVersion())
                        .withKind(port.getKind())
                        .withName(port.getMetadata().getName())
                        .withUid(port.getMetadata().getUid())
                        .build())
                .endMetadata()
                .withRevision(port.getMetadata().getGeneration())
                .withData(serialization.unmarshal(serialization.asJson(contract), Map.class))
                .build();
        try {
            client.resource(revision).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
        }
        read.put(key, contract);
    }

    /** Gives up a contract that is served no longer. */
    public void forget(String namespace, String name) {
        read.remove(new Key(namespace, name));
        client.apps()
                .controllerRevisions()
                .inNamespace(namespace)
                .withName(name)
                .delete();
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
