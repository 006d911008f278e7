package dev.roadstead.operator.reconcile.dataproduct;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.DataProductSpec;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.operator.admission.Opinion;
import dev.roadstead.operator.admission.Proposal;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.kube.KubernetesClients;
import dev.roadstead.operator.kube.ListedCache;
import dev.roadstead.operator.kube.NamespaceHolders;
import dev.roadstead.operator.reconcile.InputRequest;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Products a, b and c, each in a domain of its name with a port of its name. */
class InputCyclesTest {

    private static final KubernetesSerialization YAML = KubernetesClients.serialization();

    private final List<DataProduct> products = new ArrayList<>();
    private final List<AccessRequest> requests = new ArrayList<>();
    private final Set<String> ports = new TreeSet<>(Set.of("a", "b", "c"));

    @Test
    void whatReadsInOneDirectionIsNoCircle() {
        add(product("a", "b"), product("b", "c"), product("c"));
        assertEquals(Optional.empty(), asked(product("a", "b")));
        assertEquals(Optional.empty(), asked(product("a", "c")));
    }

    @Test
    void twoAndThreeAreShown() {
        add(product("a"), product("b", "a"), product("c", "b"));
        assertEquals(Optional.of("[a/a, b/b]"), asked(product("a", "b")));
        assertEquals(Optional.of("[a/a, c/c, b/b]"), asked(product("a", "c")));
        assertEquals(
                Optional.of(
                        "spec.inputs[c].portRef: products would read each other in a circle: a/a reads c/c reads b/b"
                                + " reads a/a; remove this input, or one of the others"),
                cycles().asked(product("a", "c"), input(product("a", "c"))).map(cycle -> cycle.message("c")));
    }

    @Test
    void aProductMayReadWhatItPublished() {
        add(product("a"));
        assertEquals(Optional.empty(), asked(product("a", "a")));
    }

    @Test
    void whatIsNotThereClosesNothing() {
        add(product("a"));
        assertEquals(Optional.empty(), asked(product("a", "nobody")));
    }

    @Test
    void aProductThatIsRetiredReadsNothing() {
        DataProduct retired =
                YAML.unmarshal(text("b", "a").replace("spec: {", "spec: {lifecycle: Retired, "), DataProduct.class);
        add(product("a"), retired);
        assertEquals(Optional.empty(), asked(product("a", "b")));
    }

    @Test
    void afterwardsOnlyWhatIsRequestedCounts() {
        add(product("a", "b"), product("b", "a"));
        assertEquals(Optional.empty(), requested(product("b", "a")));
        request(product("a", "b"));
        assertTrue(requested(product("b", "a")).isPresent(), "the second one would close it");
        assertEquals(Optional.empty(), requested(product("a", "b")), "the first one goes on");
    }

    @Test
    void ofTwoThatAskedAtOnceExactlyOneGivesWay() {
        add(product("a", "b"), product("b", "a"));
        request(product("a", "b"));
        request(product("b", "a"));
        var ofA = requested(product("a", "b")).orElseThrow();
        var ofB = requested(product("b", "a")).orElseThrow();
        assertFalse(ofA.givesWay(new InputCycles.Product("a", "a")));
        assertTrue(ofB.givesWay(new InputCycles.Product("b", "b")));
    }

    @Test
    void anInputThatStaysIsNotHeldAgainstAnotherChange() {
        add(product("a", "b"), product("b", "a"));
        var reworded = YAML.unmarshal(text("a", "b").replace("spec: {", "spec: {title: A, "), DataProduct.class);
        assertEquals(Opinion.NONE, opinion(product("a", "b"), reworded));
        assertTrue(opinion(product("a"), product("a", "b")).refuses());
    }

