package dev.roadstead.operator.whatif;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.Contract;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.operator.access.Enforcement;
import dev.roadstead.operator.backend.BackendRegistry;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.reconcile.Requirements;
import dev.roadstead.operator.reconcile.outputport.GateVerdict;
import dev.roadstead.operator.reconcile.outputport.PortDemands;
import dev.roadstead.operator.requirement.Demands;
import dev.roadstead.operator.requirement.PortFacts;
import dev.roadstead.operator.revision.ServedContracts;
import io.fabric8.kubernetes.client.CustomResource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The objects of a mesh at a moment, and what follows from them. A change makes another mesh, and leaves this one as it is. */
public final class Mesh {

    private final Catalogue catalogue;
    private final ServedContracts contracts;
    private final Enforcement enforcement;
    private final Instant now;
    private final Predicate<AccessRequest> seen;

    /** One of which everything is known. */
    public Mesh(Catalogue catalogue, ServedContracts contracts, Enforcement enforcement, Instant now) {
        this(catalogue, contracts, enforcement, now, request -> true);
    }

    /**
     * @param catalogue with ports as they are written
     * @param contracts those by which they are served
     * @param enforcement what stores can do
     * @param now when; what has no beginning yet begins then
     * @param seen whether all is known that decides about a request; nothing is said of the others
     */
    public Mesh(
            Catalogue catalogue,
            ServedContracts contracts,
            Enforcement enforcement,
            Instant now,
            Predicate<AccessRequest> seen) {
        this.seen = seen;
        this.catalogue = catalogue;
        this.contracts = contracts;
        this.enforcement = enforcement;
        this.now = now;
    }

    /** The mesh once a change is made and the operator has looked at everything, and what is different. */
    public record Outcome(Mesh mesh, Consequences consequences) {}

    /** Whether applying the object would change it, or make it. */
    public boolean isChangedBy(CustomResource<?, ?> object) {
        return PlannedEdit.find(catalogue, ObjectName.of(object))
                .filter(before -> Parts.unchanged(object, before))
                .isEmpty();
    }

    /** How many requests may be decided otherwise by a change, as far as the objects that are there tell. */
    public int reach(Edit edit) {
        List<CustomResource<?, ?>> touched = Stream.concat(
                        edit.applied().stream(),
                        Stream.concat(edit.applied().stream().map(ObjectName::of), edit.deleted().stream())
                                .flatMap(name -> find(name).stream()))
                .toList();
        return Scope.of(catalogue, touched).size();
    }

    /** The object of that name; empty if there is none, or it can't be seen. */
    public Optional<CustomResource<?, ?>> find(ObjectName name) {
        return PlannedEdit.find(catalogue, name);
    }

    /** What a change does that nobody has refused yet. */
    public Outcome after(Edit edit, ObjectRules rules) {
        return after(edit, rules, List.of());
    }

    /**
     * What a change does.
     *
     * @param refused objects that others would not take, and why
     */
    public Outcome after(Edit edit, ObjectRules rules, List<Refused> refused) {
        var planned = new PlannedEdit(catalogue, edit, rules, refused);
        Catalogue before = Completion.of(catalogue, planned.products());
        Catalogue after = Completion.of(before.with(planned.put(), planned.gone()), planned.products());
        Map<ObjectName, AccessRequest> requests = Scope.of(before, planned.touched());
        Scope.of(after, planned.touched()).forEach(requests::put);

        Map<ObjectName, Stand> was = stands(before, contracts, requests.keySet());
        List<Refused> all = new ArrayList<>(planned.refused());
        ServedContracts served = gate(planned, before, after, was, all);
        Set<ObjectName> products = products(planned.touched(), after);
        List<Tables.Claim> claimed = claims(products, before, contracts);
        List<Tables.Claim> claims = claims(products, after, served);
        all.addAll(TypeConflicts.between(claimed, claims));
        Map<ObjectName, Stand> is = stands(after, served, requests.keySet());
        var consequences = new Consequences(
                planned.changes(),
                all.stream()
                        .sorted(Comparator.comparing(Refused::object).thenComparing(Refused::message))
                        .toList(),
                Tables.added(claimed, claims),
                new VersionComparison(before, contracts, after, served).of(planned.touched()),
                requests.keySet().stream()
                        .flatMap(name -> AccessComparison.between(was.get(name), is.get(name)).stream())
                        .toList(),
                requests.keySet().stream()
                        .flatMap(name -> AccessComparison.hits(was.get(name), is.get(name)).stream())
                        .toList());
        return new Outcome(new Mesh(after, served, enforcement, now, seen), consequences);
    }

    /** Everything that anybody reads, or why not, by request; for tests that compare meshes. */
    Map<ObjectName, Stand> stands() {
        Set<ObjectName> all = catalogue.requests().map(ObjectName::of).collect(Collectors.toCollection(TreeSet::new));
        return stands(catalogue, contracts, all);
    }

