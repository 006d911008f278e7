package dev.roadstead.operator.request;

import static dev.roadstead.operator.status.ConditionType.ACCEPTED;
import static dev.roadstead.operator.status.ConditionType.RESOLVED_REFS;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.Lifecycle;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.api.v1alpha1.PortRef;
import dev.roadstead.api.v1alpha1.Visibility;
import dev.roadstead.operator.access.Ask;
import dev.roadstead.operator.access.PortId;
import dev.roadstead.operator.backend.Backend;
import dev.roadstead.operator.backend.BackendRegistry;
import dev.roadstead.operator.backend.BackendRegistry.Slot;
import dev.roadstead.operator.backend.GrantKey;
import dev.roadstead.operator.backend.StoreKey;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.contract.ContractParser;
import dev.roadstead.operator.contract.Parsed;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.reconcile.NamespaceOwner;
import dev.roadstead.operator.reconcile.StoreBinding;
import dev.roadstead.operator.reconcile.outputport.VersionState;
import dev.roadstead.operator.revision.ServedContracts;
import dev.roadstead.operator.status.Reason;
import dev.roadstead.operator.status.Refusal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a request names, step by step, and stops at the first thing that is not there. References name domains, never
 * namespaces; this is the only place where a request's reference becomes an object of another namespace.
 */
public final class RequestResolver {

    private final Catalogue catalogue;
    private final StoreBinding binding;
    private final ServedContracts contracts;

    /**
     * Looks things up in what is known of the mesh.
     *
     * @param backends may be empty: then the statuses tell where a store lies
     * @param contracts by which versions are served
     */
    public RequestResolver(Catalogue catalogue, BackendRegistry backends, ServedContracts contracts) {
        this.catalogue = catalogue;
        this.contracts = contracts;
        this.binding = new StoreBinding(catalogue, backends);
    }

    /**
     * Whether all that the request names is there.
     *
     * @param before the domain that the status names, for a grant that outlived its domain or the settled state of it; null if
     *     nothing was ever granted
     */
    public Resolution resolve(AccessRequest request, @Nullable String before) {
        return switch (NamespaceOwner.of(catalogue, request.getMetadata().getNamespace())) {
            case NamespaceOwner.Unsettled(Refusal refusal) ->
                before == null
                        ? new Resolution.Unsettled(RESOLVED_REFS, refusal)
                        : contested(consumer(request, before), refusal);
            case NamespaceOwner.Nobody(Refusal refusal) ->
                new Resolution.Refused(
                        ACCEPTED, refusal, before == null ? null : GrantKeys.of(request, before), null, false);
            case NamespaceOwner.Owned owner -> consumer(request, owner.name());
        };
    }

    /** Nobody can tell whose namespace the request lies in; what it names is there, or not, all the same. */
    private static Resolution contested(Resolution found, Refusal refusal) {
        return found instanceof Resolution.Refused ? found : doubtful(found, refusal);
    }

    /** Nobody can tell whose namespace something lies in: what is there may be what was meant, and what is not may come back. */
    private static Resolution doubtful(Resolution found, Refusal refusal) {
        return switch (found) {
            case Resolution.Found(Requested requested) -> new Resolution.Doubtful(requested, refusal);
            case Resolution.Doubtful(Requested requested, Refusal _) -> new Resolution.Doubtful(requested, refusal);
            case Resolution.Unsettled _, Resolution.Refused _ -> new Resolution.Unsettled(RESOLVED_REFS, refusal);
        };
    }

    /** For whom the request asks. */
    public Standing standing(AccessRequest request) {
        String namespace = request.getMetadata().getNamespace();
        DataProduct product = request.getSpec().consumer() == null
                ? null
                : catalogue
                        .product(namespace, request.getSpec().consumer().productName())
                        .orElse(null);
        return Standing.of(request, product);
    }

