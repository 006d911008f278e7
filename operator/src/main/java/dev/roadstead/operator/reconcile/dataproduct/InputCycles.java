package dev.roadstead.operator.reconcile.dataproduct;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.DataProductSpec;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.PortRef;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.reconcile.InputRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Products that read each other in a circle: none of them can be built before the others. A product that reads a port of its own,
 * such as what it published yesterday, is no such circle.
 */
public final class InputCycles {

    /** As people know it. */
    public record Product(String domain, String name) implements Comparable<Product> {

        @Override
        public int compareTo(Product other) {
            return Comparator.comparing(Product::domain)
                    .thenComparing(Product::name)
                    .compare(this, other);
        }

        @Override
        public String toString() {
            return domain + "/" + name;
        }
    }

    /**
     * A circle.
     *
     * @param products each reads the next one, and the last one the first
     */
    public record Cycle(List<Product> products) {

        public Cycle {
            products = List.copyOf(products);
        }

        /** Whether this product comes last in the order of their names: the one that gives way. */
        public boolean givesWay(Product product) {
            return products.stream()
                    .max(Comparator.naturalOrder())
                    .filter(product::equals)
                    .isPresent();
        }

        /** What is wrong with an input. */
        public String message(String input) {
            return "spec.inputs[" + input + "].portRef: products would read each other in a circle: " + this
                    + "; remove this input, or one of the others";
        }

        @Override
        public String toString() {
            return Stream.concat(products.stream(), Stream.of(products.getFirst()))
                    .map(Product::toString)
                    .collect(Collectors.joining(" reads "));
        }
    }

    private final Catalogue catalogue;
    private final @Nullable OutputPort coming;

    public InputCycles(Catalogue catalogue) {
        this(catalogue, null);
    }

    private InputCycles(Catalogue catalogue, @Nullable OutputPort coming) {
        this.catalogue = catalogue;
        this.coming = coming;
    }

    /** The circle that an input would close, going by what the products ask for. */
    public Optional<Cycle> asked(DataProduct product, DataProductSpec.Input input) {
        return through(product, input, this::inputsOf);
    }

    /** The circle that a port closes which is not there yet, because somebody waits for it already. */
    Optional<Cycle> closedBy(OutputPort port) {
        var then = new InputCycles(catalogue, port);
        return catalogue
                .product(port.getMetadata().getNamespace(), port.getSpec().dataProductName())
                .filter(product -> !product.isMarkedForDeletion())
                .flatMap(product -> InputPlan.inputs(product).stream()
                        .filter(input -> asked(product, input).isEmpty())
                        .flatMap(input -> then.asked(product, input).stream())
                        .findFirst());
    }

    /** The circle that an input closes, going by the requests there are. */
    Optional<Cycle> requested(DataProduct product, DataProductSpec.Input input) {
        return through(product, input, this::requestsOf);
    }

    /** How a product is called here; empty if it lies in nobody's namespace. */
    public Optional<Product> named(DataProduct product) {
        return catalogue
                .domainOf(product.getMetadata().getNamespace())
                .map(domain -> new Product(
                        domain.getMetadata().getName(), product.getMetadata().getName()));
    }

    private Optional<Cycle> through(
            DataProduct product, DataProductSpec.Input input, Function<Product, Stream<Product>> reads) {
        Product start = named(product).orElse(null);
        Product next = start == null ? null : behind(input.portRef()).orElse(null);
        if (start == null || next == null || next.equals(start)) {
            return Optional.empty();
        }
        return path(next, start, reads).map(back -> {
            var all = new ArrayList<Product>();
            all.add(start);
            all.addAll(back);
            return new Cycle(all);
        });
    }

    /** The shortest way, without where it leads to. */
    private static Optional<List<Product>> path(Product from, Product to, Function<Product, Stream<Product>> reads) {
        Map<Product, Product> before = new HashMap<>();
        Deque<Product> open = new ArrayDeque<>(List.of(from));
        before.put(from, from);
        while (!open.isEmpty()) {
            Product here = open.remove();
            if (here.equals(to)) {
                return Optional.of(back(before, from, to));
            }
            reads.apply(here)
                    .filter(next -> before.putIfAbsent(next, here) == null)
                    .forEach(open::add);
        }
        return Optional.empty();
    }

    private static List<Product> back(Map<Product, Product> before, Product from, Product to) {
        var path = new ArrayDeque<Product>();
        Product here = to;
        while (!here.equals(from)) {
            here = before.getOrDefault(here, from);
            path.addFirst(here);
        }
        return List.copyOf(path);
    }

    private Stream<Product> inputsOf(Product product) {
        return namespace(product.domain()).flatMap(namespace -> catalogue.product(namespace, product.name())).stream()
                .filter(found -> !found.isMarkedForDeletion())
                .flatMap(found -> InputPlan.inputs(found).stream())
                .flatMap(input -> behind(input.portRef()).stream());
    }

    private Stream<Product> requestsOf(Product product) {
        return namespace(product.domain()).stream()
                .flatMap(namespace -> catalogue.requestsOfProduct(namespace, product.name()).stream())
                .filter(request -> !request.isMarkedForDeletion() && !InputRequest.isHandedOver(request))
                .map(AccessRequest::getSpec)
                .flatMap(spec -> behind(spec.portRef()).stream());
    }

    /** The product that a port belongs to. */
    private Optional<Product> behind(PortRef port) {
        return namespace(port.domain())
                .flatMap(namespace -> port(namespace, port.name()))
                .map(found -> new Product(port.domain(), found.getSpec().dataProductName()));
    }

    private Optional<OutputPort> port(String namespace, String name) {
        return Optional.ofNullable(coming)
                .filter(port -> port.getMetadata().getNamespace().equals(namespace)
                        && port.getMetadata().getName().equals(name))
                .or(() -> catalogue.port(namespace, name));
    }

    private Optional<String> namespace(String domain) {
        return catalogue
                .domain(domain)
                .filter(found -> !found.isMarkedForDeletion())
                .map(Catalogue::namespaceOf);
    }
}
