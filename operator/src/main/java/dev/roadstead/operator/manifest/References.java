package dev.roadstead.operator.manifest;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.DataProductSpec;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.api.v1alpha1.Policy;
import dev.roadstead.api.v1alpha1.PortRef;
import dev.roadstead.api.v1alpha1.Visibility;
import dev.roadstead.operator.access.AccessPolicy;
import dev.roadstead.operator.access.PolicyParser;
import dev.roadstead.operator.contract.NearestName;
import dev.roadstead.operator.contract.Parsed;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.reconcile.policy.PolicyMatch;
import dev.roadstead.operator.revision.ServedContracts;
import dev.roadstead.operator.whatif.ObjectName;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What manifests name of each other. What is named and not among them may lie in a cluster, so nothing is said against it. */
final class References {

    /** An object and where it stands. */
    record Source(Document document, CustomResource<?, ?> object) {}

    private final Map<ObjectName, Source> sources;
    private final Set<ObjectName> known;
    private final Map<String, String> namespaces = new TreeMap<>();
    private final List<Finding> refused = new ArrayList<>();
    private final TreeSet<String> notChecked = new TreeSet<>();

    /**
     * @param sources what could be read
     * @param known names of everything that is there, whether it could be read or not
     */
    References(Map<ObjectName, Source> sources, Set<ObjectName> known) {
        this.sources = sources;
        this.known = known;
        sources.values().forEach(source -> {
            if (source.object() instanceof Domain domain) {
                namespaces.put(domain.getMetadata().getName(), Catalogue.namespaceOf(domain));
            }
        });
    }

    List<Finding> refused() {
        return List.copyOf(refused);
    }

    List<String> notChecked() {
        return List.copyOf(notChecked);
    }

    void check() {
        sources.values().forEach(source -> {
            switch (source.object()) {
                case OutputPort port -> store(source, port);
                case DataProduct product -> inputs(source, product);
                case AccessRequest request ->
                    port(source, "spec.portRef", request.getSpec().portRef());
                case Policy policy -> policy(source, policy);
                default -> {}
            }
        });
    }

    private void store(Source source, OutputPort port) {
        String name = port.getSpec().dataProductName();
        DataProduct product =
                find(DataProduct.class, "DataProduct", namespace(source), name).orElse(null);
        if (product == null) {
            elsewhere("DataProduct", namespace(source), name);
            return;
        }
        List<String> stores = product.getSpec().stores().stream()
                .map(DataProductSpec.Store::name)
                .toList();
        Map<String, String> named = new LinkedHashMap<>();
        for (OutputPortSpec.Version version : port.getSpec().versions()) {
            named.put(
                    version.store() == null ? "spec.store" : "spec.versions[" + version.name() + "].store",
                    port.getSpec().storeOf(version));
        }
        named.forEach((field, store) -> {
            if (!stores.contains(store)) {
                refuse(
                        source,
                        field,
                        "DataProduct " + name + " has no store " + store + "; "
                                + (stores.isEmpty()
                                        ? "it has none, so add it there"
                                        : NearestName.hint(store, stores)));
            }
        });
    }

    private void inputs(Source source, DataProduct product) {
        for (DataProductSpec.Input input : product.getSpec().inputs()) {
            port(source, "spec.inputs[" + input.name() + "].portRef", input.portRef());
        }
    }

    private void port(Source source, String field, PortRef ref) {
        String namespace = namespaces.getOrDefault(ref.domain(), ref.domain());
        OutputPort port =
                find(OutputPort.class, "OutputPort", namespace, ref.name()).orElse(null);
        if (port == null) {
            elsewhere("OutputPort", namespace, ref.name());
            return;
        }
        if (port.getSpec().visibilityOrDefault() == Visibility.DOMAIN && !namespace.equals(namespace(source))) {
            refuse(
                    source,
                    field + ".name",
                    "domain " + ref.domain() + " keeps port " + ref.name()
                            + " to itself; ask it to set spec.visibility: Mesh");
            return;
        }
        List<String> served = port.getSpec().versions().stream()
                .filter(OutputPortSpec.Version::servedOrDefault)
                .map(OutputPortSpec.Version::name)
                .toList();
        if (!served.contains(ref.version())) {
            refuse(
                    source,
                    field + ".version",
                    "port " + ref.domain() + "/" + ref.name() + " serves no version " + ref.version() + "; name one of "
                            + String.join(", ", served));
        }
    }

    /** Columns are only looked for where every port that the Policy may be about is there. */
    private void policy(Source source, Policy policy) {
        if (!(PolicyParser.parse(policy.getMetadata().getName(), 0, policy.getSpec())
                instanceof Parsed.Valid<AccessPolicy>(AccessPolicy parsed))) {
            return;
        }
        List<OutputPort> ports = sources.values().stream()
                .map(Source::object)
                .filter(OutputPort.class::isInstance)
                .map(OutputPort.class::cast)
                .filter(port -> namespace(source).equals(port.getMetadata().getNamespace()))
                .toList();
        PolicyMatch match = PolicyMatch.of(parsed, ports, ServedContracts.AS_WRITTEN);
        match.missingPorts().forEach(port -> elsewhere("OutputPort", namespace(source), port));
        if (!parsed.ports().contains(AccessPolicy.ANY)
                && match.missingPorts().isEmpty()
                && !match.ports().isEmpty()
                && !match.unmatchedColumns().isEmpty()) {
            refuse(
                    source,
                    "spec.columns, spec.rows",
                    "no version has " + String.join(", ", match.unmatchedColumns()) + "; correct the names");
        }
    }

    private <T extends CustomResource<?, ?>> Optional<T> find(
            Class<T> kind, String word, @Nullable String namespace, String name) {
        return Optional.ofNullable(sources.get(new ObjectName(word, namespace, name)))
                .map(source -> kind.cast(source.object()));
    }

    private static String namespace(Source source) {
        return String.valueOf(source.object().getMetadata().getNamespace());
    }

    private void elsewhere(String kind, String namespace, String name) {
        var object = new ObjectName(kind, namespace, name);
        if (!known.contains(object)) {
            notChecked.add(object + " is named, and is not among the files");
        }
    }

    private void refuse(Source source, String field, String message) {
        refused.add(new Finding(
                source.document().place(), ObjectName.of(source.object()).toString(), field, message));
    }
}
