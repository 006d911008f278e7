package dev.roadstead.operator.reconcile.accessrequest;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.AccessRequestStatus;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.Policy;
import dev.roadstead.api.v1alpha1.StoreClass;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything deleted and applied again from files finds its store, its address and its lease by their markers. */
class RebuildIT {

    /** What is kept when all has gone: the data, whose it is, and when the lease began. */
    private static final List<String> EMPTY = List.of(
            "ROLE ADMIN 2",
            "ROLE DATA_OWNER 1",
            "ROLE PORT_OWNER 1",
            "ROLE WRITER_GROUP 1",
            "SCHEMA DATA 1",
            "SCHEMA WORK 1",
            "lease renewed 0");

    private static final List<Class<? extends HasMetadata>> KINDS =
            List.of(AccessRequest.class, DataProduct.class, Policy.class, OutputPort.class, Domain.class);

    private static AccessMesh mesh;

    private String flights;
    private String insights;
    private AccessRequestStatus.Grant before;

    @BeforeAll
    static void start() {
        mesh = AccessMesh.start();
        // A store that can't be asked must hold nothing up that does not lie in it.
        mesh.awaitReason(StoreClass.class, null, mesh.brokenStoreClass("wrong"), "WrongPassword");
    }

    @AfterAll
    static void stop() throws SQLException {
        mesh.close();
    }

    @BeforeEach
    void grant() throws SQLException {
        flights = mesh.newDomain("flights");
        insights = mesh.newDomain("insights");
        applyAll();
        try (Connection writer = mesh.login(mesh.secret(flights, "nyc-main-airflow"))) {
            mesh.execute(writer, "INSERT INTO departures (id, tail_number, origin) VALUES (1, 'N1', 'JFK')");
        }
        before = mesh.get(AccessRequest.class, insights, request()).getStatus().grant();
    }

    private void applyAll() {
        mesh.apply("producer.yaml", flights, insights);
        mesh.apply("policy.yaml", flights, insights);
        mesh.apply("consumer.yaml", flights, insights);
        mesh.awaitReady(AccessRequest.class, insights, request());
    }

    private String request() {
        return mesh.requestOf(insights, "delays");
    }

    private void assertSameAsBefore() throws SQLException {
        AccessRequestStatus.Grant after =
                mesh.get(AccessRequest.class, insights, request()).getStatus().grant();
        assertEquals(before.schema(), after.schema());
        assertEquals(before.login(), after.login());
        assertEquals(before.startTime(), after.startTime());
        Secret secret = mesh.secret(insights, "delays-departures");
        try (Connection consumer = mesh.login(secret)) {
            assertEquals(1, mesh.count(consumer, "departures"));
        }
    }

    static Stream<List<Class<? extends HasMetadata>>> orders() {
        return Stream.of(
                List.of(AccessRequest.class, DataProduct.class, Policy.class, OutputPort.class, Domain.class),
                List.of(Domain.class, OutputPort.class, DataProduct.class, Policy.class),
                List.of(DataProduct.class, Domain.class, Policy.class, OutputPort.class),
                List.of(Policy.class, OutputPort.class, DataProduct.class, Domain.class));
    }

    @ParameterizedTest
    @MethodSource("orders")
    void deletedInAnyOrderItComesBackAsItWas(List<Class<? extends HasMetadata>> order) throws SQLException {
        Secret secret = mesh.secret(insights, "delays-departures");
        for (Class<? extends HasMetadata> kind : order) {
            mesh.deleteAll(kind, flights, insights);
        }
        await().atMost(AccessMesh.SOON)
                .untilAsserted(() -> assertThrows(
                        SQLException.class, () -> mesh.login(secret).close()));
        await().atMost(AccessMesh.SOON)
                .untilAsserted(() -> assertEquals(EMPTY, StoreBooks.held(mesh, flights, insights)));
        mesh.domain(flights);
        mesh.domain(insights);
        applyAll();
        assertSameAsBefore();
    }

    private record Pair(String producer, String consumer, List<Class<? extends HasMetadata>> order) {}

