package dev.roadstead.operator.answers;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.Guardrail;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.Policy;
import dev.roadstead.operator.backend.BackendRegistry;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.request.RequestResolver;
import dev.roadstead.operator.revision.ServedContracts;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The mesh as one account sees it at one moment.
 *
 * @param catalogue what could be listed
 * @param listed for a kind that could not be listed everywhere, the namespaces where it could
 * @param gaps what could not be listed, in sentences
 */
public record MeshView(Catalogue catalogue, Map<Class<?>, Set<String>> listed, List<String> gaps) {

    public MeshView {
        listed = Map.copyOf(listed);
        gaps = List.copyOf(gaps);
    }

    /** Whether all objects of the kind in that namespace are known. */
    public boolean sees(Class<? extends HasMetadata> kind, @Nullable String namespace) {
        Set<String> namespaces = listed.get(kind);
        return namespaces == null || (namespace != null && namespaces.contains(namespace));
    }

    /** Whether all objects of the kind are known. */
    public boolean seesAll(Class<? extends HasMetadata> kind) {
        return !listed.containsKey(kind);
    }

    /** Whether the caller sees all that decides about a request; otherwise only its status can tell. */
    public boolean seesWhatDecides(AccessRequest request) {
        String namespace = namespaceOf(request.getSpec().portRef().domain()).orElse(null);
        return seesAll(Domain.class)
                && seesAll(Guardrail.class)
                && (namespace == null
                        || Stream.of(OutputPort.class, DataProduct.class, Policy.class)
                                .allMatch(kind -> sees(kind, namespace)));
    }

    /**
     * What finds what a request names. No store is open, so the statuses tell where data lies; whoever read the ports has given
     * them the contracts that they are served by.
     */
    public RequestResolver resolver() {
        return new RequestResolver(catalogue, new BackendRegistry(catalogue), ServedContracts.AS_WRITTEN);
    }

    /** The namespace of a domain; empty if there is no such domain as far as can be seen. */
    public Optional<String> namespaceOf(String domain) {
        return catalogue.domain(domain).map(Catalogue::namespaceOf);
    }

    /** The domain that a request is of. */
    public String domainOf(AccessRequest request) {
        String namespace = request.getMetadata().getNamespace();
        return catalogue
                .domainOf(namespace)
                .map(domain -> domain.getMetadata().getName())
                .or(() -> Optional.ofNullable(request.getStatus()).flatMap(s -> Optional.ofNullable(s.domain())))
                .orElse(namespace);
    }
}
