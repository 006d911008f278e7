package dev.roadstead.operator.reconcile.accessrequest;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.Condition;
import dev.roadstead.api.v1alpha1.ConditionedStatus;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.Guardrail;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.OutputPortStatus;
import dev.roadstead.api.v1alpha1.StoreClass;
import dev.roadstead.operator.answers.ContractExport;
import dev.roadstead.operator.answers.LookQuestion;
import dev.roadstead.operator.answers.LookReader;
import dev.roadstead.operator.answers.MeshReader;
import dev.roadstead.operator.answers.ObjectAddress;
import dev.roadstead.operator.answers.PortAddress;
import dev.roadstead.operator.answers.StoreReader;
import dev.roadstead.operator.answers.WhoCan;
import dev.roadstead.operator.answers.WhoCanQuestion;
import dev.roadstead.operator.config.Setting;
import dev.roadstead.operator.load.ProducerView;
import dev.roadstead.operator.load.RelationAddress;
import dev.roadstead.operator.odcs.OdcsServer;
import dev.roadstead.operator.postgres.PostgresFactory;
import dev.roadstead.testing.DatabaseState;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Versions of one port in stores of two StoreClasses: each has its own address, and none is in the other's way. */
class SideBySideIT {

    private static final String CONTRACT = """
            "contract": {"schema": [{"name": "departures", "properties":
              [{"name": "id", "logicalType": "integer", "primaryKey": true, "required": true, "classification": "public"},
               {"name": "tail_number", "logicalType": "string", "classification": "restricted"}%s]}]}""";
    private static final String GATE =
            ", {\"name\": \"gate\", \"logicalType\": \"string\", \"classification\": \"public\"}";
    private static final String V1 = "{\"name\": \"v1\", %s" + CONTRACT.formatted("") + "}";

    /** Where no server listens. */
    private static final int NOBODY = 1;

    private static AccessMesh mesh;
    private static String lake;

    private String flights;
    private String insights;

    @BeforeAll
    static void start() {
        mesh = AccessMesh.start(
                new PostgresFactory(Clock.systemUTC(), new SecureRandom()), Map.of(Setting.CHECK_INTERVAL, "2s"));
        lake = mesh.brokenStoreClass("wrong");
        mesh.repairStoreClass(lake);
        mesh.awaitReady(StoreClass.class, null, lake);
    }

    @AfterAll
    static void stop() throws SQLException {
        mesh.close();
    }

    @BeforeEach
    void publish() {
        flights = mesh.newDomain("flights");
        insights = mesh.newDomain("insights");
        mesh.applyText("""
                apiVersion: roadstead.dev/v1alpha1
                kind: DataProduct
                metadata: {name: nyc, namespace: %1$s}
                spec:
                  stores:
                  - {name: main, storeClassName: %2$s, writers: [{name: airflow}]}
                  - {name: side, storeClassName: %2$s}
                  - {name: lake, storeClassName: %3$s, writers: [{name: airflow}]}
                ---
                apiVersion: roadstead.dev/v1alpha1
                kind: Policy
                metadata: {name: allow, namespace: %1$s}
                spec:
                  ports: {names: ["*"]}
                  consumers: [{domain: %4$s}]
                  purposes: [delay-analysis]
                  columns: {allow: ["*"]}
                  maxDuration: 24h
                ---
                apiVersion: roadstead.dev/v1alpha1
                kind: OutputPort
                metadata: {name: departures, namespace: %1$s}
                spec: {dataProductName: nyc, store: main, versions: [%5$s]}
                """.formatted(flights, mesh.storeClass(), lake, insights, V1.formatted("")));
        mesh.awaitReady(DataProduct.class, flights, "nyc");
        mesh.awaitReady(OutputPort.class, flights, "departures");
    }

