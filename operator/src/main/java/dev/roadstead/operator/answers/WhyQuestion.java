package dev.roadstead.operator.answers;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.DataProductSpec;
import dev.roadstead.operator.access.Enforcement;
import dev.roadstead.operator.answers.AnswerException.Kind;
import dev.roadstead.operator.reconcile.InputRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the requests that an address means, and tells the way of each. */
public final class WhyQuestion {

    private final MeshView mesh;
    private final RequestChain chain;

    /**
     * Asks with what can be seen now.
     *
     * @param enforcement what the stores can enforce
     */
    public WhyQuestion(MeshView mesh, SecretState.Lookup secrets, Enforcement enforcement, Instant now) {
        this.mesh = mesh;
        this.chain = new RequestChain(mesh, secrets, enforcement, now);
    }

    /** The answer about a request, an input, or all inputs of a product. */
    public Why about(ObjectAddress address) throws AnswerException {
        String namespace = mesh.namespaceOf(address.domain())
                .orElseThrow(() -> wrong("there is no domain " + address.domain() + "; "
                        + PortView.near(
                                address.domain(),
                                mesh.catalogue()
                                        .domains()
                                        .map(domain -> domain.getMetadata().getName())
                                        .toList())));
        if (!mesh.sees(AccessRequest.class, namespace)) {
            throw new AnswerException(
                    Kind.NOT_ALLOWED,
                    "your account may not list AccessRequests in namespace " + namespace
                            + ", so nothing can be said about " + address
                            + "; its owners can, and the ClusterRole roadstead-auditor allows it");
        }
        if (address.input() == null) {
            AccessRequest request =
                    mesh.catalogue().request(namespace, address.name()).orElse(null);
            if (request != null) {
                return why(List.of(chain.of(request)));
            }
        }
        List<Why.Chain> chains = inputs(namespace, address);
        if (chains.isEmpty()) {
            throw wrong("domain " + address.domain() + " has no request, product or input " + address.name()
                    + (address.input() == null ? "" : "/" + address.input()) + "; "
                    + PortView.near(address.name(), names(namespace)));
        }
        return why(chains);
    }

    /** The answer about one request that is known to be there. */
    public Why about(AccessRequest request) {
        return why(List.of(chain.of(request)));
    }

    private Why why(List<Why.Chain> chains) {
        return new Why(chains, mesh.gaps());
    }

    private List<Why.Chain> inputs(String namespace, ObjectAddress address) {
        DataProduct named = mesh.catalogue().product(namespace, address.name()).orElse(null);
        if (named != null) {
            return chains(namespace, named, address.input());
        }
        return address.input() != null
                ? List.of()
                : mesh.catalogue().productsIn(namespace).stream()
                        .flatMap(product -> chains(namespace, product, address.name()).stream())
                        .toList();
    }

    private List<Why.Chain> chains(String namespace, DataProduct product, @Nullable String input) {
        var chains = new ArrayList<Why.Chain>();
        for (DataProductSpec.Input each : product.getSpec().inputs()) {
            if (input == null || input.equals(each.name())) {
                String name = InputRequest.name(product, each);
                chains.add(mesh.catalogue()
                        .request(namespace, name)
                        .map(chain::of)
                        .orElseGet(() -> notMade(namespace, product, each)));
            }
        }
        return chains;
    }

    private static Why.Chain notMade(String namespace, DataProduct product, DataProductSpec.Input input) {
        String name = product.getMetadata().getName();
        return new Why.Chain(
                namespace + "/" + InputRequest.name(product, input),
                "Input " + input.name() + " of product " + name,
                false,
                List.of(Step.no(
                        "request",
                        "the operator has not made an AccessRequest for this input (yet); the conditions of DataProduct "
                                + name + " tell why")),
                "kubectl -n " + namespace + " describe dataproducts.roadstead.dev " + name);
    }

    private List<String> names(String namespace) {
        return Stream.concat(
                        mesh.catalogue().requestsIn(namespace).stream()
                                .map(request -> request.getMetadata().getName()),
                        mesh.catalogue().productsIn(namespace).stream()
                                .flatMap(product -> Stream.concat(
                                        Stream.of(product.getMetadata().getName()),
                                        product.getSpec().inputs().stream().map(DataProductSpec.Input::name))))
                .distinct()
                .sorted()
                .toList();
    }

    private static AnswerException wrong(String message) {
        return new AnswerException(Kind.WRONG_NAME, message);
    }
}
