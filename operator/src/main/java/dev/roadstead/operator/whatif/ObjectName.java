package dev.roadstead.operator.whatif;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which object.
 *
 * @param kind for instance {@code Policy}
 * @param namespace null for an object of the cluster
 */
public record ObjectName(String kind, @Nullable String namespace, String name) implements Comparable<ObjectName> {

    private static final Comparator<ObjectName> ORDER = Comparator.comparing(ObjectName::kind)
            .thenComparing(object -> Objects.requireNonNullElse(object.namespace(), ""))
            .thenComparing(ObjectName::name);

    private static final Set<String> OF_THE_CLUSTER = Set.of("Domain", "StoreClass", "Guardrail");
    private static final Set<String> OF_A_NAMESPACE = Set.of("DataProduct", "OutputPort", "Policy", "AccessRequest");

    /**
     * Reads {@code Policy/sales/marketing-churn} or {@code Domain/sales}.
     *
     * @throws IllegalArgumentException telling what is wrong with it
     */
    public static ObjectName parse(String text) {
        String[] parts = text.split("/", -1);
        boolean cluster = parts.length == 2 && OF_THE_CLUSTER.contains(parts[0]);
        boolean namespaced = parts.length == 3 && OF_A_NAMESPACE.contains(parts[0]);
        if ((!cluster && !namespaced) || List.of(parts).contains("")) {
            throw new IllegalArgumentException("'" + text
                    + "' names no object; write KIND/NAMESPACE/NAME for a DataProduct, OutputPort, Policy or AccessRequest,"
                    + " and KIND/NAME for a Domain, StoreClass or Guardrail");
        }
        return new ObjectName(parts[0], cluster ? null : parts[1], parts[parts.length - 1]);
    }

    /** Whether objects of the kind lie in a namespace. */
    public static boolean isNamespaced(String kind) {
        return OF_A_NAMESPACE.contains(kind);
    }

    public static ObjectName of(HasMetadata object) {
        return new ObjectName(
                object.getKind(),
                object.getMetadata().getNamespace(),
                object.getMetadata().getName());
    }

    @Override
    public int compareTo(ObjectName other) {
        return ORDER.compare(this, other);
    }

    /** {@code Policy sales/marketing-churn}, {@code Domain sales}. */
    @Override
    public String toString() {
        return kind + " " + (namespace == null ? name : namespace + "/" + name);
    }
}
