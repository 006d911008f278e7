package dev.roadstead.operator.reconcile.storeclass;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.DataProductSpec;
import dev.roadstead.api.v1alpha1.DataProductStatus;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.operator.backend.Claims;
import dev.roadstead.operator.backend.GrantKey;
import dev.roadstead.operator.backend.StoreKey;
import dev.roadstead.operator.backend.Subject;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.request.GrantKeys;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a set of objects asks for. Generous: whichever Domain may own a namespace, its objects count, and so does one that is
 * being deleted. Its own reconciler decides about an object that exists; here only what has none is found.
 */
final class LiveClaims implements Claims {
    private record Port(String domain, String name) {}

    private final Map<String, Set<String>> domainsOfNamespaces = new HashMap<>();
    private final Set<GrantKey> grants = new HashSet<>();
    private final Set<Subject> subjects = new HashSet<>();
    private final Set<Port> ports = new HashSet<>();
    private final Set<StoreKey> stores = new HashSet<>();

    private LiveClaims(Stream<Domain> domains) {
        domains.forEach(domain -> domainsOfNamespaces
                .computeIfAbsent(Catalogue.namespaceOf(domain), namespace -> new HashSet<>())
                .add(domain.getMetadata().getName()));
    }

    static LiveClaims of(
            Stream<Domain> domains,
            Stream<DataProduct> products,
            Stream<OutputPort> ports,
            Stream<AccessRequest> requests) {
        var claims = new LiveClaims(domains);
        products.forEach(claims::product);
        ports.forEach(port -> claims.domains(port.getMetadata().getNamespace())
                .forEach(domain ->
                        claims.ports.add(new Port(domain, port.getMetadata().getName()))));
        requests.forEach(claims::request);
        return claims;
    }

    static LiveClaims of(Catalogue catalogue) {
        return of(catalogue.domains(), catalogue.products(), catalogue.ports(), catalogue.requests());
    }

    private Set<String> domains(String namespace) {
        return domainsOfNamespaces.getOrDefault(namespace, Set.of());
    }

    private void product(DataProduct product) {
        List<DataProductStatus.Store> bound =
                product.getStatus() == null ? List.of() : product.getStatus().stores();
        for (String domain : domains(product.getMetadata().getNamespace())) {
            Stream.concat(
                            product.getSpec().stores().stream().map(DataProductSpec.Store::name),
                            bound.stream().map(DataProductStatus.Store::name))
                    .forEach(store -> stores.add(
                            new StoreKey(domain, product.getMetadata().getName(), store)));
        }
    }

    private void request(AccessRequest request) {
        Set<String> domains = new HashSet<>(domains(request.getMetadata().getNamespace()));
        if (request.getStatus() != null && request.getStatus().domain() != null) {
            domains.add(request.getStatus().domain());
        }
        for (String domain : domains) {
            GrantKey key = GrantKeys.of(request, domain);
            grants.add(key);
            subjects.add(key.subject());
        }
    }

    @Override
    public boolean grant(GrantKey key) {
        return grants.contains(key);
    }

    @Override
    public boolean subject(Subject subject) {
        return subjects.contains(subject);
    }

    @Override
    public boolean port(String domain, String port) {
        return ports.contains(new Port(domain, port));
    }

    @Override
    public boolean store(StoreKey key) {
        return stores.contains(key);
    }
}
