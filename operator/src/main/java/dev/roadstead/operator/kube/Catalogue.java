package dev.roadstead.operator.kube;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.DataProductSpec;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.Guardrail;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.Policy;
import dev.roadstead.api.v1alpha1.StoreClass;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Read access to all our objects. Every kind is watched once, by its own controller, which hands its cache in here; so
 * a lookup across kinds costs no request and no second watch. What it returns belongs to the caches and must not be
 * changed.
 *
 * <p>Complete only once {@link StartGate} is open, which is before any reconcile begins.
 */
public final class Catalogue {

    // Names of indexes; fabric8 has one called "namespace" already.
    private static final String BY_NAMESPACE = "by-namespace";
    private static final String BY_PRODUCT = "by-product";
    private static final String BY_PORT = "by-port";
    private static final String BY_STORE_CLASS = "by-store-class";
    private static final String EVERY = "every";

    private final Map<Class<?>, IndexerResourceCache<?>> caches = new ConcurrentHashMap<>();
    private final NamespaceHolders holders;
    private volatile boolean closed;

    public Catalogue(NamespaceHolders holders) {
        this.holders = holders;
    }

    /** Takes a controller's cache in; called once by each controller before it starts. */
    public <T extends HasMetadata> void add(Class<T> kind, IndexerResourceCache<T> cache) {
        cache.addIndexers(indexers());
        caches.put(kind, cache);
    }

    /**
     * As it would be after some changes; this one is not changed. It costs with the changes, not with what is known.
     *
     * @param put objects that are there instead of those of their names, or beside the others
     * @param gone names and kinds of objects that are not there
     */
    public Catalogue with(Collection<? extends HasMetadata> put, Collection<? extends HasMetadata> gone) {
        Map<Class<?>, Map<ResourceID, Optional<HasMetadata>>> over = new HashMap<>();
        gone.forEach(object -> over.computeIfAbsent(object.getClass(), kind -> new HashMap<>())
                .put(ResourceID.fromResource(object), Optional.empty()));
        put.forEach(object -> over.computeIfAbsent(object.getClass(), kind -> new HashMap<>())
                .put(ResourceID.fromResource(object), Optional.of(object)));
        var changed = new Catalogue(holders);
        changed.caches.putAll(caches);
        over.forEach((kind, objects) -> changed.overlay(kind, objects));
        return changed;
    }

    @SuppressWarnings("unchecked") // an object is overlaid on the cache of its own class
    private <T extends HasMetadata> void overlay(Class<?> kind, Map<ResourceID, Optional<HasMetadata>> objects) {
        IndexerResourceCache<T> below = (IndexerResourceCache<T>) caches.get(kind);
        if (below == null) {
            below = new ListedCache<>(List.of());
            below.addIndexers(indexers());
        }
        var over = new OverlaidCache<>(below, (Map<ResourceID, Optional<T>>) (Map<?, ?>) objects);
        add((Class<T>) kind, over);
    }

    /** Every object of every kind. */
    public Stream<? extends HasMetadata> all() {
        return caches.values().stream().flatMap(IndexerResourceCache::list);
    }

    public Optional<Domain> domain(String name) {
        return get(Domain.class, null, name);
    }

    public Stream<Domain> domains() {
        return all(Domain.class);
    }

    /** Every Domain that claims the namespace, whether or not it holds it. */
    public List<Domain> claimantsOf(String namespace) {
        return by(Domain.class, BY_NAMESPACE, namespace);
    }

    /**
     * The Domain whose namespace this is: it claims it in its spec, and the mark on the Namespace is its own. The
     * Domain's reconciler reads that mark and records it; until it has, after a start, the Domain's status is trusted.
     * Labels on the namespace are never asked. A Domain that
     * is being deleted has no namespace any more.
     */
    public Optional<Domain> domainOf(String namespace) {
        return claimantsOf(namespace).stream()
                .filter(domain -> !domain.isMarkedForDeletion())
                .filter(domain -> holders.holder(namespace)
                        .map(holder -> holder.equals(domain.getMetadata().getName()))
                        .orElseGet(() -> heldAccordingToStatus(domain, namespace)))
                .findFirst();
    }