    private Resolution consumer(AccessRequest request, String own) {
        GrantKey key = GrantKeys.of(request, own);
        if (standing(request) instanceof Standing.Stranger(Refusal refusal)) {
            return new Resolution.Refused(ACCEPTED, refusal, key, null, true);
        }
        Instant notAfter = null;
        if (request.getSpec().notAfter() != null) {
            try {
                // PostgreSQL keeps microseconds; a finer end would be rounded, perhaps to a later one.
                notAfter = Instant.parse(request.getSpec().notAfter()).truncatedTo(ChronoUnit.MICROS);
            } catch (DateTimeParseException e) {
                // Nothing is taken away for it: the API server refuses such a value, so it is one of another version.
                return new Resolution.Unsettled(
                        ACCEPTED,
                        new Refusal(
                                Reason.INVALID,
                                "spec.notAfter: " + request.getSpec().notAfter()
                                        + " is no instant in UTC; write it as in 2027-12-31T00:00:00Z"));
            }
        }
        var ask = new Ask(
                own,
                request.getSpec().consumer() == null
                        ? null
                        : request.getSpec().consumer().productName(),
                portId(request.getSpec().portRef()),
                request.getSpec().purpose(),
                notAfter);
        return domain(request, key, ask);
    }

    private Resolution domain(AccessRequest request, GrantKey key, Ask ask) {
        Domain domain = catalogue
                .domain(ask.port().domain())
                .filter(found -> !found.isMarkedForDeletion())
                .orElse(null);
        if (domain == null) {
            return refused(
                    key,
                    null,
                    Reason.DOMAIN_NOT_FOUND,
                    "spec.portRef.domain: there is no Domain " + ask.port().domain()
                            + "; create a request with the right name, or ask the platform team");
        }
        String namespace = Catalogue.namespaceOf(domain);
        boolean held = catalogue
                .domainOf(namespace)
                .filter(owner -> owner.getMetadata().getName().equals(ask.port().domain()))
                .isPresent();
        Resolution port = port(request, key, ask, domain, namespace);
        return held
                ? port
                : doubtful(
                        port,
                        new Refusal(
                                Reason.DOMAIN_NOT_READY,
                                "Domain " + ask.port().domain()
                                        + " does not hold its namespace (yet); its conditions tell why"));
    }

    /**
     * A port that is kept to its own domain and one that does not exist get the very same answer. Who reads it already knows of it, and
     * goes on.
     */
    private Resolution port(AccessRequest request, GrantKey key, Ask ask, Domain domain, String namespace) {
        OutputPort port = catalogue
                .port(namespace, ask.port().name())
                .filter(found -> !found.isMarkedForDeletion())
                .filter(found -> found.getSpec().visibilityOrDefault() == Visibility.MESH
                        || ask.domain().equals(ask.port().domain())
                        || isGranted(request, key))
                .orElse(null);
        if (port == null) {
            return refused(
                    key,
                    null,
                    Reason.PORT_NOT_FOUND,
                    "spec.portRef: domain " + ask.port().domain() + " has no port "
                            + ask.port().name() + " that domain " + ask.domain()
                            + " may know of; create a request with the right name, or ask that domain");
        }
        return version(key, ask, domain, port);
    }

    private boolean isGranted(AccessRequest request, GrantKey key) {
        return (request.getStatus() != null && request.getStatus().grant() != null)
                || binding.sites(null).values().stream()
                        .anyMatch(slot -> slot instanceof Slot.Open(Backend backend) && backend.holds(key));
    }

    private Resolution version(GrantKey key, Ask ask, Domain domain, OutputPort port) {
        OutputPortSpec.Version version = port.getSpec().versions().stream()
                .filter(candidate -> candidate.name().equals(ask.port().version()))
                .findFirst()
                .orElse(null);
        if (version == null) {
            return refused(
                    key,
                    classOf(domain, port, ask.port().version()),
                    Reason.VERSION_NOT_FOUND,
                    "spec.portRef.version: port " + address(ask) + " has no version "
                            + ask.port().version() + "; " + served(port));
        }
        if (!version.servedOrDefault()) {
            return refused(
                    key,
                    classOf(domain, port, version.name()),
                    Reason.PORT_NOT_SERVED,
                    "version " + ask.port().version() + " of port " + address(ask) + " is not served; " + served(port));
        }
        return product(key, ask, domain, port, version);
    }