    @Test
    void aConsumerMovesFromOneStoreToTheOtherWithoutAGap() throws Exception {
        mesh.apply("consumer.yaml", flights, insights);
        String first = mesh.requestOf(insights, "delays");
        mesh.awaitReady(AccessRequest.class, insights, first);
        versions(V1.formatted(""), v2("lake", GATE));
        mesh.awaitReady(OutputPort.class, flights, "departures");
        assertEquals(Map.of("v1", mesh.storeClass(), "v2", lake), classes());
        load("main", "INSERT INTO departures (id, tail_number) VALUES (1, 'N1')");
        load("lake", "INSERT INTO departures (id, tail_number, gate) VALUES (1, 'N1', 'A1'), (2, 'N2', 'A2')");
        String start = started(first);

        var stop = new AtomicBoolean();
        var trouble = new AtomicReference<Throwable>();
        var most = new AtomicInteger();
        Thread reader = Thread.ofVirtual().start(() -> {
            while (!stop.get()) {
                Secret now = mesh.secret(insights, "delays-departures");
                try (Connection consumer = mesh.login(now)) {
                    most.accumulateAndGet(mesh.count(consumer, "departures"), Math::max);
                } catch (SQLException | AssertionError e) {
                    trouble.compareAndSet(null, e);
                }
            }
        });
        mesh.apply("consumer-v2.yaml", flights, insights);
        await("the input reads from the other store").atMost(AccessMesh.SOON).until(() -> most.get() == 2);
        String second = mesh.requestOf(insights, "delays");
        stop.set(true);
        reader.join();
        assertNull(trouble.get());
        assertNotEquals(first, second);
        mesh.awaitReady(AccessRequest.class, insights, second);
        assertEquals(mesh.spare().name(), AccessMesh.value(mesh.secret(insights, "delays-departures"), "database"));
        assertEquals(start, started(second), "it is one lease, in whichever store a version lies");

        assertProtected(Set.of("v1", "v2"), Set.of("main", "lake"));
        mesh.delete(AccessRequest.class, insights, first);
        assertProtected(Set.of("v2"), Set.of("lake"));
        assertNothingIsWritten();
        assertAnswers();
        assertCanNotMove();
    }

    @Test
    void aStoreThatIsDownKeepsNoOtherVersionFromAnything() throws SQLException {
        versions(V1.formatted(""), v2("lake", ""));
        mesh.awaitReady(OutputPort.class, flights, "departures");
        request("old", "v1");
        request("new", "v2");
        lakeAt(NOBODY);
        try {
            awaitMessage("StoreClassNotReady", "v2 in store lake: StoreClass " + lake + " can't be used now");
            assertEquals("v1,v2", port().getStatus().serving(), "nobody knows that it does not work");
            mesh.wake(AccessRequest.class, insights, "new");
            mesh.awaitReason(AccessRequest.class, insights, "new", "StoreClassNotReady");

            // What lies elsewhere goes on, and can be changed.
            versions(V1.formatted("").replace("\"restricted\"}", "\"restricted\"}" + GATE), v2("lake", ""));
            try (Connection consumer = mesh.login(mesh.secret(insights, "access-old"))) {
                await("a change of v1 is served")
                        .atMost(AccessMesh.SOON)
                        .until(() -> mesh.text(
                                        consumer,
                                        "SELECT count(*) FROM information_schema.columns WHERE table_schema ="
                                                + " current_schema AND column_name = 'gate'")
                                .equals("1"));
                assertEquals(0, mesh.count(consumer, "departures"));
            }
            mesh.awaitReady(AccessRequest.class, insights, "old");
            assertEquals(Map.of("v1", mesh.storeClass(), "v2", lake), classes());

            mesh.operator().restart();
            mesh.awaitReady(AccessRequest.class, insights, "old");
            awaitMessage("StoreClassNotReady", "v2 in store lake: StoreClass " + lake);
            mesh.settle();
            assertEquals(Set.of("v1", "v2"), port().getStatus().protectedParts());
        } finally {
            lakeAt(mesh.spare().server().port());
        }
        mesh.awaitReady(OutputPort.class, flights, "departures");
        mesh.awaitReady(AccessRequest.class, insights, "new");
    }