    /**
     * Whether nobody can tell yet whose namespace this is, because a Domain that claims it was never reconciled. What is
     * granted there must then be left as it is.
     */
    public boolean undecided(String namespace) {
        return domainOf(namespace).isEmpty()
                && claimantsOf(namespace).stream().anyMatch(domain -> !reconciledOnce(domain));
    }

    /** The namespace a Domain's spec asks for. */
    public static String namespaceOf(Domain domain) {
        String namespace = domain.getSpec().namespace();
        return namespace == null ? domain.getMetadata().getName() : namespace;
    }

    public Optional<StoreClass> storeClass(String name) {
        return get(StoreClass.class, null, name);
    }

    public Stream<StoreClass> storeClasses() {
        return all(StoreClass.class);
    }

    public Optional<Guardrail> guardrail(String name) {
        return get(Guardrail.class, null, name);
    }

    public Stream<Guardrail> guardrails() {
        return all(Guardrail.class);
    }

    public Optional<DataProduct> product(String namespace, String name) {
        return get(DataProduct.class, namespace, name);
    }

    public List<DataProduct> productsIn(String namespace) {
        return by(DataProduct.class, BY_NAMESPACE, namespace);
    }

    /** Products with a store in this class: named in the spec, or bound as the status tells. */
    public List<DataProduct> productsOfStoreClass(String storeClassName) {
        return by(DataProduct.class, BY_STORE_CLASS, storeClassName);
    }

    /** Products with a store that names no class and is not bound to one yet. */
    public List<DataProduct> productsWithoutStoreClass() {
        return by(DataProduct.class, BY_STORE_CLASS, "");
    }

    public Optional<OutputPort> port(String namespace, String name) {
        return get(OutputPort.class, namespace, name);
    }

    public List<OutputPort> portsIn(String namespace) {
        return by(OutputPort.class, BY_NAMESPACE, namespace);
    }

    public List<OutputPort> portsOfProduct(String namespace, String productName) {
        return by(OutputPort.class, BY_PRODUCT, key(namespace, productName));
    }

    public Optional<Policy> policy(String namespace, String name) {
        return get(Policy.class, namespace, name);
    }

    public List<Policy> policiesIn(String namespace) {
        return by(Policy.class, BY_NAMESPACE, namespace);
    }

    public Stream<DataProduct> products() {
        return all(DataProduct.class);
    }

    public Stream<OutputPort> ports() {
        return all(OutputPort.class);
    }

    public Stream<AccessRequest> requests() {
        return all(AccessRequest.class);
    }

    public Optional<AccessRequest> request(String namespace, String name) {
        return get(AccessRequest.class, namespace, name);
    }

    public List<AccessRequest> requestsIn(String namespace) {
        return by(AccessRequest.class, BY_NAMESPACE, namespace);
    }

    /** Requests for any version of a port, from whichever domain. */
    public List<AccessRequest> requestsForPort(String domain, String port) {
        return by(AccessRequest.class, BY_PORT, key(domain, port));
    }

    /** Requests for any version of a port, whichever Domain claims its namespace. */
    public Stream<AccessRequest> requestsOn(OutputPort port) {
        String name = port.getMetadata().getName();
        return claimantsOf(port.getMetadata().getNamespace()).stream()
                .flatMap(domain -> requestsForPort(domain.getMetadata().getName(), name).stream());
    }

    /** Requests for any port of a domain, from whichever domain. */
    public List<AccessRequest> requestsForDomain(String domain) {
        return by(AccessRequest.class, BY_PORT, key(domain, "*"));
    }

    /** Requests whose consumer is this product. */
    public List<AccessRequest> requestsOfProduct(String namespace, String productName) {
        return by(AccessRequest.class, BY_PRODUCT, key(namespace, productName));
    }

