package dev.roadstead.operator.answers;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.DataProductSpec;
import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.api.v1alpha1.Policy;
import dev.roadstead.operator.access.Access;
import dev.roadstead.operator.access.Ask;
import dev.roadstead.operator.access.Decision;
import dev.roadstead.operator.access.Enforcement;
import dev.roadstead.operator.access.Lease;
import dev.roadstead.operator.access.Lens;
import dev.roadstead.operator.access.PolicyTrial;
import dev.roadstead.operator.access.PortId;
import dev.roadstead.operator.answers.AnswerException.Kind;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.request.PortPolicies;
import dev.roadstead.operator.request.RequestGuards;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a consumer would see of a port, decided as the operator would decide, before anybody grants it. */
public final class LookQuestion {

    private final MeshView mesh;
    private final PortView view;
    private final ObjectAddress consumer;
    private final List<Policy> drafts;

    /**
     * Asks about a port and a consumer.
     *
     * @param consumer a product or a request
     * @param drafts Policies that are not applied yet; each takes the place of the applied one of its name
     */
    public LookQuestion(MeshView mesh, PortAddress address, ObjectAddress consumer, Collection<Policy> drafts)
            throws AnswerException {
        this.mesh = mesh;
        this.view = PortView.find(mesh, address);
        this.consumer = consumer;
        this.drafts = List.copyOf(drafts);
        if (view.column() != null) {
            throw new AnswerException(Kind.WRONG_NAME, "name the whole port: " + address.port());
        }
        String namespace = view.port().getMetadata().getNamespace();
        if (!mesh.sees(Policy.class, namespace)) {
            throw new AnswerException(
                    Kind.NOT_ALLOWED,
                    "your account may not list Policies in namespace " + namespace
                            + ", so what they show can't be told; the owners of " + address.domain() + " can");
        }
    }

    /**
     * What is decided, and what of it can be shown.
     *
     * @param lens what would be seen; null for nothing
     */
    public record Seen(Ask ask, Contract contract, @Nullable Lens lens, String message, List<PolicyTrial> policies) {}

    /** The store that the rows lie in that are seen, and who writes it. */
    public DataProductSpec.Store store(Seen seen) throws AnswerException {
        DataProduct product = product();
        String name = view.port().getSpec().storeOf(seen.ask().port().version());
        return product.getSpec().stores().stream()
                .filter(store -> store.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AnswerException(
                        Kind.WRONG_NAME, "DataProduct " + product.getMetadata().getName() + " has no store " + name));
    }

    /** The product that the port belongs to. */
    public DataProduct product() throws AnswerException {
        DataProduct product = view.product();
        if (product == null) {
            throw new AnswerException(
                    Kind.NOT_ALLOWED,
                    "DataProduct " + view.port().getSpec().dataProductName() + " of port "
                            + view.address().port() + " can't be seen, so nobody is known who may read its tables");
        }
        return product;
    }

    /**
     * Decides.
     *
     * @param purpose null: the one that the consumer asks for already
     * @param version null: the one that the consumer asks for already, else the newest that is served
     */
    public Seen decide(@Nullable String purpose, @Nullable String version, Enforcement enforcement, Instant now)
            throws AnswerException {
        List<Wish> wishes = wishes();
        String wanted = version != null ? version : version(wishes);
        Contract contract = view.contracts().get(wanted);
        if (contract == null) {
            throw new AnswerException(
                    Kind.WRONG_NAME,
                    "port " + view.address().port() + " has no version " + wanted
                            + " with a contract that can be read; "
                            + PortView.near(wanted, List.copyOf(view.contracts().keySet())));
        }
        var ask = new Ask(
                consumer.domain(),
                asProduct(),
                new PortId(view.address().domain(), view.address().name(), wanted),
                purpose != null ? purpose : purpose(wishes, wanted),
                null);
        PortPolicies policies = PortPolicies.of(policies());
        Lease lease = Lease.from(now);
        Decision decision = Access.decide(
                ask,
                contract,
                policies.valid(),
                policies.invalid(),
                RequestGuards.of(mesh.catalogue(), ask),
                enforcement,
                lease,
                now);
        List<PolicyTrial> trials =
                PolicyTrial.of(ask, contract, policies.valid(), policies.invalid(), enforcement, lease, now);
        return switch (decision) {
            case Decision.Approved approved ->
                new Seen(
                        ask,
                        contract,
                        approved.lens(),
                        "would be allowed"
                                + (approved.notAfter() == null ? "" : ", if granted now until " + approved.notAfter()),
                        trials);
            case Decision.Expired expired -> new Seen(ask, contract, null, expired.because(), trials);
            case Decision.NoPolicy no -> new Seen(ask, contract, null, no.message(), trials);
            case Decision.Denied denied -> new Seen(ask, contract, null, denied.message(), trials);
            case Decision.NotEnforceable no -> new Seen(ask, contract, null, no.message(), trials);
        };
    }

