package dev.roadstead.operator.reconcile.outputport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.Contract;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.Guardrail;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.api.v1alpha1.Policy;
import dev.roadstead.api.v1alpha1.StoreClass;
import dev.roadstead.operator.backend.BackendRegistry;
import dev.roadstead.operator.contract.change.AddedColumn;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.kube.KubernetesClients;
import dev.roadstead.operator.kube.ListedCache;
import dev.roadstead.operator.kube.NamespaceHolders;
import dev.roadstead.operator.postgres.PostgresFactory;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The spec still has the contract before; what counts is the one that is let through. */
class ColumnGainsTest {

    private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");
    private static final String ID = "{name: id, logicalType: integer, classification: public}";
    private static final String GATE = ", {name: gate, logicalType: string, classification: public}";
    private static final String SEAT = ", {name: seat, logicalType: string, classification: pii}";
    private static final String NOTE = ", {name: note, logicalType: string}";

    private final List<HasMetadata> objects = new ArrayList<>();

    ColumnGainsTest() {
        put(
                StoreClass.class,
                "",
                "warehouse",
                "spec: {postgres: {host: h, database: d, credentialsSecretRef: {name: s}}}");
        put(Domain.class, "", "flights", "spec: {owners: []}");
        put(Domain.class, "", "insights", "spec: {owners: []}");
        put(
                DataProduct.class,
                "flights",
                "traffic",
                "spec: {stores: [{name: main}]}\nstatus: {stores: [{name: main, storeClassName: warehouse}]}");
        put(
                OutputPort.class,
                "flights",
                "departures",
                "spec: {dataProductName: traffic, store: main, versions: [" + version("v1", ID) + ", "
                        + version("v2", ID) + "]}");
    }

    @Test
    void eachConsumerSeesWhatHisPolicyShows() {
        policy("clear", "board", "");
        policy("hashed", "delays", ", mask: [{classification: pii, with: Hash}]");
        policy("narrow", "kiosk", ", hide: [{classification: pii}, {column: gate}]");
        policy("open", "desk", ", unclassified: Clear");
        Stream.of("board", "delays", "kiosk", "desk").forEach(name -> request(name, "v1", true));
        assertEquals(
                List.of(
                        "insights/board gains departures.gate (Clear), departures.seat (Clear)",
                        "insights/delays gains departures.gate (Clear), departures.seat (Hash)",
                        "insights/kiosk gains nothing",
                        "insights/desk gains departures.gate (Clear), departures.seat (Clear), departures.note (Clear)"),
                gains());
    }

    @Test
    void guardrailsCount() {
        policy("clear", "board", "");
        request("board", "v1", true);
        put(
                Guardrail.class,
                "",
                "pii",
                "spec: {enforcement: Enforce, match: {columns: {classifications: [pii]}}, mask: Redact}");
        assertEquals(List.of("insights/board gains departures.gate (Clear), departures.seat (Redact)"), gains());
    }

    /** Neither who waits, nor who reads another version or port. */
    @Test
    void onlyWhoIsGrantedAccessToTheVersionIsTold() {
        policy("all", "*", "");
        request("waiting", "v1", false);
        request("other", "v2", true);
        assertEquals(List.of(), gains());
    }

    private List<String> gains() {
        var version = read(OutputPortSpec.Version.class, version("v1", ID + GATE + SEAT + NOTE));
        Contract former = read(OutputPortSpec.Version.class, version("v1", ID)).contract();
        var catalogue = catalogue();
        return new ColumnGains(
                        catalogue,
                        new BackendRegistry(catalogue),
                        AccessRequest::getStatus,
                        (verdict, contract) -> verdict.decide(PostgresFactory.enforcement(), null, NOW, contract)
                                .decision())
                .of("flights", "departures", version, AddedColumn.between(former, version.contract())).stream()
                        .map(ColumnGain::toString)
                        .toList();
    }

    private static String version(String name, String columns) {
        return "{name: " + name + ", contract: {schema: [{name: departures, properties: [" + columns + "]}]}}";
    }

    /** Each request has a purpose of its own name. */
    private void policy(String name, String purpose, String columns) {
        put(
                Policy.class,
                "flights",
                name,
                "spec: {ports: {names: [departures]}, consumers: [{domain: insights}], purposes: [\"" + purpose
                        + "\"], columns: {allow: [\"*\"]" + columns + "}}");
    }

    private void request(String name, String version, boolean granted) {
        put(
                AccessRequest.class,
                "insights",
                name,
                "spec: {portRef: {domain: flights, name: departures, version: " + version + "}, purpose: " + name + "}"
                        + "\nstatus: {domain: insights" + (granted ? ", grant: {login: l}" : "") + "}");
    }

    private <T extends HasMetadata> void put(Class<T> kind, String namespace, String name, String rest) {
        T object = read(kind, "metadata: {name: " + name + ", generation: 1}\n" + rest);
        object.getMetadata().setNamespace(namespace.isEmpty() ? null : namespace);
        objects.add(object);
    }

    private Catalogue catalogue() {
        var holders = new NamespaceHolders();
        holders.held("flights", "flights");
        holders.held("insights", "insights");
        var catalogue = new Catalogue(holders);
        Stream.of(
                        Domain.class,
                        StoreClass.class,
                        Guardrail.class,
                        DataProduct.class,
                        OutputPort.class,
                        Policy.class,
                        AccessRequest.class)
                .forEach(kind -> add(catalogue, kind));
        return catalogue;
    }

    private <T extends HasMetadata> void add(Catalogue catalogue, Class<T> kind) {
        catalogue.add(
                kind,
                new ListedCache<>(objects.stream()
                        .filter(kind::isInstance)
                        .<T>map(kind::cast)
                        .toList()));
    }

    private static <T> T read(Class<T> kind, String text) {
        return KubernetesClients.serialization().unmarshal("---\n" + text, kind);
    }
}