    private Resolution product(GrantKey key, Ask ask, Domain domain, OutputPort port, OutputPortSpec.Version version) {
        DataProduct product = catalogue
                .product(port.getMetadata().getNamespace(), port.getSpec().dataProductName())
                .filter(found -> !found.isMarkedForDeletion())
                .orElse(null);
        if (product == null) {
            return refused(
                    key,
                    null,
                    Reason.PRODUCT_NOT_FOUND,
                    "port " + address(ask) + " belongs to DataProduct "
                            + port.getSpec().dataProductName() + ", which is gone; ask domain "
                            + ask.port().domain());
        }
        Lifecycle lifecycle = product.getSpec().lifecycleOrDefault();
        if (lifecycle == Lifecycle.DRAFT || lifecycle == Lifecycle.RETIRED) {
            return refused(
                    key,
                    classOf(domain, port, version.name()),
                    lifecycle == Lifecycle.DRAFT ? Reason.DRAFT : Reason.RETIRED,
                    "port " + address(ask) + " is not served, because DataProduct "
                            + product.getMetadata().getName() + " is " + lifecycle.wireName() + "; ask domain "
                            + ask.port().domain());
        }
        return switch (binding.of(domain, product, port.getSpec().storeOf(version))) {
            case StoreBinding.Result.Unbound(Refusal refusal, boolean retry) -> {
                var why = new Refusal(
                        Reason.PORT_NOT_READY, "port " + address(ask) + " has no store now: " + refusal.message());
                String last = port.getStatus() == null ? null : port.getStatus().storeClassOf(version.name());
                yield last == null
                        ? new Resolution.Unsettled(RESOLVED_REFS, why)
                        : new Resolution.Doubtful(
                                requested(key, ask, port, product, contracts.of(port, version), last), why);
            }
            case StoreBinding.Result.Bound(StoreKey store, String className) ->
                new Resolution.Found(requested(key, ask, port, product, contracts.of(port, version), className));
        };
    }

    private static Requested requested(
            GrantKey key,
            Ask ask,
            OutputPort port,
            DataProduct product,
            OutputPortSpec.Version version,
            String className) {
        Contract contract =
                ContractParser.parse(version) instanceof Parsed.Valid<Contract>(Contract valid) ? valid : null;
        return new Requested(
                key,
                ask,
                port,
                product,
                version,
                contract,
                contract != null && isServed(port, version, contract, className),
                className);
    }

    /** One that was removed and came back in another store is not served there before the status says so. */
    private static boolean isServed(
            OutputPort port, OutputPortSpec.Version version, Contract contract, String className) {
        return port.getStatus() != null
                && port.getStatus().versions().stream()
                        .anyMatch(served -> served.name().equals(version.name())
                                && VersionState.SERVED.equals(served.state())
                                && contract.hash().equals(served.contractHash())
                                && (served.storeClassName() == null
                                        || served.storeClassName().equals(className)));
    }

    /** Where the data of a version lies, or lay; null if it can't be told. */
    private @Nullable String classOf(Domain domain, OutputPort port, String version) {
        String told = port.getStatus() == null ? null : port.getStatus().storeClassOf(version);
        if (told != null) {
            return told;
        }
        return catalogue
                .product(port.getMetadata().getNamespace(), port.getSpec().dataProductName())
                .map(product -> binding.of(domain, product, port.getSpec().storeOf(version)))
                .map(result ->
                        result instanceof StoreBinding.Result.Bound(StoreKey key, String className) ? className : null)
                .orElse(null);
    }

    /** Where the data of a request's port lies; null if it can't be told. */
    public @Nullable String classOf(AccessRequest request) {
        PortRef ref = request.getSpec().portRef();
        Domain domain = catalogue.domain(ref.domain()).orElse(null);
        return domain == null
                ? null
                : catalogue
                        .port(Catalogue.namespaceOf(domain), ref.name())
                        .flatMap(port -> Optional.ofNullable(classOf(domain, port, ref.version())))
                        .orElse(null);
    }

    /** Whether the port is there, served or not, visible or not, also while it is being deleted. */
    public boolean portExists(AccessRequest request) {
        PortRef ref = request.getSpec().portRef();
        return catalogue
                .domain(ref.domain())
                .flatMap(domain -> catalogue.port(Catalogue.namespaceOf(domain), ref.name()))
                .isPresent();
    }

    private static String served(OutputPort port) {
        List<String> served = port.getSpec().versions().stream()
                .filter(OutputPortSpec.Version::servedOrDefault)
                .map(OutputPortSpec.Version::name)
                .toList();
        return served.isEmpty()
                ? "it serves none now"
                : "it serves " + String.join(", ", served) + ", so create a request for one of them";
    }

    private static String address(Ask ask) {
        return ask.port().domain() + "/" + ask.port().name();
    }

    private static PortId portId(PortRef ref) {
        return new PortId(ref.domain(), ref.name(), ref.version());
    }

    private static Resolution refused(GrantKey key, @Nullable String className, Reason reason, String message) {
        return new Resolution.Refused(RESOLVED_REFS, new Refusal(reason, message), key, className, false);
    }
}