    /** The same rule, over other rows; while one store is away, what was found there stands, and the other is looked at on. */
    @Test
    void eachVersionIsCheckedWhereItLies() throws SQLException {
        versions(V1.formatted(""), v2("lake", ""));
        mesh.awaitReady(OutputPort.class, flights, "departures");
        load("main", "INSERT INTO departures (id, tail_number) VALUES (1, 'N1')");
        versions(ruled(V1.formatted("")), ruled(v2("lake", "")));
        awaitQuality("False", "v2: departures: rowCount mustBe 1, found 0");
        load("lake", "INSERT INTO departures (id, tail_number) VALUES (1, 'N1'), (2, 'N2')");
        awaitQuality("False", "v2: departures: rowCount mustBe 1, found 2");
        lakeAt(NOBODY);
        try {
            awaitMessage("StoreClassNotReady", "v2 in store lake: StoreClass " + lake + " can't be used now");
            load("main", "DELETE FROM departures");
            awaitQuality(
                    "False", "v1: departures: rowCount mustBe 1, found 0; v2: departures: rowCount mustBe 1, found 2");
        } finally {
            lakeAt(mesh.spare().server().port());
        }
        mesh.awaitReady(OutputPort.class, flights, "departures");
        load("main", "INSERT INTO departures (id, tail_number) VALUES (1, 'N1')");
        load("lake", "DELETE FROM departures WHERE id = 2");
        awaitQuality("True", "2 rules hold");
    }

    private static String ruled(String version) {
        return version.replace(
                "\"name\": \"departures\",",
                "\"name\": \"departures\", \"quality\": [{\"metric\": \"rowCount\", \"mustBe\": 1}],");
    }

    private void awaitQuality(String status, String message) {
        await("QualityPassed: " + message).atMost(AccessMesh.SOON).untilAsserted(() -> {
            Condition found = AccessMesh.condition(port(), "QualityPassed");
            assertEquals(status + " " + message, found == null ? "" : found.status() + " " + found.message());
        });
    }

    @Test
    void theEndOfThePortEndsBoth() throws SQLException {
        versions(V1.formatted(""), v2("lake", ""));
        mesh.awaitReady(OutputPort.class, flights, "departures");
        request("old", "v1");
        request("new", "v2");
        try (Connection old = mesh.login(mesh.secret(insights, "access-old"));
                Connection fresh = mesh.login(mesh.secret(insights, "access-new"))) {
            assertEquals(0, mesh.count(old, "departures"));
            assertEquals(0, mesh.count(fresh, "departures"));
            mesh.delete(OutputPort.class, flights, "departures");
            assertThrows(SQLException.class, () -> mesh.count(old, "departures"));
            assertThrows(SQLException.class, () -> mesh.count(fresh, "departures"));
        }
        assertEquals(Map.of(mesh.storeClass(), "", lake, ""), schemas());
        mesh.awaitReason(AccessRequest.class, insights, "old", "PortNotFound");
        mesh.awaitReason(AccessRequest.class, insights, "new", "PortNotFound");
    }

    @Test
    void aStoreThatIsNotThereIsToldOfItsVersionAlone() throws SQLException {
        versions(V1.formatted(""), v2("laek", ""));
        awaitMessage("StoreNotFound", "v2 in store laek: DataProduct nyc has no store laek; it has lake, main, side");
        request("old", "v1");
        assertEquals("v1", port().getStatus().serving());
        assertEquals(Map.of("v1", mesh.storeClass()), classes());
        versions(V1.formatted(""));
        versions(V1.formatted(""), v2("lake", ""));
        mesh.awaitReady(OutputPort.class, flights, "departures");
    }

