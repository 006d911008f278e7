package dev.roadstead.operator.protection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.operator.backend.PortKey;
import dev.roadstead.operator.contract.change.Dependent;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.kube.KubernetesClients;
import dev.roadstead.operator.kube.ListedCache;
import dev.roadstead.operator.kube.NamespaceHolders;
import dev.roadstead.operator.protection.Shields.Excess;
import dev.roadstead.operator.status.StatusWriter;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a port judges while a grant is under way, and whether it has to judge anew afterwards. */
class ShieldsTest {

    private static final String NARROW = "status: {domain: insights, grant: {login: l},"
            + " lens: {columns: [{name: id, effect: Clear}, {name: tail_number, effect: Hidden}]}}";
    private static final String WIDE =
            "status: {domain: insights, grant: {login: l}, lens: {columns: [{name: id, effect: Clear}]}}";
    private static final String NONE = "status: {domain: insights}";

    /** Nothing is ever asked of it. */
    private final KubernetesClient client = new KubernetesClientBuilder().build();

    private final OutputPort port = read(OutputPort.class, """
            metadata: {namespace: flights, name: departures}
            spec: {dataProductName: traffic, store: main, versions: [{name: v1}]}
            """);

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void aClaimCountsByWhatItWillSeeUntilItIsSettled() {
        AccessRequest request = request(NARROW, "");
        Shields shields = shields(request);
        shields.claim(request, claim("departures", "v1", everything()));
        assertEquals(Set.of(everything(), narrow()), Set.copyOf(shields.dependents(port, "v1")));
        shields.judged(request);
        assertEquals(List.of(narrow()), shields.dependents(port, "v1"));
        shields.claim(request, claim("departures", "v1", narrow()));
        assertEquals(List.of(narrow()), shields.dependents(port, "v1"));
    }

    @Test
    void aPortThatJudgedMeanwhileJudgesAnewIfTheRequestSeesLess() {
        AccessRequest request = request(NARROW, "");
        Shields shields = shields(request);
        shields.claim(request, claim("departures", "v1", everything()));
        shields.dependents(port, "v1");
        assertEquals(Excess.HELD_CHANGE, shields.judged(request));
        assertEquals(Excess.NOTHING, shields.judged(request), "once");
    }

    @Test
    void soItDoesIfTheRequestSaysWhatItUses() {
        AccessRequest request = request(WIDE, ", columns: [id]");
        Shields shields = shields(request);
        shields.claim(request, claim("departures", "v1", everything()));
        shields.dependents(port, "v1");
        assertEquals(Excess.HELD_CHANGE, shields.judged(request));
    }

    /** A grant that fails is tried again, and each time it claims anew; a Policy may have become narrower meanwhile. */
    @Test
    void whatWasJudgedByAClaimIsRememberedWhenItIsRenewed() {
        AccessRequest request = request(NARROW, "");
        Shields shields = shields(request);
        shields.claim(request, claim("departures", "v1", everything()));
        shields.dependents(port, "v1");
        shields.claim(request, claim("departures", "v1", narrow()));
        shields.dependents(port, "v1");
        assertEquals(Excess.HELD_CHANGE, shields.judged(request));
        shields.claim(request, claim("departures", "v1", everything()));
        assertEquals(Excess.NOTHING, shields.judged(request), "nobody has judged by this one");
    }

    @Test
    void nobodyLooksAgainForNothing() {
        AccessRequest narrow = request(NARROW, "");
        Shields unasked = shields(narrow);
        unasked.claim(narrow, claim("departures", "v1", everything()));
        assertEquals(Excess.NOTHING, unasked.judged(narrow), "no port has judged");

        Shields others = shields(narrow);
        others.claim(narrow, claim("departures", "v2", everything()));
        others.dependents(port, "v1");
        assertEquals(Excess.NOTHING, others.judged(narrow), "the port has judged another version");
        others.claim(narrow, claim("arrivals", "v1", everything()));
        others.dependents(port, "v1");
        assertEquals(Excess.NOTHING, others.judged(narrow), "another port has judged");

        AccessRequest wide = request(WIDE, "");
        Shields hit = shields(wide);
        hit.claim(wide, claim("departures", "v1", everything()));
        hit.dependents(port, "v1");
        assertEquals(Excess.NOTHING, hit.judged(wide), "it does see everything");

        Shields exact = shields(narrow);
        exact.claim(narrow, claim("departures", "v1", narrow()));
        exact.dependents(port, "v1");
        assertEquals(Excess.NOTHING, exact.judged(narrow), "it came out as it was meant");
    }