    /** Something the consumer asks for already. */
    private record Wish(String version, String purpose) {}

    private List<Wish> wishes() {
        String namespace = mesh.namespaceOf(consumer.domain()).orElse(null);
        if (namespace == null) {
            return List.of();
        }
        var wishes = new ArrayList<Wish>();
        product(namespace)
                .ifPresent(product -> product.getSpec().inputs().stream()
                        .filter(input ->
                                isThis(input.portRef().domain(), input.portRef().name()))
                        .forEach(input -> wishes.add(new Wish(input.portRef().version(), input.purpose()))));
        mesh.catalogue()
                .request(namespace, consumer.name())
                .filter(request -> isThis(
                        request.getSpec().portRef().domain(),
                        request.getSpec().portRef().name()))
                .ifPresent(request -> wishes.add(new Wish(
                        request.getSpec().portRef().version(), request.getSpec().purpose())));
        return wishes.stream().distinct().toList();
    }

    private boolean isThis(String domain, String port) {
        return domain.equals(view.address().domain())
                && port.equals(view.address().name());
    }

    /** A name that is neither a product nor a request one can see is taken for a product that does not exist yet. */
    private @Nullable String asProduct() {
        String namespace = mesh.namespaceOf(consumer.domain()).orElse(null);
        if (namespace == null || product(namespace).isPresent()) {
            return consumer.name();
        }
        AccessRequest request =
                mesh.catalogue().request(namespace, consumer.name()).orElse(null);
        if (request == null) {
            return consumer.name();
        }
        return request.getSpec().consumer() == null
                ? null
                : request.getSpec().consumer().productName();
    }

    private Optional<DataProduct> product(String namespace) {
        return mesh.catalogue().product(namespace, consumer.name());
    }

    private String version(List<Wish> wishes) throws AnswerException {
        if (!wishes.isEmpty()) {
            return wishes.getFirst().version();
        }
        return view.port().getSpec().versions().stream()
                .filter(OutputPortSpec.Version::servedOrDefault)
                .map(OutputPortSpec.Version::name)
                .filter(view.contracts()::containsKey)
                .max(Comparator.comparingInt(name -> Integer.parseInt(name.substring(1))))
                .orElseThrow(() -> new AnswerException(
                        Kind.WRONG_NAME,
                        "port " + view.address().port() + " serves no version with a contract that can be read"));
    }

    private String purpose(List<Wish> wishes, String version) throws AnswerException {
        var purposes = new TreeSet<String>();
        wishes.stream().filter(wish -> wish.version().equals(version)).forEach(wish -> purposes.add(wish.purpose()));
        if (purposes.size() == 1) {
            return purposes.first();
        }
        throw new AnswerException(
                Kind.WRONG_NAME,
                purposes.isEmpty()
                        ? consumer + " does not ask for " + view.address().port()
                                + " as far as can be seen; say for what with --purpose"
                        : consumer + " asks for several purposes; choose with --purpose: "
                                + String.join(", ", purposes));
    }

    private Collection<Policy> policiesByName() {
        SequencedMap<String, Policy> policies = new LinkedHashMap<>();
        mesh.catalogue()
                .policiesIn(view.port().getMetadata().getNamespace())
                .forEach(policy -> policies.put(policy.getMetadata().getName(), policy));
        drafts.forEach(policy -> policies.put(policy.getMetadata().getName(), policy));
        return policies.values();
    }

    private List<Policy> policies() {
        return List.copyOf(policiesByName());
    }
}