    private Map<ObjectName, Stand> stands(Catalogue in, ServedContracts served, Set<ObjectName> names) {
        var stands = new Stands(in, served, enforcement, now, seen);
        var found = new TreeMap<ObjectName, Stand>();
        names.forEach(name -> in.request(String.valueOf(name.namespace()), name.name())
                .ifPresent(request -> found.put(name, stands.of(request))));
        return found;
    }

    /** The contracts afterwards: those of changed ports as they are let through, all others as before. */
    private ServedContracts gate(
            PlannedEdit planned, Catalogue before, Catalogue after, Map<ObjectName, Stand> was, List<Refused> refused) {
        ServedContracts former = former(planned);
        var unchanged = new Stands(after, former, enforcement, now, seen);
        var gate = new Gate(before, contracts, name -> stays(after, unchanged, was.get(name), name));
        var requirements = new Requirements(after, new BackendRegistry(after), contracts, () -> now);
        Map<ContractKey, Optional<Contract>> judged = new HashMap<>();
        for (OutputPort port : planned.ports()) {
            Domain domain = after.domainOf(port.getMetadata().getNamespace()).orElse(null);
            GateVerdict verdict = gate.judge(port, domain, demands(requirements, before, domain, port), now);
            verdict.versions().forEach(version -> {
                Contract contract = version.serve().contract();
                if (contract != null || version.isWithheld()) {
                    judged.put(ContractKey.of(port, version.serve().name()), Optional.ofNullable(contract));
                }
            });
            verdict.refusal().ifPresent(refusal -> refused.add(Refused.of(ObjectName.of(port), refusal)));
        }
        return over(judged);
    }

    private static PortDemands demands(
            Requirements requirements, Catalogue before, @Nullable Domain domain, OutputPort port) {
        if (domain == null || requirements.isRetired(port)) {
            return PortDemands.NONE;
        }
        Demands demands = requirements.on(domain);
        PortFacts facts = requirements.facts(
                domain,
                port,
                before.port(
                                port.getMetadata().getNamespace(),
                                port.getMetadata().getName())
                        .map(OutputPort::getStatus)
                        .orElse(null));
        return new PortDemands(demands, facts, demands.shortfalls(facts));
    }

    /** As if no contract changed: who loses his access by the same change is not broken by it. */
    private ServedContracts former(PlannedEdit planned) {
        var gate = new Gate(catalogue, contracts, name -> null);
        Map<ContractKey, Optional<Contract>> former = new HashMap<>();
        planned.ports()
                .forEach(port -> port.getSpec().versions().stream()
                        .map(OutputPortSpec.Version::name)
                        .forEach(name -> {
                            Contract contract = gate.former(port, name);
                            if (contract != null) {
                                former.put(ContractKey.of(port, name), Optional.of(contract));
                            }
                        }));
        return over(former);
    }

    /** @param judged empty for a version that is not served */
    private ServedContracts over(Map<ContractKey, Optional<Contract>> judged) {
        return (port, version) -> {
            Optional<Contract> other = judged.get(ContractKey.of(port, version.name()));
            return other == null ? contracts.of(port, version) : version.withContract(other.orElse(null));
        };
    }

    private static @Nullable Stand stays(Catalogue after, Stands unchanged, @Nullable Stand was, ObjectName name) {
        if (was == null || !was.granted() || (was.settled() && was.reading() == null)) {
            return null;
        }
        AccessRequest request =
                after.request(String.valueOf(name.namespace()), name.name()).orElse(null);
        if (request == null) {
            return null;
        }
        Stand stays = unchanged.of(request);
        return stays.settled() && stays.reading() == null ? null : was;
    }

    private static List<Tables.Claim> claims(Set<ObjectName> products, Catalogue in, ServedContracts contracts) {
        var tables = new Tables(in, contracts);
        return products.stream()
                .flatMap(name -> Completion.product(in, name).stream())
                .flatMap(product -> tables.claims(product).stream())
                .toList();
    }

    /** The products whose tables may change: those that are touched, and those of ports that are. */
    private static Set<ObjectName> products(List<CustomResource<?, ?>> touched, Catalogue after) {
        return touched.stream()
                .flatMap(object -> switch (object) {
                    case DataProduct product -> Stream.of(ObjectName.of(product));
                    case OutputPort port ->
                        after
                                .product(
                                        port.getMetadata().getNamespace(),
                                        port.getSpec().dataProductName())
                                .map(ObjectName::of)
                                .stream();
                    case Domain domain ->
                        after.productsIn(Catalogue.namespaceOf(domain)).stream().map(ObjectName::of);
                    default -> Stream.<ObjectName>empty();
                })
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
