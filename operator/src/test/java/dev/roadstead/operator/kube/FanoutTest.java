package dev.roadstead.operator.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.Guardrail;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.Policy;
import dev.roadstead.api.v1alpha1.StoreClass;
import dev.roadstead.operator.kube.Wake.Tempo;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who looks again when something changes: a mesh of two domains, and one change at a time. */
class FanoutTest {

    private final KubernetesSerialization yaml = KubernetesClients.serialization();
    private final NamespaceHolders holders = new NamespaceHolders();
    private final Catalogue catalogue = new Catalogue(holders);
    private final MapCache<Domain> domains = new MapCache<>();
    private final MapCache<AccessRequest> requests = new MapCache<>();

    @BeforeEach
    void mesh() {
        catalogue.add(Domain.class, domains);
        catalogue.add(AccessRequest.class, requests);
        domains.put(domain("flights", "ns-flights", 1, "makers"));
        domains.put(domain("insights", "insights", 1, "readers"));
        holders.held("ns-flights", "flights");
        holders.held("insights", "insights");

        var classes = new MapCache<StoreClass>();
        catalogue.add(StoreClass.class, classes);
        classes.put(storeClass("True"));
        var products = new MapCache<DataProduct>();
        catalogue.add(DataProduct.class, products);
        products.put(product("ns-flights", "traffic", "warehouse"));
        products.put(product("insights", "delays", "warehouse"));
        var ports = new MapCache<OutputPort>();
        catalogue.add(OutputPort.class, ports);
        ports.put(port("departures", 1, "Served", 1));
        ports.put(port("arrivals", 1, "Served", 1));
        var policies = new MapCache<Policy>();
        catalogue.add(Policy.class, policies);
        policies.put(policy(1, "departures"));

        requests.put(request("delays-in", "departures", "delays", "Approved"));
        requests.put(request("board", "arrivals", null, "NoPolicy"));
    }

