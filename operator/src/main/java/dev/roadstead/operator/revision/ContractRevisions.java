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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One ControllerRevision for each version that is served, with its contract as it was accepted; it never changes. Its name tells
 * it from others to people only: two contracts that share a few digits of a hash are found in minutes, so which contract it holds
 * is known by what it holds. That is read once, and then remembered by its whole hash.
 */
public final class ContractRevisions implements ServedContracts {

    private static final Logger log = LoggerFactory.getLogger(ContractRevisions.class);
    /** Enough for all that can be held at once; more only cost a read. */
    private static final int REMEMBERED = 512;
    /** Hashes are short; without one, each look at a contract that did not change would cost a read. */
    private static final int REMEMBERED_HASHES = 65_536;

    /** Of a hash in a name; as many as fit behind the longest name of a port. */
    private static final int DIGITS = 10;

    private record Key(String namespace, String name) {}

    private final KubernetesClient client;
    private final Map<Key, Contract> read = Collections.synchronizedMap(new Recent<>(REMEMBERED));
    private final Map<Key, String> hashes = Collections.synchronizedMap(new Recent<>(REMEMBERED_HASHES));

    public ContractRevisions(KubernetesClient client) {
        this.client = client;
    }

    /** The name under which a version's contract, which must be there, is kept, unless another contract has it already. */
    public String nameOf(OutputPort port, OutputPortSpec.Version version) {
        return names(port, version).getFirst();
    }

    /**
     * Whether this contract is kept under this name.
     *
     * @throws KubernetesClientException if that can't be read now
     */
    public boolean holds(String namespace, String name, Contract contract) {
        return holds(new Key(namespace, name), hash(contract));
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
        if (accepted == null) {
            return version;
        }
        try {
            Contract written = version.contract();
            return written != null && holds(port.getMetadata().getNamespace(), accepted, written)
                    ? version
                    : read(port.getMetadata().getNamespace(), accepted)
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
            remember(key, known);
        }
        return Optional.of(known);
    }

    /** Keeps the contract of a version, if it is not kept already, and tells its name. */
    public String keep(OutputPort port, OutputPortSpec.Version version) {
        for (String name : names(port, version)) {
            if (keep(port, contract(version), name)) {
                return name;
            }
        }
        throw new IllegalStateException(
                "ControllerRevisions of other contracts have every name that the contract of version " + version.name()
                        + " of OutputPort " + port.getMetadata().getName() + " could have");
    }

    /** Whether it is kept under this name now; not if another contract is. */
    private boolean keep(OutputPort port, Contract contract, String name) {
        var key = new Key(port.getMetadata().getNamespace(), name);
        if (hashes.containsKey(key)) {
            return holds(key, hash(contract));
        }
        try {
            client.resource(revision(port, contract, name)).create();
            remember(key, contract);
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
            return holds(key, hash(contract));
        }
    }

    private ControllerRevision revision(OutputPort port, Contract contract, String name) {
        var serialization = client.getKubernetesSerialization();
        return new ControllerRevisionBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(port.getMetadata().getNamespace())
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
    }

    /** Gives up a contract that is served no longer. */
    public void forget(String namespace, String name) {
        var key = new Key(namespace, name);
        read.remove(key);
        hashes.remove(key);
        client.apps()
                .controllerRevisions()
                .inNamespace(namespace)
                .withName(name)
                .delete();
    }

    private boolean holds(Key key, String hash) {
        if (!hashes.containsKey(key)) {
            read(key.namespace(), key.name()).ifPresent(contract -> remember(key, contract));
        }
        return hash.equals(hashes.get(key));
    }

    private void remember(Key key, Contract contract) {
        read.put(key, contract);
        hashes.put(key, hash(contract));
    }

    /** Port, version and some digits of the contract's hash: the first ones, and for as long as these are taken the next ones. */
    private List<String> names(OutputPort port, OutputPortSpec.Version version) {
        String hash = hash(contract(version));
        return IntStream.range(0, hash.length() / DIGITS)
                .mapToObj(part -> port.getMetadata().getName() + "-" + version.name() + "-"
                        + hash.substring(part * DIGITS, (part + 1) * DIGITS))
                .toList();
    }

    private static Contract contract(OutputPortSpec.Version version) {
        return Objects.requireNonNull(version.contract(), "only a contract that is there is kept");
    }

    private String hash(Contract contract) {
        String json = client.getKubernetesSerialization().asJson(contract);
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(json.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** What was asked for most recently. */
    private static final class Recent<V> extends LinkedHashMap<Key, V> {

        private static final long serialVersionUID = 1;

        private final int most;

        Recent(int most) {
            super(16, 0.75f, true);
            this.most = most;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, V> eldest) {
            return size() > most;
        }
    }
}
