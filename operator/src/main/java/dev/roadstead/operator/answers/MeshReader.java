package dev.roadstead.operator.answers;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.DomainSpec;
import dev.roadstead.api.v1alpha1.DomainStatus;
import dev.roadstead.api.v1alpha1.Guardrail;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.Policy;
import dev.roadstead.api.v1alpha1.StoreClass;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.kube.ListedCache;
import dev.roadstead.operator.kube.NamespaceHolders;
import dev.roadstead.operator.revision.ContractRevisions;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Lists what an account may list: everywhere if it may, else in the namespaces where it may. */
public final class MeshReader {

    private final KubernetesClient client;
    private final Set<String> candidates = new TreeSet<>();
    private final Map<Class<?>, Set<String>> listed = new HashMap<>();
    private final List<String> gaps = new ArrayList<>();

    /**
     * Reads with the rights of the client.
     *
     * @param domains those the question is about; where Domains can't be listed, they are taken to have a namespace of the
     *     same name
     */
    public MeshReader(KubernetesClient client, Collection<String> domains) {
        this.client = client;
        candidates.addAll(domains);
        if (client.getNamespace() != null) {
            candidates.add(client.getNamespace());
        }
    }

    /** What can be seen now; ports with the contracts that consumers have, so that a change that is held back is left out. */
    public MeshView read() throws AnswerException {
        return read(true);
    }

    /** What can be seen now, ports as they are written. */
    public MeshView readAsWritten() throws AnswerException {
        return read(false);
    }

    private MeshView read(boolean served) throws AnswerException {
        var catalogue = new Catalogue(new NamespaceHolders());
        List<Domain> domains = clusterWide(Domain.class);
        domains.forEach(domain -> candidates.add(Catalogue.namespaceOf(domain)));
        catalogue.add(StoreClass.class, new ListedCache<>(clusterWide(StoreClass.class)));
        catalogue.add(Guardrail.class, new ListedCache<>(clusterWide(Guardrail.class)));
        List<DataProduct> products = everywhere(DataProduct.class);
        List<OutputPort> ports = everywhere(OutputPort.class);
        if (served) {
            ports.forEach(this::asServed);
        }
        List<AccessRequest> requests = everywhere(AccessRequest.class);
        catalogue.add(DataProduct.class, new ListedCache<>(products));
        catalogue.add(OutputPort.class, new ListedCache<>(ports));
        catalogue.add(Policy.class, new ListedCache<>(everywhere(Policy.class)));
        catalogue.add(AccessRequest.class, new ListedCache<>(requests));
        catalogue.add(
                Domain.class,
                new ListedCache<>(listed.containsKey(Domain.class) ? assumed(products, ports, requests) : domains));
        return new MeshView(catalogue, listed, gaps);
    }

    private void asServed(OutputPort port) {
        var contracts = new ContractRevisions(client);
        port.setSpec(port.getSpec()
                .withVersions(port.getSpec().versions().stream()
                        .map(version -> contracts.of(port, version))
                        .toList()));
    }

    private <T extends HasMetadata> List<T> clusterWide(Class<T> kind) throws AnswerException {
        try {
            return client.resources(kind).list().getItems();
        } catch (KubernetesClientException e) {
            forbiddenOnly(kind, e);
            listed.put(kind, Set.of());
            gaps.add("your account may not list " + plural(kind)
                    + (kind == Domain.class ? ", so each domain is taken to have the namespace of its own name" : "")
                    + ASK);
            return List.of();
        }
    }

    private <T extends HasMetadata> List<T> everywhere(Class<T> kind) throws AnswerException {
        try {
            return client.resources(kind).inAnyNamespace().list().getItems();
        } catch (KubernetesClientException e) {
            forbiddenOnly(kind, e);
        }
        var found = new ArrayList<T>();
        var namespaces = new TreeSet<String>();
        for (String namespace : candidates) {
            try {
                found.addAll(
                        client.resources(kind).inNamespace(namespace).list().getItems());
                namespaces.add(namespace);
            } catch (KubernetesClientException e) {
                forbiddenOnly(kind, e);
            }
        }
        listed.put(kind, namespaces);
        gaps.add("your account may list " + plural(kind)
                + (namespaces.isEmpty() ? " nowhere" : " only in namespace " + String.join(", ", namespaces)) + ASK);
        return found;
    }

    private static final String ASK = "; the ClusterRole roadstead-auditor allows it";

    private static void forbiddenOnly(Class<? extends HasMetadata> kind, KubernetesClientException e)
            throws AnswerException {
        if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
            return;
        }
        throw new AnswerException(
                AnswerException.Kind.NOT_ALLOWED,
                e.getCode() == HttpURLConnection.HTTP_NOT_FOUND
                        ? "this cluster does not know " + plural(kind) + "; is it the right one? check --context"
                        : "can't list " + plural(kind) + ": " + cause(e) + "; check --kubeconfig and --context",
                e);
    }

    private static String cause(KubernetesClientException e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    private static String plural(Class<? extends HasMetadata> kind) {
        return HasMetadata.getFullResourceName(kind);
    }

    /** Stand-ins for Domains that can't be read: the statuses of their objects name them. */
    private List<Domain> assumed(List<DataProduct> products, List<OutputPort> ports, List<AccessRequest> requests) {
        var namespaces = new HashMap<String, String>();
        candidates.forEach(name -> namespaces.put(name, name));
        ports.forEach(port -> namespaces.putIfAbsent(
                port.getMetadata().getNamespace(), port.getMetadata().getNamespace()));
        requests.stream()
                .filter(request -> request.getStatus() != null)
                .forEach(request -> named(
                        namespaces,
                        request.getMetadata().getNamespace(),
                        request.getStatus().domain()));
        products.stream()
                .filter(product -> product.getStatus() != null)
                .forEach(product -> named(
                        namespaces,
                        product.getMetadata().getNamespace(),
                        product.getStatus().domain()));
        return namespaces.entrySet().stream()
                .map(entry -> assumed(entry.getValue(), entry.getKey()))
                .toList();
    }

    private static void named(Map<String, String> namespaces, String namespace, @Nullable String domain) {
        if (domain != null) {
            namespaces.put(namespace, domain);
        }
    }

    private static Domain assumed(String name, String namespace) {
        var domain = new Domain();
        domain.setMetadata(new ObjectMetaBuilder().withName(name).build());
        domain.setSpec(new DomainSpec(null, namespace, null, List.of(), List.of(), List.of()));
        domain.setStatus(new DomainStatus(null, List.of(), namespace, null, null, null, null, null));
        return domain;
    }
}