    /** The same objects, in the order that no input of a product closes anything when it is made. */
    @Test
    void aPortThatSomebodyWaitsForIsToldOfTheCircleAndNotRefused() {
        add(product("a", "b"), product("b", "c"), product("c", "a"));
        ports.remove("b");
        assertEquals(Optional.empty(), asked(product("a", "b")), "the port is not there");
        Opinion opinion = created(port("b"));
        assertFalse(opinion.refuses());
        assertEquals(
                List.of(
                        "with this port, products read each other in a circle: b/b reads c/c reads a/a reads b/b; one of these"
                                + " inputs gets no access, and InputsGranted of its product says so; remove one of them"),
                opinion.warnings());
        ports.add("b");
        assertEquals(Opinion.NONE, created(port("b")), "it was one before");
    }

    @Test
    void aPortThatClosesNothingIsToldNothing() {
        add(product("a", "b"), product("b", "b"), product("c"));
        ports.remove("b");
        assertEquals(Opinion.NONE, created(port("b")));
        assertEquals(Opinion.NONE, created(port("c")));
    }

    private Opinion created(OutputPort port) {
        var proposal = new Proposal(Proposal.Operation.CREATE, null, port, "alice", Set.of(), false, Instant.EPOCH);
        return new CircleAdmission().check(proposal, catalogue());
    }

    private Opinion opinion(DataProduct before, DataProduct after) {
        var proposal = new Proposal(Proposal.Operation.UPDATE, before, after, "alice", Set.of(), false, Instant.EPOCH);
        return new ProductAdmission().check(proposal, catalogue());
    }

    private void add(DataProduct... more) {
        products.addAll(List.of(more));
    }

    private void request(DataProduct product) {
        requests.add(InputRequest.of(product, input(product)));
    }

    private Optional<String> asked(DataProduct product) {
        return cycles().asked(product, input(product))
                .map(cycle -> cycle.products().toString());
    }

    private Optional<InputCycles.Cycle> requested(DataProduct product) {
        return cycles().requested(product, input(product));
    }

    private InputCycles cycles() {
        return new InputCycles(catalogue());
    }

    private Catalogue catalogue() {
        var holders = new NamespaceHolders();
        var catalogue = new Catalogue(holders);
        Stream.of("a", "b", "c").forEach(name -> holders.held(name, name));
        catalogue.add(
                Domain.class,
                new ListedCache<>(
                        Stream.of("a", "b", "c").map(InputCyclesTest::domain).toList()));
        catalogue.add(DataProduct.class, new ListedCache<>(products));
        catalogue.add(
                OutputPort.class,
                new ListedCache<>(ports.stream().map(InputCyclesTest::port).toList()));
        catalogue.add(AccessRequest.class, new ListedCache<>(requests));
        return catalogue;
    }

    private static DataProductSpec.Input input(DataProduct product) {
        return product.getSpec().inputs().getFirst();
    }

    private static DataProduct product(String name, String... reads) {
        return YAML.unmarshal(text(name, reads), DataProduct.class);
    }

    private static String text(String name, String... reads) {
        return """
                apiVersion: roadstead.dev/v1alpha1
                kind: DataProduct
                metadata: {name: %s, namespace: %s, uid: %s}
                spec: {inputs: [%s]}
                """.formatted(
                name,
                name,
                name,
                String.join(
                        ", ",
                        Stream.of(reads)
                                .map(port -> "{name: %s, portRef: {domain: %s, name: %s, version: v1}, purpose: p}"
                                        .formatted(port, port, port))
                                .toList()));
    }

    private static OutputPort port(String name) {
        return YAML.unmarshal("""
                apiVersion: roadstead.dev/v1alpha1
                kind: OutputPort
                metadata: {name: %s, namespace: %s}
                spec: {dataProductName: %s, store: main, versions: []}
                """.formatted(name, name, name), OutputPort.class);
    }

    private static Domain domain(String name) {
        return YAML.unmarshal("""
                apiVersion: roadstead.dev/v1alpha1
                kind: Domain
                metadata: {name: %s}
                spec: {owners: []}
                """.formatted(name), Domain.class);
    }
}
