package dev.roadstead.operator.whatif;

import dev.roadstead.api.v1alpha1.Contract;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.operator.contract.change.ContractChanges;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.reconcile.outputport.VersionPlan;
import dev.roadstead.operator.revision.ServedContracts;
import dev.roadstead.operator.whatif.Consequences.ContractLine;
import dev.roadstead.operator.whatif.Consequences.Publishing;
import dev.roadstead.operator.whatif.Consequences.VersionChange;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What changes in the versions that ports serve. */
final class VersionComparison {

    private final Catalogue before;
    private final ServedContracts then;
    private final Catalogue after;
    private final ServedContracts now;

    VersionComparison(Catalogue before, ServedContracts then, Catalogue after, ServedContracts now) {
        this.before = before;
        this.then = then;
        this.after = after;
        this.now = now;
    }

    List<VersionChange> of(List<CustomResource<?, ?>> touched) {
        Set<ObjectName> ports = touched.stream()
                .flatMap(object -> Stream.concat(ports(before, object), ports(after, object)))
                .collect(Collectors.toCollection(TreeSet::new));
        var changes = new ArrayList<VersionChange>();
        ports.forEach(port -> changes.addAll(of(port)));
        return changes;
    }

    private static Stream<ObjectName> ports(Catalogue catalogue, CustomResource<?, ?> object) {
        String name = object.getMetadata().getName();
        return switch (object.getKind()) {
            case "OutputPort" -> Stream.of(ObjectName.of(object));
            case "DataProduct" ->
                catalogue.portsOfProduct(object.getMetadata().getNamespace(), name).stream()
                        .map(ObjectName::of);
            case "Domain" ->
                catalogue.domain(name).stream()
                        .flatMap(domain -> catalogue.portsIn(Catalogue.namespaceOf(domain)).stream())
                        .map(ObjectName::of);
            default -> Stream.empty();
        };
    }

    private List<VersionChange> of(ObjectName port) {
        Map<String, Contract> was = served(before, then, port);
        Map<String, Contract> is = served(after, now, port);
        var names = new TreeSet<>(was.keySet());
        names.addAll(is.keySet());
        var changes = new ArrayList<VersionChange>();
        for (String version : names) {
            Contract old = was.get(version);
            Contract fresh = is.get(version);
            String address = address(port, version);
            if (old == null) {
                changes.add(new VersionChange(Publishing.SERVED, address, List.of()));
            } else if (fresh == null) {
                changes.add(new VersionChange(Publishing.NOT_SERVED, address, List.of()));
            } else if (!old.equals(fresh)) {
                List<ContractLine> lines = ContractChanges.between(old, fresh).stream()
                        .map(change -> new ContractLine(change.text(), change.breaking()))
                        .toList();
                changes.add(new VersionChange(Publishing.CHANGED, address, lines));
            }
        }
        return changes;
    }

    private String address(ObjectName port, String version) {
        String namespace = String.valueOf(port.namespace());
        String domain = after.domainOf(namespace)
                .or(() -> before.domainOf(namespace))
                .map(found -> found.getMetadata().getName())
                .orElse(namespace);
        return domain + "/" + port.name() + "." + version;
    }

    /** The contracts of what is served, by version; nothing if the port, its product or its domain is not there. */
    private static Map<String, Contract> served(Catalogue catalogue, ServedContracts contracts, ObjectName name) {
        String namespace = String.valueOf(name.namespace());
        var served = new TreeMap<String, Contract>();
        Optional<OutputPort> port = catalogue.port(namespace, name.name());
        boolean open = port.flatMap(found ->
                                catalogue.product(namespace, found.getSpec().dataProductName()))
                        .filter(product -> VersionPlan.serves(product.getSpec().lifecycleOrDefault()))
                        .isPresent()
                && catalogue.domainOf(namespace).isPresent();
        port.filter(found -> open)
                .ifPresent(found -> found.getSpec().versions().stream()
                        .filter(OutputPortSpec.Version::servedOrDefault)
                        .map(version -> contracts.of(found, version))
                        .forEach(version -> {
                            Contract contract = version.contract();
                            if (contract != null) {
                                served.put(version.name(), contract);
                            }
                        }));
        return served;
    }
}