    /** Each kind right after each other one, then the rest, in twenty pairs of domains at once; nobody waits for anything. */
    @Test
    void whateverIsDeletedRightAfterWhateverItEndsCleanAndTheDataStays() throws SQLException {
        List<Pair> pairs = pairs();
        for (Pair pair : pairs) {
            mesh.applyDomain(pair.producer());
            mesh.applyDomain(pair.consumer());
        }
        for (Pair pair : pairs) {
            mesh.awaitReady(Domain.class, null, pair.producer());
            mesh.awaitReady(Domain.class, null, pair.consumer());
            for (String file : List.of("producer.yaml", "policy.yaml", "consumer.yaml")) {
                mesh.apply(file, pair.producer(), pair.consumer());
            }
        }
        for (Pair pair : pairs) {
            mesh.awaitReady(AccessRequest.class, pair.consumer(), mesh.requestOf(pair.consumer(), "delays"));
        }
        for (int step = 0; step < KINDS.size(); step++) {
            for (Pair pair : pairs) {
                mesh.deleteLater(pair.order().get(step), pair.producer());
                mesh.deleteLater(pair.order().get(step), pair.consumer());
            }
        }
        for (Pair pair : pairs) {
            await(pair.toString())
                    .atMost(AccessMesh.SOON)
                    .untilAsserted(() -> assertEquals(EMPTY, StoreBooks.held(mesh, pair.producer(), pair.consumer())));
        }
        try (Connection dba = mesh.superuser()) {
            for (Pair pair : pairs) {
                assertEquals(
                        "1",
                        mesh.text(
                                dba,
                                "SELECT count(*) FROM pg_tables JOIN roadstead_meta.ledger l ON l.name = schemaname"
                                        + " WHERE l.part = 'DATA' AND l.domain = '" + pair.producer()
                                        + "' AND tablename = 'departures'"),
                        pair.toString());
            }
        }
    }

    private static List<Pair> pairs() {
        List<Pair> pairs = new ArrayList<>();
        for (Class<? extends HasMetadata> first : KINDS) {
            for (Class<? extends HasMetadata> second : KINDS) {
                if (first != second) {
                    List<Class<? extends HasMetadata>> order = new ArrayList<>(List.of(first, second));
                    KINDS.stream().filter(kind -> !order.contains(kind)).forEach(order::add);
                    pairs.add(new Pair(mesh.newName("flights"), mesh.newName("insights"), order));
                }
            }
        }
        return pairs;
    }

    @Test
    void theEndOfADomainIsTheEndOfItsPortsAndBothComeBack() throws SQLException {
        mesh.delete(Domain.class, null, flights);
        OutputPort port = mesh.awaitReason(OutputPort.class, flights, "departures", "NamespaceNotOwned");
        assertEquals(List.of(), port.getStatus().versions());
        assertNull(port.getStatus().serving());
        assertEquals(EMPTY, StoreBooks.held(mesh, flights, insights));
        mesh.domain(flights);
        mesh.awaitReady(OutputPort.class, flights, "departures");
        mesh.awaitReady(AccessRequest.class, insights, request());
        assertSameAsBefore();
    }

    @Test
    void aLostClusterIsBuiltAgainFromFiles() throws SQLException {
        mesh.operator().stop();
        mesh.forget(flights, insights);
        mesh.operator().start();
        mesh.domain(flights);
        mesh.domain(insights);
        applyAll();
        assertSameAsBefore();
    }

    /** Another store is down all the time: it has nothing to do with this port, though nobody can tell that by asking it. */
    @Test
    void aPortWhoseProductHasVanishedEndsByWhatItsStatusRemembers() throws SQLException {
        mesh.vanish(DataProduct.class, flights, "nyc");
        OutputPort port = mesh.awaitReason(OutputPort.class, flights, "departures", "ProductNotFound");
        await().atMost(AccessMesh.SOON)
                .until(() -> mesh.get(OutputPort.class, flights, "departures")
                        .getStatus()
                        .versions()
                        .isEmpty());
        assertEquals(mesh.storeClass(), port.getStatus().storeClassName());
        mesh.delete(OutputPort.class, flights, "departures");
        applyAll();
        assertSameAsBefore();
    }

    @Test
    void anOperatorThatStopsAtAnyMomentGoesOnWhereItWas() throws SQLException {
        for (int pause = 0; pause <= 800; pause += 200) {
            mesh.deleteAll(AccessRequest.class, flights, insights);
            mesh.apply("policy-narrow.yaml", flights, insights);
            mesh.apply("policy.yaml", flights, insights);
            mesh.pause(pause);
            mesh.operator().restart();
        }
        applyAll();
        assertSameAsBefore();
        mesh.settle();
        mesh.operator().requests().clear();
        mesh.wakeAll(AccessRequest.class, flights, insights);
        mesh.settle();
        assertEquals(List.of(), mesh.operator().requests().writes());
    }
}
