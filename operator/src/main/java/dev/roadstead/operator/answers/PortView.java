package dev.roadstead.operator.answers;

import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.DataProductStatus;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.operator.answers.AnswerException.Kind;
import dev.roadstead.operator.backend.PortKey;
import dev.roadstead.operator.backend.StoreKey;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.contract.NearestName;
import dev.roadstead.operator.contract.Relation;
import dev.roadstead.operator.kube.Catalogue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The port that a question is about, with what belongs to it.
 *
 * @param product null if it can't be seen
 * @param contracts of the versions asked about, those that can be read
 * @param column the column asked about as a status names it; null for all
 */
record PortView(
        PortAddress address,
        OutputPort port,
        @Nullable DataProduct product,
        SequencedMap<String, Contract> contracts,
        @Nullable String column) {

    /** Finds it, or says which name is near. */
    static PortView find(MeshView mesh, PortAddress address) throws AnswerException {
        Domain domain = domain(mesh, address.domain());
        String namespace = Catalogue.namespaceOf(domain);
        OutputPort port = mesh.catalogue().port(namespace, address.name()).orElse(null);
        if (port == null) {
            if (!mesh.sees(OutputPort.class, namespace)) {
                throw new AnswerException(
                        Kind.NOT_ALLOWED,
                        "your account may not list OutputPorts in namespace " + namespace
                                + ", so nothing can be said about " + address.port()
                                + "; the ClusterRole roadstead-auditor allows it");
            }
            throw wrong("domain " + address.domain() + " has no port " + address.name() + "; "
                    + near(
                            address.name(),
                            mesh.catalogue().portsIn(namespace).stream()
                                    .map(found -> found.getMetadata().getName())
                                    .toList()));
        }
        DataProduct product = mesh.catalogue()
                .product(namespace, port.getSpec().dataProductName())
                .orElse(null);
        return narrowed(address, port, product);
    }

    private static PortView narrowed(PortAddress address, OutputPort port, @Nullable DataProduct product)
            throws AnswerException {
        var contracts = new LinkedHashMap<String, Contract>();
        for (OutputPortSpec.Version version : port.getSpec().versions()) {
            LiveAccess.contract(port, version.name()).ifPresent(contract -> contracts.put(version.name(), contract));
        }
        String part = address.part();
        if (part == null) {
            return new PortView(address, port, product, contracts, null);
        }
        var columns = new TreeSet<String>();
        contracts.values().forEach(contract -> columns.addAll(Columns.names(contract)));
        if (columns.contains(part)) {
            return new PortView(address, port, product, contracts, part);
        }
        Contract version = contracts.get(part);
        if (version != null) {
            var one = new LinkedHashMap<String, Contract>();
            one.put(part, version);
            return new PortView(address, port, product, one, null);
        }
        throw wrong("port " + address.port() + " has no column " + part + "; " + near(part, List.copyOf(columns)));
    }

    /** Finds the domain, or says which name is near. */
    static Domain domain(MeshView mesh, String name) throws AnswerException {
        Domain domain = mesh.catalogue().domain(name).orElse(null);
        if (domain == null) {
            List<String> names = mesh.catalogue()
                    .domains()
                    .map(found -> found.getMetadata().getName())
                    .toList();
            throw wrong("there is no domain " + name + "; " + near(name, names));
        }
        return domain;
    }

    private static AnswerException wrong(String message) {
        return new AnswerException(Kind.WRONG_NAME, message);
    }

    static String near(String written, List<String> names) {
        return names.isEmpty()
                ? "none can be seen"
                : NearestName.hint(written, names.stream().sorted().toList());
    }

    /**
     * A store that versions asked about lie in.
     *
     * @param className the StoreClass of the store; null if that can't be told
     * @param versions as they are called there
     * @param tables behind them
     */
    record Site(StoreKey store, @Nullable String className, List<PortKey> versions, List<String> tables) {}

    /** The stores behind the port. */
    List<Site> sites() {
        var names = new LinkedHashMap<String, List<String>>();
        contracts
                .keySet()
                .forEach(version -> names.computeIfAbsent(port.getSpec().storeOf(version), store -> new ArrayList<>())
                        .add(version));
        var sites = new ArrayList<Site>();
        names.forEach((store, versions) -> sites.add(new Site(
                new StoreKey(address.domain(), port.getSpec().dataProductName(), store),
                storeClass(versions.getFirst()),
                versions.stream()
                        .map(version -> new PortKey(address.domain(), address.name(), version))
                        .toList(),
                versions.stream()
                        .flatMap(version -> Stream.ofNullable(contracts.get(version)))
                        .flatMap(contract -> contract.relations().stream())
                        .map(Relation::physicalName)
                        .distinct()
                        .toList())));
        return sites;
    }

    /** The StoreClass that holds the data of a version; null if that can't be told. */
    @Nullable
    String storeClass(String version) {
        if (product == null || product.getStatus() == null) {
            return null;
        }
        String name = port.getSpec().storeOf(version);
        return product.getStatus().stores().stream()
                .filter(store -> store.name().equals(name))
                .map(DataProductStatus.Store::storeClassName)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** The column's name inside a relation; null if none was asked about. */
    @Nullable
    String bareColumn() {
        return column == null ? null : column.substring(column.indexOf('.') + 1);
    }

    /** What was asked about, in one word. */
    String name() {
        var versions = new ArrayList<>(contracts.keySet());
        boolean one = address.part() != null && column == null;
        return address.port() + (column != null ? "." + column : one ? "." + versions.getFirst() : "");
    }
}