    /** Whether an object of this kind is in its cache. */
    public boolean has(Class<? extends HasMetadata> kind, @Nullable String namespace, String name) {
        return get(kind, namespace, name).isPresent();
    }

    private <T extends HasMetadata> Optional<T> get(Class<T> kind, @Nullable String namespace, String name) {
        IndexerResourceCache<T> cache = cacheOf(kind);
        return cache == null ? Optional.empty() : cache.get(new ResourceID(name, namespace));
    }

    private <T extends HasMetadata> List<T> by(Class<T> kind, String index, String key) {
        IndexerResourceCache<T> cache = cacheOf(kind);
        return cache == null ? List.of() : cache.byIndex(index, key);
    }

    private <T extends HasMetadata> Stream<T> all(Class<T> kind) {
        return by(kind, EVERY, EVERY).stream();
    }

    /** From now on nothing is known: the caches are about to be emptied, and that nothing is there must not be read from them. */
    public void close() {
        closed = true;
    }

    @SuppressWarnings("unchecked") // add() pairs a kind with a cache of that kind
    private <T extends HasMetadata> @Nullable IndexerResourceCache<T> cacheOf(Class<T> kind) {
        if (closed) {
            throw new IllegalStateException("the operator stops, so nothing is known any more");
        }
        return (IndexerResourceCache<T>) caches.get(kind);
    }

    private static boolean heldAccordingToStatus(Domain domain, String namespace) {
        return domain.getStatus() != null && namespace.equals(domain.getStatus().namespace());
    }

    private static boolean reconciledOnce(Domain domain) {
        Long observed = domain.getStatus() == null ? null : domain.getStatus().observedGeneration();
        return observed != null && observed >= 0;
    }

    private static String key(String first, String second) {
        return first + "/" + second;
    }

    private static <T extends HasMetadata> Map<String, Function<T, List<String>>> indexers() {
        Function<T, List<String>> namespace = object -> switch (object) {
            case Domain domain -> List.of(namespaceOf(domain));
            default ->
                Optional.ofNullable(object.getMetadata().getNamespace()).stream()
                        .toList();
        };
        return Map.of(
                EVERY, object -> List.of(EVERY),
                BY_NAMESPACE, namespace,
                BY_PRODUCT, Catalogue::productKeys,
                BY_PORT, Catalogue::portKeys,
                BY_STORE_CLASS, Catalogue::storeClassKeys);
    }

    private static List<String> productKeys(HasMetadata object) {
        String namespace = object.getMetadata().getNamespace();
        return switch (object) {
            case OutputPort port -> List.of(key(namespace, port.getSpec().dataProductName()));
            case AccessRequest request
            when request.getSpec().consumer() != null ->
                List.of(key(namespace, request.getSpec().consumer().productName()));
            default -> List.of();
        };
    }

    private static List<String> portKeys(HasMetadata object) {
        return switch (object) {
            case AccessRequest request -> {
                var port = request.getSpec().portRef();
                yield List.of(key(port.domain(), port.name()), key(port.domain(), "*"));
            }
            default -> List.of();
        };
    }

    private static List<String> storeClassKeys(HasMetadata object) {
        if (!(object instanceof DataProduct product)) {
            return List.of();
        }
        return product.getSpec().stores().stream()
                .map(store -> storeClassName(product, store))
                .distinct()
                .toList();
    }

    private static String storeClassName(DataProduct product, DataProductSpec.Store store) {
        if (store.storeClassName() != null) {
            return store.storeClassName();
        }
        if (product.getStatus() == null) {
            return "";
        }
        return product.getStatus().stores().stream()
                .filter(bound -> bound.name().equals(store.name()) && bound.storeClassName() != null)
                .map(bound -> String.valueOf(bound.storeClassName()))
                .findFirst()
                .orElse("");
    }
}