    /** The store was there before anybody objected to its class; what is new there waits. */
    @Test
    void aStoreClassThatIsNotAllowedKeepsTheNewVersionBack() {
        mesh.applyText("""
                apiVersion: roadstead.dev/v1alpha1
                kind: Guardrail
                metadata: {name: places}
                spec:
                  enforcement: Enforce
                  match: {domainSelector: {matchLabels: {team: %s}}}
                  allowedStoreClasses: [%s]
                """.formatted(flights, mesh.storeClass()));
        awaitShort(DataProduct.class, "nyc", "spec.stores[lake].storeClassName: no data may be kept in");
        versions(V1.formatted(""), v2("lake", ""));
        awaitMessage(
                "RequirementNotMet",
                "v2 is not served yet, because Guardrails demand more:\nGuardrail places: spec.versions[v2].store: no data"
                        + " may be kept in StoreClass " + lake + "; serve it from a store in one of "
                        + mesh.storeClass());
        assertEquals("v1", port().getStatus().serving());
        mesh.delete(Guardrail.class, null, "places");
        mesh.awaitReady(OutputPort.class, flights, "departures");
        assertEquals(Map.of("v1", mesh.storeClass(), "v2", lake), classes());
    }

    private <S extends ConditionedStatus, T extends CustomResource<?, S>> void awaitShort(
            Class<T> kind, String name, String text) {
        await(name + " is told: " + text).atMost(AccessMesh.SOON).until(() -> {
            Condition met = AccessMesh.condition(mesh.get(kind, flights, name), "RequirementsMet");
            return met != null && met.message().contains(text);
        });
    }

    /** After its sunset it may go although somebody reads it. What comes back elsewhere leaves nothing where it was. */
    @Test
    void aVersionThatGoesAndComesBackInAnotherStoreIsNowhereTwice() throws SQLException {
        versions(V1.formatted(""), sunset("lake"));
        mesh.awaitReady(OutputPort.class, flights, "departures");
        request("new", "v2");
        for (String store : List.of("main", "side", "lake")) {
            Secret former = mesh.secret(insights, "access-new");
            mesh.operator().stop();
            versions(V1.formatted(""));
            versions(V1.formatted(""), sunset(store));
            mesh.operator().start();
            String there = store.equals("lake") ? lake : mesh.storeClass();
            await("v2 lies in " + store)
                    .atMost(AccessMesh.SOON)
                    .until(() ->
                            mesh.ready(OutputPort.class, flights, "departures").equals("True")
                                    && there.equals(classes().get("v2"))
                                    && owner(there, "v2").equals("nyc/" + store));
            assertEquals(
                    store.equals("lake")
                            ? Map.of(mesh.storeClass(), "v1", lake, "v2")
                            : Map.of(mesh.storeClass(), "v1,v2", lake, ""),
                    schemas());
            await("who reads it reads it there")
                    .atMost(AccessMesh.SOON)
                    .ignoreExceptions()
                    .until(() -> {
                        Secret now = mesh.secret(insights, "access-new");
                        try (Connection consumer = mesh.login(now)) {
                            return isIn(now, there)
                                    && mesh.count(consumer, "departures") == 0
                                    && mesh.ready(AccessRequest.class, insights, "new")
                                            .equals("True");
                        }
                    });
            if (!isIn(former, there)) {
                assertThrows(SQLException.class, () -> mesh.login(former).close());
            }
        }
        mesh.settle();
        mesh.operator().requests().clear();
        mesh.wake(OutputPort.class, flights, "departures");
        mesh.settle();
        assertEquals(List.of(), mesh.operator().requests().writes());
    }

    private static boolean isIn(Secret secret, String className) {
        return AccessMesh.value(secret, "database").equals(mesh.spare().name()) == className.equals(lake);
    }

    private static String sunset(String store) {
        return v2(store, "").replaceFirst(",", ", \"deprecated\": true, \"sunsetTime\": \"2026-01-01T00:00:00Z\",");
    }

