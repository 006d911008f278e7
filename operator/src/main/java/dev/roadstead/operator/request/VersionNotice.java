package dev.roadstead.operator.request;

import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.Lifecycle;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.api.v1alpha1.PortRef;
import dev.roadstead.api.v1alpha1.Visibility;
import dev.roadstead.operator.access.PortId;
import dev.roadstead.operator.kube.Catalogue;
import java.time.Instant;
import java.util.Optional;

/** What the owner of a port wants whoever reads a version, or is about to, to know. Nothing if it is as good as any. */
public final class VersionNotice {

    /** About a version that is there and that this namespace may know of. */
    public static Optional<String> of(Catalogue catalogue, String reader, PortRef ref, Instant now) {
        return catalogue
                .domain(ref.domain())
                .flatMap(domain -> catalogue.port(Catalogue.namespaceOf(domain), ref.name()))
                .filter(port -> port.getSpec().visibilityOrDefault() == Visibility.MESH
                        || port.getMetadata().getNamespace().equals(reader))
                .flatMap(port -> about(catalogue, port, ref, now));
    }

    /**
     * About a version of a product.
     *
     * @param over whether the version may be removed, as far as the caller knows: a Guardrail may have put that off
     */
    public static Optional<String> text(
            PortId address, OutputPortSpec.Version version, DataProduct product, boolean over) {
        boolean wholeProduct = product.getSpec().lifecycleOrDefault() == Lifecycle.DEPRECATED;
        if (!version.deprecatedOrDefault() && !wholeProduct) {
            return Optional.empty();
        }
        String what = version.deprecatedOrDefault()
                ? address + " is deprecated"
                : "product " + product.getMetadata().getName() + ", which " + address + " belongs to, is deprecated";
        return Optional.of(what + advice(version) + time(version, over));
    }

    private static Optional<String> about(Catalogue catalogue, OutputPort port, PortRef ref, Instant now) {
        return port.getSpec().versions().stream()
                .filter(version -> version.name().equals(ref.version()))
                .findFirst()
                .flatMap(version -> catalogue
                        .product(
                                port.getMetadata().getNamespace(),
                                port.getSpec().dataProductName())
                        .flatMap(product -> text(
                                new PortId(ref.domain(), ref.name(), ref.version()),
                                version,
                                product,
                                version.isSunset(now))));
    }

    private static String advice(OutputPortSpec.Version version) {
        return version.deprecationMessage() == null ? "" : ": " + version.deprecationMessage();
    }

    private static String time(OutputPortSpec.Version version, boolean over) {
        if (version.sunsetTime() == null) {
            return ". It stays as long as somebody reads it";
        }
        return over
                ? ". Since " + version.sunsetTime() + " it may be removed at any time"
                : ". From " + version.sunsetTime() + " on it may be removed";
    }

    private VersionNotice() {}
}