    @Test
    void whoIsNotGrantedAccessAfterAllFreesWhatWasProtected() {
        AccessRequest request = request(NONE, "");
        Shields shields = shields(request);
        shields.claim(request, claim("departures", "v1", everything()));
        assertEquals(List.of(everything()), shields.dependents(port, "v1"));
        assertEquals(Excess.PROTECTION, shields.judged(request));
        assertEquals(Excess.NOTHING, shields.judged(request));
        assertEquals(List.of(), shields.dependents(port, "v1"));
    }

    /** Only the store that is read is kept, whichever the port's other versions lie in. */
    @Test
    void aStoreIsProtectedByWhoReadsAVersionThatLiesInIt() {
        OutputPort two = read(OutputPort.class, """
                metadata: {namespace: flights, name: departures}
                spec: {dataProductName: traffic, store: main, versions: [{name: v1}, {name: v2, store: lake}]}
                """);
        DataProduct product = read(DataProduct.class, """
                metadata: {namespace: flights, name: traffic}
                spec: {stores: [{name: main}, {name: lake}]}
                """);
        AccessRequest request = request(WIDE, "");
        assertEquals(Set.of("main"), shields(two, request).of(product).parts());
        AccessRequest other = read(AccessRequest.class, """
                metadata: {namespace: insights, name: board, uid: u-1, resourceVersion: "1"}
                spec: {portRef: {domain: flights, name: departures, version: v2}, purpose: x}
                %s
                """.formatted(WIDE));
        Shield shield = shields(two, other).of(product);
        assertEquals(Set.of("lake"), shield.parts());
        assertEquals("departures by insights/board (v2)", shield.text());
    }

    private static Dependent everything() {
        return new Dependent("insights/board", Set.of());
    }

    private static Dependent narrow() {
        return new Dependent("insights/board", Set.of("tail_number"));
    }

    private static Claim claim(String port, String version, Dependent reader) {
        return new Claim(
                new PortKey("flights", port, version),
                "flights",
                "traffic",
                "main",
                "warehouse",
                new Consumer("insights", "board", version),
                reader);
    }

    private Shields shields(AccessRequest request) {
        return shields(port, request);
    }

    private Shields shields(OutputPort port, AccessRequest request) {
        var catalogue = new Catalogue(new NamespaceHolders());
        catalogue.add(
                Domain.class,
                cache(Stream.of("flights", "insights").map(name -> read(Domain.class, """
                        metadata: {name: %s}
                        spec: {owners: []}
                        """.formatted(name)))));
        catalogue.add(OutputPort.class, cache(Stream.of(port)));
        catalogue.add(DataProduct.class, cache(Stream.of()));
        catalogue.add(AccessRequest.class, cache(Stream.of(request)));
        return new Shields(catalogue, new StatusWriter(client, () -> Instant.EPOCH), () -> Instant.EPOCH);
    }

    private static <T extends HasMetadata> ListedCache<T> cache(Stream<T> objects) {
        return new ListedCache<>(objects.toList());
    }

    private static AccessRequest request(String status, String columns) {
        return read(AccessRequest.class, """
                metadata: {namespace: insights, name: board, uid: u-1, resourceVersion: "1"}
                spec: {portRef: {domain: flights, name: departures, version: v1}, purpose: x%s}
                %s
                """.formatted(columns, status));
    }

    private static <T> T read(Class<T> kind, String text) {
        return KubernetesClients.serialization().unmarshal(text, kind);
    }
}