    /** Neither field can be changed, and the store stays as long as somebody reads what lies there. */
    private void assertCanNotMove() {
        for (String other :
                List.of(v2("side", GATE), v2("main", GATE), v2("lake", GATE).replace("\"store\": \"lake\", ", ""))) {
            assertRefused(
                    "store: can't be set, changed or removed on a version that exists",
                    () -> versions(V1.formatted(""), other));
        }
        assertRefused(
                "store: can't be set, changed or removed on a version that exists",
                () -> versions(V1.formatted("\"store\": \"main\", "), v2("lake", GATE)));
        assertRefused(
                insights + "/delays (v2)",
                () -> mesh.editJson(
                        DataProduct.class,
                        flights,
                        "nyc",
                        "/spec/stores",
                        "[{\"name\": \"main\", \"storeClassName\": \"" + mesh.storeClass() + "\"}]"));
    }

    private static void assertRefused(String text, Runnable change) {
        String message =
                assertThrows(KubernetesClientException.class, change::run).getMessage();
        assertTrue(message.contains(text), message);
    }

    private void assertProtected(Set<String> versions, Set<String> stores) {
        await(versions + " are protected, and nothing else")
                .atMost(AccessMesh.SOON)
                .until(() -> port().getStatus().protectedParts().equals(versions)
                        && mesh.get(DataProduct.class, flights, "nyc")
                                .getStatus()
                                .protectedParts()
                                .equals(stores));
        assertNotNull(mesh.get(StoreClass.class, null, lake).getStatus().protectedBy());
    }

    private void assertNothingIsWritten() throws SQLException {
        mesh.settle();
        mesh.operator().requests().clear();
        List<String> one = mesh.databaseState();
        List<String> other = DatabaseState.of(mesh.spare());
        mesh.wake(OutputPort.class, flights, "departures");
        mesh.wake(DataProduct.class, flights, "nyc");
        mesh.wakeAll(AccessRequest.class, insights);
        mesh.settle();
        assertEquals(List.of(), mesh.operator().requests().writes());
        assertEquals(one, mesh.databaseState());
        assertEquals(other, DatabaseState.of(mesh.spare()));
    }

    private void assertAnswers() throws Exception {
        var view = new MeshReader(mesh.operator().admin(), List.of()).read();
        var address = PortAddress.parse(flights + "/departures");
        Map<String, String> databases = ContractExport.of(view, address, null).sources().stream()
                .collect(Collectors.toMap(
                        source -> source.version().name(),
                        source -> source.servers().stream()
                                .map(OdcsServer::database)
                                .collect(Collectors.joining())));
        assertEquals(mesh.spare().name(), databases.get("v2"));
        assertNotEquals(mesh.spare().name(), databases.get("v1"));

        var load = new ProducerView(mesh.operator().admin());
        String table = flights + "/nyc/%s.departures";
        assertEquals(
                Set.of("id", "tail_number"),
                load.find(RelationAddress.parse(table.formatted("main")), null)
                        .contract()
                        .requiredByName()
                        .keySet());
        assertEquals(
                Set.of("id", "tail_number", "gate"),
                load.find(RelationAddress.parse(table.formatted("lake")), null)
                        .contract()
                        .requiredByName()
                        .keySet());

        var question = new LookQuestion(view, address, ObjectAddress.parse(insights + "/delays"), List.of());
        var wanted = new LookReader.Wanted(null, null, null, 5);
        var look = new LookReader(mesh.operator().admin(), new SecureRandom())
                .look(question, wanted, PostgresFactory.enforcement(), Instant.now());
        assertEquals(2, look.rows().getFirst().rows().size(), look.remarks().toString());

        WhoCan who = new WhoCanQuestion(view, address, Instant.now())
                .answer(new StoreReader(mesh.operator().admin(), mesh.operator().namespace(), "roadstead"));
        assertEquals(
                List.of("product " + insights + "/delays"),
                who.granted().stream().map(WhoCan.Reader::who).toList());
        assertEquals(List.of(), who.orphaned());
        assertEquals(
                Set.of("nyc-main-airflow", "nyc-lake-airflow"),
                who.writes().stream()
                        .map(writer -> writer.by().substring(writer.by().lastIndexOf('/') + 1))
                        .collect(Collectors.toSet()));
        String administrators = who.administers().toString();
        assertTrue(administrators.contains(" in StoreClass " + lake), administrators);
        assertTrue(administrators.contains(" in StoreClass " + mesh.storeClass()), administrators);
    }