    @Test
    void anOpenedStoreConcernsAllWhoKeepOrReadDataInIt() {
        var woken = new StoreClassFanout(catalogue)
                .usersOf("warehouse")
                .map(wake -> wake.target().name())
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of("arrivals", "board", "delays", "delays-in", "departures", "traffic"), woken);
        assertEquals(0, new StoreClassFanout(catalogue).usersOf("other").count());
    }

    @Test
    void aPolicyConcernsRequestsForTheOldAndTheNewPorts() {
        var fanout = new PolicyFanout(catalogue);
        assertEquals(Set.of("AccessRequest delays-in"), now(fanout, policy(1, "departures"), null));
        assertEquals(
                Set.of("AccessRequest delays-in", "AccessRequest board"),
                now(fanout, policy(1, "departures"), policy(2, "arrivals")));
        assertEquals(Set.of("AccessRequest delays-in", "AccessRequest board"), now(fanout, null, policy(1, "*")));
        assertEquals(Set.of(), now(fanout, policy(1, "departures"), policy(1, "departures")));
    }

    @Test
    void aGuardrailConcernsRequestsBetweenTheOldAndTheNewDomains() {
        var fanout = new GuardrailFanout(catalogue);
        domains.put(labelled("flights", "ns-flights", Map.of("tier", "gold")));
        domains.put(labelled("insights", "insights", Map.of("tier", "silver")));
        var all = Set.of("AccessRequest delays-in", "AccessRequest board");
        assertEquals(all, now(fanout, null, guardrail(1, "{}")));
        assertEquals(all, now(fanout, null, guardrail(1, "{domainSelector: {matchLabels: {tier: gold}}}")));
        assertEquals(all, now(fanout, null, guardrail(1, "{consumerDomainSelector: {matchLabels: {tier: silver}}}")));
        var nobody = "{domainSelector: {matchLabels: {tier: silver}}}";
        assertEquals(Set.of(), now(fanout, null, guardrail(1, nobody)));
        assertEquals(
                Set.of(), now(fanout, null, guardrail(1, "{consumerDomainSelector: {matchLabels: {tier: gold}}}")));
        assertEquals(all, now(fanout, guardrail(1, "{}"), guardrail(2, nobody)));
        assertEquals(all, now(fanout, guardrail(1, "{}"), null));
        assertEquals(Set.of(), now(fanout, guardrail(1, "{}"), guardrail(1, "{}")), "never on its numbers");
        assertEquals(all, now(fanout, null, guardrail(1, "{domainSelector: {matchLabel: {tier: silver}}}")));
    }

    private Domain labelled(String name, String namespace, Map<String, String> labels) {
        Domain domain = domain(name, namespace, 1, "makers");
        domain.getMetadata().setLabels(labels);
        return domain;
    }

    private Guardrail guardrail(int generation, String match) {
        return read(Guardrail.class, """
                metadata: {name: g, generation: %d}
                spec: {enforcement: Enforce, deny: never, match: %s}
                """.formatted(generation, match));
    }

    @Test
    void aPortConcernsItsRequestsByWhatItServesAndNeverByItsCounters() {
        var fanout = new PortFanout(catalogue);
        var before = port("departures", 1, "Pending", 0);
        assertEquals(Set.of("AccessRequest delays-in"), now(fanout, before, port("departures", 1, "Served", 0)));
        assertEquals(Set.of("AccessRequest delays-in"), now(fanout, before, port("departures", 2, "Pending", 0)));
        assertEquals(Set.of(), all(fanout, before, port("departures", 1, "Pending", 9)));
        assertEquals(Set.of("DataProduct traffic", "Domain flights", "Policy p"), later(fanout, before, null));
    }

    @Test
    void aRequestConcernsTheProductThatMadeItAndIsCountedByPortDomainAndPolicy() {
        var fanout = new RequestFanout(catalogue);
        var granted = request("delays-in", "departures", "delays", "Approved");
        var waiting = request("delays-in", "departures", "delays", "NoPolicy");
        assertEquals(Set.of("DataProduct delays"), now(fanout, waiting, granted));
        assertEquals(Set.of("OutputPort departures", "Domain flights", "Policy p"), later(fanout, waiting, granted));
        assertEquals(Set.of(), all(fanout, granted, granted));
        assertEquals(Set.of(), now(fanout, null, request("board", "arrivals", null, "NoPolicy")));
    }

    /** A change of the contract may be held back for a column that the consumer no longer sees. */
    @Test
    void aRequestConcernsItsPortWhenOtherColumnsAreHidden() {
        var fanout = new RequestFanout(catalogue);
        var sees = request("delays-in", "departures", "delays", "Approved");
        assertEquals(Set.of("OutputPort departures"), all(fanout, sees, seeing("Hidden")));
        assertEquals(Set.of("OutputPort departures"), all(fanout, seeing("Hidden"), seeing("Hash")));
        assertEquals(Set.of(), all(fanout, sees, seeing("Hash")), "a mask takes nothing of the contract");
        assertEquals(Set.of(), all(fanout, seeing("Hidden"), seeing("Hidden")));
    }

    private AccessRequest seeing(String effect) {
        return read(AccessRequest.class, """
                metadata: {namespace: insights, name: delays-in, generation: 1}
                spec: {portRef: {domain: flights, name: departures, version: v1}, purpose: x, consumer: {productName: delays}}
                status:
                  policies: [{name: p, generation: 1}]
                  lens: {columns: [{name: tail_number, effect: %s}]}
                  conditions: [{type: Ready, status: "False", reason: Approved, message: m, lastTransitionTime: t}]
                """.formatted(effect));
    }

    @Test
    void aDomainConcernsItsObjectsAndRequestsFromAndToIt() {
        var fanout = new DomainFanout(catalogue);
        var before = domain("flights", "ns-flights", 1, "makers");
        assertEquals(Set.of(), all(fanout, before, domain("flights", "ns-flights", 7, "makers")), "counters");
        assertEquals(
                Set.of(
                        "Domain flights",
                        "DataProduct traffic",
                        "OutputPort departures",
                        "OutputPort arrivals",
                        "Policy p",
                        "AccessRequest delays-in",
                        "AccessRequest board"),
                now(fanout, before, domain("flights", "ns-flights", 1, "others")));
        assertEquals(
                Set.of("Domain insights", "DataProduct delays", "AccessRequest delays-in", "AccessRequest board"),
                now(fanout, domain("insights", "insights", 1, "readers"), null));
    }

    @Test
    void aStoreClassConcernsItsProductsOnlyWhenItFlips() {
        var fanout = new StoreClassFanout(catalogue);
        assertEquals(Set.of(), all(fanout, storeClass("True"), storeClass("True")));
        assertEquals(
                Set.of("DataProduct traffic", "DataProduct delays", "OutputPort departures", "OutputPort arrivals"),
                targets(fanout, storeClass("False"), storeClass("True"), Tempo.SPREAD));
    }

    @Test
    void whoseNamespaceItIsIsSaidByTheMarkAndNotByTheStatus() {
        assertEquals(
                "flights",
                catalogue.domainOf("ns-flights").orElseThrow().getMetadata().getName());
        domains.put(domain("squatter", "ns-flights", 1, "others"));
        assertEquals(
                "flights",
                catalogue.domainOf("ns-flights").orElseThrow().getMetadata().getName());

        holders.released("ns-flights", "flights");
        holders.held("ns-flights", "squatter");
        assertEquals(
                "squatter",
                catalogue.domainOf("ns-flights").orElseThrow().getMetadata().getName());
        assertFalse(catalogue.undecided("ns-flights"));
    }

    @Test
    void aDomainThatWasNeverLookedAtLeavesItsNamespaceUndecided() {
        domains.put(read(Domain.class, """
                metadata: {name: fresh, generation: 1}
                spec: {owners: []}
                """));
        assertTrue(catalogue.domainOf("fresh").isEmpty());
        assertTrue(catalogue.undecided("fresh"));
        assertFalse(catalogue.undecided("nobodys"));
    }

    private <T extends HasMetadata> Set<String> now(Fanout<T> fanout, T old, T now) {
        return targets(fanout, old, now, Tempo.NOW);
    }

    private <T extends HasMetadata> Set<String> later(Fanout<T> fanout, T old, T now) {
        return targets(fanout, old, now, Tempo.COALESCED);
    }

    private <T extends HasMetadata> Set<String> all(Fanout<T> fanout, T old, T now) {
        return targets(fanout, old, now, null);
    }

    private <T extends HasMetadata> Set<String> targets(Fanout<T> fanout, T old, T now, Tempo tempo) {
        return fanout.of(old, now)
                .filter(wake -> tempo == null || wake.tempo() == tempo)
                .map(Wake::target)
                .map(target -> target.kind().getSimpleName() + " " + target.name())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Domain domain(String name, String namespace, int products, String owner) {
        return read(Domain.class, """
                metadata: {name: %s, generation: 1}
                spec: {namespace: %s, owners: [{kind: Group, name: %s}]}
                status: {observedGeneration: 1, namespace: %s, dataProducts: %d}
                """.formatted(name, namespace, owner, namespace, products));
    }

    private StoreClass storeClass(String ready) {
        return read(StoreClass.class, """
                metadata: {name: warehouse, generation: 1}
                spec: {postgres: {host: h, database: d, credentialsSecretRef: {name: s}}}
                status: {conditions: [{type: Ready, status: "%s", reason: Ready, message: m, lastTransitionTime: t}]}
                """.formatted(ready));
    }

    private DataProduct product(String namespace, String name, String storeClass) {
        return read(DataProduct.class, """
                metadata: {namespace: %s, name: %s, generation: 1}
                spec: {stores: [{name: main, storeClassName: %s}]}
                """.formatted(namespace, name, storeClass));
    }

    private OutputPort port(String name, int generation, String state, int consumers) {
        return read(OutputPort.class, """
                metadata: {namespace: ns-flights, name: %s, generation: %d}
                spec: {dataProductName: traffic, store: main, versions: []}
                status: {consumers: %d, versions: [{name: v1, state: %s}]}
                """.formatted(name, generation, consumers, state));
    }

    private Policy policy(int generation, String port) {
        return read(Policy.class, """
                metadata: {namespace: ns-flights, name: p, generation: %d}
                spec: {ports: {names: ["%s"]}, consumers: [], purposes: [], columns: {allow: []}}
                """.formatted(generation, port));
    }

    private AccessRequest request(String name, String port, String product, String reason) {
        return read(AccessRequest.class, """
                metadata: {namespace: insights, name: %s, generation: 1}
                spec: {portRef: {domain: flights, name: %s, version: v1}, purpose: x%s}
                status:
                  policies: [{name: p, generation: 1}]
                  conditions: [{type: Ready, status: "False", reason: %s, message: m, lastTransitionTime: t}]
                """.formatted(
                        name, port, product == null ? "" : ", consumer: {productName: " + product + "}", reason));
    }

    private <T extends HasMetadata> T read(Class<T> kind, String text) {
        return yaml.unmarshal(text, kind);
    }
}
