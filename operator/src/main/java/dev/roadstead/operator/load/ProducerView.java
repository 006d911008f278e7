package dev.roadstead.operator.load;

import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.DataProductSpec;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.operator.load.LoadException.Cause;
import dev.roadstead.operator.revision.ContractRevisions;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds a store as its producer sees it: with the rights of the kubeconfig, in the domain's own namespace. */
public final class ProducerView {

    private static final int FORBIDDEN = 403;

    private final KubernetesClient client;

    public ProducerView(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Looks up everything about a table.
     *
     * @param writerName the writer to load as; null: the only one the store has
     */
    public LoadTarget find(RelationAddress address, @Nullable String writerName) throws LoadException {
        var namespace = namespaceOf(address.domain());
        var product = get(DataProduct.class, namespace, address.product());
        var store = storeOf(product, address);
        var writer = writerOf(store, writerName, address);
        var secretName = writer.secretNameOrDefault(address.product(), address.store());
        var access = WriterAccess.of(namespace + "/" + secretName, secret(namespace, secretName));
        return new LoadTarget(address, access, contract(namespace, address));
    }

    /** The Domain decides whose namespace it is. A producer who may not read Domains has one named like the domain. */
    private String namespaceOf(String domain) throws LoadException {
        try {
            var found = client.resources(Domain.class).withName(domain).get();
            if (found == null) {
                throw new LoadException(
                        Cause.WRONG_ADDRESS,
                        "there is no domain " + domain
                                + " in this cluster; kubectl get domains.roadstead.dev lists them");
            }
            var namespace = found.getSpec().namespace();
            return namespace == null ? domain : namespace;
        } catch (KubernetesClientException e) {
            if (e.getCode() == FORBIDDEN) {
                return domain;
            }
            throw unreachable("read the domain " + domain, e);
        }
    }

    private static DataProductSpec.Store storeOf(DataProduct product, RelationAddress address) throws LoadException {
        var stores = product.getSpec().stores();
        return stores.stream()
                .filter(store -> store.name().equals(address.store()))
                .findFirst()
                .orElseThrow(() -> new LoadException(
                        Cause.WRONG_ADDRESS,
                        "the product " + address.domain() + "/" + address.product() + " has no store "
                                + address.store() + "; it has "
                                + listed(stores.stream()
                                        .map(DataProductSpec.Store::name)
                                        .toList())));
    }

    private static DataProductSpec.Writer writerOf(
            DataProductSpec.Store store, @Nullable String name, RelationAddress address) throws LoadException {
        var writers = store.writers();
        var names = writers.stream().map(DataProductSpec.Writer::name).toList();
        if (writers.isEmpty()) {
            throw new LoadException(
                    Cause.WRONG_ADDRESS,
                    "the store " + address.storeAddress() + " has no writers; add one to spec.stores[].writers of the"
                            + " DataProduct");
        }
        if (name == null && writers.size() > 1) {
            throw new LoadException(
                    Cause.WRONG_ADDRESS,
                    "the store " + address.storeAddress() + " has several writers; choose one with --writer: "
                            + listed(names));
        }
        return writers.stream()
                .filter(writer -> name == null || writer.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new LoadException(
                        Cause.WRONG_ADDRESS,
                        "the store " + address.storeAddress() + " has no writer " + name + "; it has "
                                + listed(names)));
    }

    private Map<String, String> secret(String namespace, String name) throws LoadException {
        Secret secret;
        try {
            secret = client.secrets().inNamespace(namespace).withName(name).get();
        } catch (KubernetesClientException e) {
            throw unreachable("read the writer's Secret " + namespace + "/" + name, e);
        }
        if (secret == null) {
            throw new LoadException(
                    Cause.NO_ACCESS,
                    "the writer's Secret " + namespace + "/" + name + " is not there yet; the conditions of the"
                            + " DataProduct in namespace " + namespace + " say what it waits for");
        }
        var decoded = new HashMap<String, String>();
        var data = secret.getData() == null ? Map.<String, String>of() : secret.getData();
        data.forEach((key, value) ->
                decoded.put(key, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
        return decoded;
    }

    /** The table has the columns of all served versions that name it; one of them may require what another does not. */
    private ContractColumns contract(String namespace, RelationAddress address) throws LoadException {
        List<OutputPort> ports;
        try {
            ports = client.resources(OutputPort.class)
                    .inNamespace(namespace)
                    .list()
                    .getItems();
        } catch (KubernetesClientException e) {
            throw unreachable("list the output ports of namespace " + namespace, e);
        }
        var required = new LinkedHashMap<String, Boolean>();
        var contracts = new ContractRevisions(client);
        ports.stream()
                .filter(port -> port.getSpec().dataProductName().equals(address.product()))
                .flatMap(port -> port.getSpec().versions().stream()
                        .filter(OutputPortSpec.Version::servedOrDefault)
                        .filter(version -> port.getSpec().storeOf(version).equals(address.store()))
                        .map(version -> version.contractFrom() == null ? version : contracts.of(port, version)))
                .flatMap(version -> Optional.ofNullable(version.contract()).stream())
                .flatMap(contract -> contract.schema().stream())
                .filter(relation -> relation.physicalNameOrDefault().equals(address.relation()))
                .flatMap(relation -> relation.properties().stream())
                .forEach(column -> required.merge(
                        column.name(), column.requiredOrDefault() || column.primaryKeyOrDefault(), Boolean::logicalOr));
        return new ContractColumns(required);
    }

    private <T extends HasMetadata> T get(Class<T> type, String namespace, String name) throws LoadException {
        T found;
        try {
            found = client.resources(type).inNamespace(namespace).withName(name).get();
        } catch (KubernetesClientException e) {
            throw unreachable("read the " + type.getSimpleName() + " " + namespace + "/" + name, e);
        }
        if (found == null) {
            throw new LoadException(
                    Cause.WRONG_ADDRESS,
                    "there is no " + type.getSimpleName() + " " + name + " in namespace " + namespace
                            + "; kubectl get dataproducts.roadstead.dev -n " + namespace + " lists them");
        }
        return found;
    }

    private static LoadException unreachable(String what, KubernetesClientException e) {
        var cause = e.getCode() == FORBIDDEN
                ? "your account in this cluster may not do that; the domain's owners may"
                : "check --kubeconfig and --context";
        return new LoadException(Cause.NO_ACCESS, "can't " + what + ": " + e.getMessage() + "; " + cause, e);
    }

    private static String listed(List<String> names) {
        return names.isEmpty() ? "none" : names.stream().collect(Collectors.joining(", "));
    }
}