    private static void lakeAt(int port) {
        mesh.editJson(StoreClass.class, null, lake, "/spec/postgres/port", String.valueOf(port));
    }

    private OutputPort port() {
        return mesh.get(OutputPort.class, flights, "departures");
    }

    private static String v2(String store, String more) {
        return "{\"name\": \"v2\", \"store\": \"" + store + "\", " + CONTRACT.formatted(more) + "}";
    }

    private void versions(String... versions) {
        mesh.editJson(
                OutputPort.class, flights, "departures", "/spec/versions", "[" + String.join(", ", versions) + "]");
    }

    /** Where each version lies, as the status tells. */
    private Map<String, String> classes() {
        return port().getStatus().versions().stream()
                .filter(version -> version.storeClassName() != null)
                .collect(Collectors.toMap(OutputPortStatus.Version::name, OutputPortStatus.Version::storeClassName));
    }

    private void request(String name, String version) {
        mesh.applyText("""
                apiVersion: roadstead.dev/v1alpha1
                kind: AccessRequest
                metadata: {name: %s, namespace: %s}
                spec: {portRef: {domain: %s, name: departures, version: %s}, purpose: delay-analysis}
                """.formatted(name, insights, flights, version));
        mesh.awaitReady(AccessRequest.class, insights, name);
    }

    private String started(String request) {
        return mesh.get(AccessRequest.class, insights, request)
                .getStatus()
                .grant()
                .startTime();
    }

    private void load(String store, String sql) throws SQLException {
        try (Connection writer = mesh.login(mesh.secret(flights, "nyc-" + store + "-airflow"))) {
            mesh.execute(writer, sql);
        }
    }

    /** The versions of the port that have a schema, by StoreClass. */
    private Map<String, String> schemas() throws SQLException {
        String sql = "SELECT coalesce(string_agg(split_part(object, '/', 2), ',' ORDER BY object), '')"
                + " FROM roadstead_meta.ledger JOIN pg_namespace ON nspname = name WHERE part = 'PORT' AND domain = '"
                + flights + "'";
        return Map.of(mesh.storeClass(), asked(mesh.storeClass(), sql), lake, asked(lake, sql));
    }

    /** The store whose role owns the schema of a version. */
    private String owner(String className, String version) throws SQLException {
        return asked(
                className,
                "SELECT owner.object FROM roadstead_meta.ledger port JOIN pg_namespace ON nspname = port.name"
                        + " JOIN pg_roles ON pg_roles.oid = nspowner JOIN roadstead_meta.ledger owner ON owner.name ="
                        + " rolname WHERE port.part = 'PORT' AND port.domain = '" + flights
                        + "' AND port.object = 'departures/" + version + "'");
    }

    private static String asked(String className, String sql) throws SQLException {
        try (Connection dba = className.equals(lake) ? mesh.spare().superuser() : mesh.superuser()) {
            return mesh.text(dba, sql);
        }
    }

    /** While the operator starts, other stores may not be open yet either. */
    private void awaitMessage(String reason, String text) {
        await("the port says: " + text)
                .atMost(AccessMesh.SOON)
                .until(
                        () -> AccessMesh.condition(port(), "Ready"),
                        ready -> ready.status().equals(Condition.FALSE)
                                && ready.reason().equals(reason)
                                && ready.message().contains(text));
    }
}
