package dev.roadstead.operator.reconcile.accessrequest;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.Condition;
import dev.roadstead.api.v1alpha1.ConditionedStatus;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.Guardrail;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.Policy;
import dev.roadstead.api.v1alpha1.StoreClass;
import dev.roadstead.api.v1alpha1.StoreClassStatus;
import dev.roadstead.operator.backend.BackendFactory;
import dev.roadstead.operator.config.Setting;
import dev.roadstead.operator.kube.Secrets;
import dev.roadstead.operator.postgres.PostgresFactory;
import dev.roadstead.operator.reconcile.InputRequest;
import dev.roadstead.testing.DatabaseState;
import dev.roadstead.testing.DevelopmentPostgres;
import dev.roadstead.testing.DevelopmentPostgres.MeshDatabase;
import dev.roadstead.testing.OperatorUnderTest;
import dev.roadstead.testing.PostgresProxy;
import dev.roadstead.testing.RequestLog;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/** An operator with a PostgreSQL of its own, and what a test does with both. */
final class AccessMesh implements AutoCloseable {

    /** Not a promise: a machine that has other things to do may take long. */
    static final Duration SOON = Duration.ofMinutes(1);

    /** Longer than the API server takes to tell of a write, and than an operator waits before it tries again what has failed once. */
    private static final Duration QUIET = Duration.ofMillis(1500);

    /** Longer than whatever an operator puts together before it looks, where nobody can tell whether it does. */
    private static final Duration QUIET_FOR_SURE = Duration.ofSeconds(3);

    private static final Duration GONE_WITHIN = Duration.ofMinutes(1);

    /** In the order in which nothing holds the next one back. */
    private static final List<Class<? extends HasMetadata>> KINDS = List.of(
            Guardrail.class,
            DataProduct.class,
            AccessRequest.class,
            Policy.class,
            OutputPort.class,
            Domain.class,
            StoreClass.class);

    private static final AtomicInteger NAMES = new AtomicInteger();
    private static final PatchContext APPLY = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager("test")
            .withForce(true)
            .build();

    private final MeshDatabase database;
    private MeshDatabase spare;
    private final OperatorUnderTest operator;
    private final KubernetesClient client;
    private final String storeClass;
    private final String host;
    private final int port;

    private AccessMesh(MeshDatabase database, OperatorUnderTest operator, String host, int port) {
        this.database = database;
        this.operator = operator;
        this.host = host;
        this.port = port;
        this.client = operator.admin();
        this.storeClass = "warehouse-" + ProcessHandle.current().pid() + "-" + NAMES.incrementAndGet();
    }

    static AccessMesh start() {
        return start(new PostgresFactory(Clock.systemUTC(), new SecureRandom()), Map.of());
    }

    /** With stores of the test's own making, and settings of the operator. */
    static AccessMesh start(BackendFactory backends, Map<Setting, String> settings) {
        var database = DevelopmentPostgres.shared().newMeshDatabase();
        var operator = OperatorUnderTest.start(backends, settings);
        var mesh = new AccessMesh(
                database, operator, database.server().host(), database.server().port());
        mesh.offerStore();
        return mesh;
    }

    /** With something between the operator and the API server. */
    static AccessMesh start(Interceptor interceptor) {
        var database = DevelopmentPostgres.shared().newMeshDatabase();
        var operator = OperatorUnderTest.start(new PostgresFactory(Clock.systemUTC(), new SecureRandom()), interceptor);
        var mesh = new AccessMesh(
                database, operator, database.server().host(), database.server().port());
        mesh.offerStore();
        return mesh;
    }

    /** One whose operator can be killed after each of its effects. */
    static AccessMesh start(PostgresProxy proxy) {
        var operator =
                OperatorUnderTest.start(new PostgresFactory(Clock.systemUTC(), new SecureRandom()), proxy.effects());
        var mesh = new AccessMesh(DevelopmentPostgres.shared().newMeshDatabase(), operator, proxy.host(), proxy.port());
        mesh.offerStore();
        return mesh;
    }

    OperatorUnderTest operator() {
        return operator;
    }

    String newDomain(String prefix) {
        String name = newName(prefix);
        domain(name);
        return name;
    }

    /** A name that no other test has taken. */
    String newName(String prefix) {
        return prefix + "-" + ProcessHandle.current().pid() + "-" + NAMES.incrementAndGet();
    }

    void domain(String name) {
        applyDomain(name);
        awaitReady(Domain.class, null, name);
    }

    void applyDomain(String name) {
        applyText("""
                apiVersion: roadstead.dev/v1alpha1
                kind: Domain
                metadata: {name: %s, labels: {team: %s}}
                spec: {owners: [{kind: Group, name: makers}]}
                """.formatted(name, name));
    }

    String storeClass() {
        return storeClass;
    }

    /** What the database looks like: the same before and after means that nothing was written. */
    List<String> databaseState() throws SQLException {
        return DatabaseState.of(database);
    }

    /** What each of the two databases hashes with. */
    List<String> maskKeys() throws SQLException {
        List<String> keys = new ArrayList<>();
        for (MeshDatabase each : List.of(database, spare())) {
            try (Connection dba = each.superuser()) {
                keys.add(text(dba, "SELECT encode(k, 'hex') FROM roadstead_keys.mesh"));
            }
        }
        return keys;
    }

    Connection superuser() throws SQLException {
        return database.superuser();
    }

    /** A StoreClass on the same database, whose Secret holds another password. */
    String brokenStoreClass(String password) {
        String name = "broken-" + ProcessHandle.current().pid() + "-" + NAMES.incrementAndGet();
        credentials(name, password);
        offer(name, port);
        return name;
    }

    /** A StoreClass on whatever listens there. */
    String storeClassAt(int port) {
        String name = newName("elsewhere");
        credentials(name, database.server().operatorPassword());
        offer(name, port);
        return name;
    }

    /** Its Secret and its host are corrected; nothing else is done. It points to a database of its own. */
    void repairStoreClass(String name) {
        client.secrets().inNamespace(operator.namespace()).withName(name).delete();
        credentials(name, database.server().operatorPassword());
        edit(StoreClass.class, null, name, "/spec/postgres/database", spare().name());
        edit(
                StoreClass.class,
                null,
                name,
                "/spec/postgres/host",
                database.server().host());
    }

    /** Another database, for those who move a store. */
    MeshDatabase spare() {
        if (spare == null) {
            spare = DevelopmentPostgres.shared().newMeshDatabase();
        }
        return spare;
    }

    private void offerStore() {
        credentials(storeClass, database.server().operatorPassword());
        offer(storeClass, port);
        awaitReady(StoreClass.class, null, storeClass);
    }

    private void credentials(String name, String password) {
        client.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(operator.namespace())
                        .endMetadata()
                        .addToStringData("username", database.server().operatorUser())
                        .addToStringData("password", password)
                        .build())
                .create();
    }

    private void offer(String name, int port) {
        applyText("""
                apiVersion: roadstead.dev/v1alpha1
                kind: StoreClass
                metadata: {name: %s}
                spec:
                  postgres:
                    host: %s
                    port: %d
                    database: %s
                    credentialsSecretRef: {name: %s}
                    tls: {mode: Disable}
                """.formatted(name, host, port, database.name(), name));
    }

    void apply(String file, String flights, String insights) {
        try (var in = Objects.requireNonNull(AccessMesh.class.getResourceAsStream(file), file)) {
            applyText(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("${flights}", flights)
                    .replace("${insights}", insights)
                    .replace("${class}", storeClass));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void applyText(String yaml) {
        client.load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
                .items()
                .forEach(object -> client.resource(object).patch(APPLY));
    }

    /** Sets one field of a spec to a text. */
    void edit(Class<? extends HasMetadata> kind, String namespace, String name, String path, String value) {
        editJson(kind, namespace, name, path, "\"" + value + "\"");
    }

    /** Sets one field to a value in JSON. */
    void editJson(Class<? extends HasMetadata> kind, String namespace, String name, String path, String value) {
        (namespace == null
                        ? client.resources(kind).withName(name)
                        : client.resources(kind).inNamespace(namespace).withName(name))
                .patch(
                        new PatchContext.Builder().withPatchType(PatchType.JSON).build(),
                        "[{\"op\": \"add\", \"path\": \"" + path + "\", \"value\": " + value + "}]");
    }

    <T extends HasMetadata> T get(Class<T> kind, String namespace, String name) {
        return namespace == null
                ? client.resources(kind).withName(name).get()
                : client.resources(kind).inNamespace(namespace).withName(name).get();
    }

    void delete(Class<? extends HasMetadata> kind, String namespace, String name) {
        (namespace == null
                        ? client.resources(kind).withName(name)
                        : client.resources(kind).inNamespace(namespace).withName(name))
                .delete();
        await(name + " is gone").atMost(SOON).until(() -> get(kind, namespace, name) == null);
    }

    <S extends ConditionedStatus, T extends CustomResource<?, S>> T awaitReady(
            Class<T> kind, String namespace, String name) {
        return await(kind.getSimpleName() + " " + name + " is ready")
                .atMost(SOON)
                .until(() -> get(kind, namespace, name), object -> {
                    Condition ready = condition(object, "Ready");
                    return ready != null
                            && ready.status().equals("True")
                            && Objects.equals(
                                    ready.observedGeneration(),
                                    object.getMetadata().getGeneration());
                });
    }

    <S extends ConditionedStatus, T extends CustomResource<?, S>> T awaitReason(
            Class<T> kind, String namespace, String name, String reason) {
        return await(kind.getSimpleName() + " " + name + " is not ready because of " + reason)
                .atMost(SOON)
                .until(() -> get(kind, namespace, name), object -> {
                    Condition ready = condition(object, "Ready");
                    return ready != null
                            && ready.status().equals("False")
                            && ready.reason().equals(reason);
                });
    }

    static <S extends ConditionedStatus> Condition condition(CustomResource<?, S> object, String type) {
        return object == null || object.getStatus() == null
                ? null
                : object.getStatus().condition(type);
    }

    /** The one request that a product made and still needs. */
    String requestOf(String namespace, String product) {
        return await(product + " has a request")
                .atMost(SOON)
                .until(
                        () -> client.resources(AccessRequest.class).inNamespace(namespace).list().getItems().stream()
                                .filter(request -> request.getSpec().consumer() != null
                                        && !InputRequest.isHandedOver(request)
                                        && !request.getMetadata()
                                                .getOwnerReferences()
                                                .isEmpty()
                                        && request.getSpec()
                                                .consumer()
                                                .productName()
                                                .equals(product))
                                .map(request -> request.getMetadata().getName())
                                .toList(),
                        names -> names.size() == 1)
                .getFirst();
    }

    /** Deletes the objects of a kind that belong to these domains, and waits until they are gone. */
    void deleteAll(Class<? extends HasMetadata> kind, String... domains) {
        for (String domain : domains) {
            if (kind == Domain.class) {
                delete(Domain.class, null, domain);
                continue;
            }
            client.resources(kind).inNamespace(domain).delete();
            if (kind != AccessRequest.class) {
                await(kind.getSimpleName() + "s of " + domain + " are gone")
                        .atMost(SOON)
                        .until(() -> client.resources(kind)
                                .inNamespace(domain)
                                .list()
                                .getItems()
                                .isEmpty());
            }
        }
    }

    /** Asks for the deletion of a domain's objects of a kind, or of the Domain itself, and waits for nothing. */
    void deleteLater(Class<? extends HasMetadata> kind, String domain) {
        if (kind == Domain.class) {
            client.resources(kind).withName(domain).delete();
        } else {
            client.resources(kind).inNamespace(domain).delete();
        }
    }

    /** The status of the Ready condition; an empty string if there is none. */
    <S extends ConditionedStatus, T extends CustomResource<?, S>> String ready(
            Class<T> kind, String namespace, String name) {
        Condition ready = condition(get(kind, namespace, name), "Ready");
        return ready == null ? "" : ready.status();
    }

    /** What a lost cluster leaves: nothing. The operator must be stopped. */
    void forget(String... domains) {
        for (String domain : domains) {
            for (Class<? extends HasMetadata> kind :
                    List.of(DataProduct.class, OutputPort.class, Policy.class, AccessRequest.class)) {
                client.resources(kind).inNamespace(domain).list().getItems().forEach(this::drop);
            }
            client.secrets().inNamespace(domain).delete();
            drop(get(Domain.class, null, domain));
        }
    }

    /** The object goes without anybody who could clean up after it. */
    void vanish(Class<? extends HasMetadata> kind, String namespace, String name) {
        drop(get(kind, namespace, name));
        await(name + " has vanished").atMost(SOON).until(() -> get(kind, namespace, name) == null);
    }

    private void drop(HasMetadata object) {
        client.resource(object)
                .patch(
                        new PatchContext.Builder()
                                .withPatchType(PatchType.JSON_MERGE)
                                .build(),
                        "{\"metadata\": {\"finalizers\": null}}");
        client.resource(object).delete();
    }

    /** Lets the operator get somewhere; where, is left to chance. */
    void pause(int millis) {
        await().pollDelay(Duration.ofMillis(millis)).until(() -> true);
    }

    /** What was told about one object: reason and text. */
    List<String> events(String namespace, String kind, String name) {
        return client.events().v1().events().inNamespace(namespace).list().getItems().stream()
                .filter(event -> event.getRegarding().getKind().equals(kind)
                        && event.getRegarding().getName().equals(name))
                .map(event -> event.getReason() + ": " + event.getNote())
                .toList();
    }

    Secret secret(String namespace, String name) {
        return client.secrets().inNamespace(namespace).withName(name).get();
    }

    void makeSecret(String namespace, String name, String key, String value) {
        client.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .endMetadata()
                        .addToStringData(key, value)
                        .build())
                .create();
    }

    void setPassword(String namespace, String name, String password) {
        String encoded = Base64.getEncoder().encodeToString(password.getBytes(StandardCharsets.UTF_8));
        client.secrets()
                .inNamespace(namespace)
                .withName(name)
                .edit(secret ->
                        new SecretBuilder(secret).addToData("password", encoded).build());
    }

    static String value(Secret secret, String key) {
        return Secrets.value(secret, key).orElseThrow();
    }

    /** A session as whoever holds the Secret. */
    Connection login(Secret secret) throws SQLException {
        assertNotNull(secret);
        MeshDatabase named = spare != null && spare.name().equals(value(secret, "database")) ? spare : database;
        Connection connection = named.login(value(secret, "username"), value(secret, "password"));
        connection.setSchema(value(secret, "schema"));
        return connection;
    }

    void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    int count(Connection connection, String relation) throws SQLException {
        return Integer.parseInt(text(connection, "SELECT count(*) FROM " + relation));
    }

    String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getString(1) : "no row";
        }
    }

    void wake(Class<? extends HasMetadata> kind, String namespace, String name) {
        operator.runtime().wake(kind, namespace, name);
    }

    /** Has every object of a kind in these namespaces looked at again. */
    <T extends HasMetadata> void wakeAll(Class<T> kind, String... namespaces) {
        for (String namespace : namespaces) {
            client.resources(kind)
                    .inNamespace(namespace)
                    .list()
                    .getItems()
                    .forEach(
                            object -> wake(kind, namespace, object.getMetadata().getName()));
        }
    }

    /** Waits until the operator has told everything, has nothing to look at, and has not written anything for a while from now on. */
    void settle() {
        Instant start = Instant.now();
        await("all is told")
                .atMost(SOON)
                .until(() ->
                        !operator.runtime().isBusy() && isQuiet(operator.requests(), start, QUIET) && headsAreTold());
    }

    /** Waits until nothing has been written for a while by an operator of which nothing more is known. */
    void settle(RequestLog requests) {
        Instant start = Instant.now();
        await().atMost(SOON).until(() -> isQuiet(requests, start, QUIET_FOR_SURE));
    }

    private static boolean isQuiet(RequestLog requests, Instant start, Duration length) {
        Instant latest = requests.lastWrite();
        return Instant.now().isAfter((latest.isBefore(start) ? start : latest).plus(length));
    }

    /** The head of a history has no time of its own at which it is told, so a look is asked for as long as it is not. */
    private boolean headsAreTold() throws SQLException {
        boolean told = true;
        for (StoreClass each : client.resources(StoreClass.class).list().getItems()) {
            MeshDatabase there = databaseOf(each);
            if (there != null && !isTold(there, each.getStatus())) {
                wake(StoreClass.class, null, each.getMetadata().getName());
                told = false;
            }
        }
        return told;
    }

    /** Null for the class of another test, and for one that does not work. */
    private @Nullable MeshDatabase databaseOf(StoreClass storeClass) {
        if (!ready(StoreClass.class, null, storeClass.getMetadata().getName()).equals("True")) {
            return null;
        }
        String name = storeClass.getSpec().postgres().database();
        return name.equals(database.name()) ? database : spare != null && name.equals(spare.name()) ? spare : null;
    }

    private boolean isTold(MeshDatabase database, StoreClassStatus status) throws SQLException {
        try (Connection dba = database.superuser()) {
            String head = text(dba, "SELECT coalesce(max(seq), 0) FROM roadstead_history.entry");
            return status.ledger() != null
                    && head.equals(String.valueOf(status.ledger().seq()));
        }
    }

    /**
     * Whatever stays would be seen by the operators of other tests: everything goes while this one can still let go. What
     * does not go fails this test alone: it is told, and then taken away by force.
     */
    @Override
    public void close() throws SQLException {
        List<String> stuck = new ArrayList<>();
        try {
            for (Class<? extends HasMetadata> kind : KINDS) {
                stuck.addAll(deleteEverywhere(kind));
            }
        } finally {
            operator.close();
            database.close();
            if (spare != null) {
                spare.close();
            }
        }
        assertEquals(List.of(), stuck, "what did not go within " + GONE_WITHIN);
    }

    private List<String> deleteEverywhere(Class<? extends HasMetadata> kind) {
        objects(kind).forEach(object -> client.resource(object).delete());
        try {
            await().atMost(GONE_WITHIN).until(() -> objects(kind).isEmpty());
            return List.of();
        } catch (ConditionTimeoutException e) {
            List<HasMetadata> left = objects(kind);
            left.forEach(this::drop);
            return left.stream().map(Serialization::asYaml).toList();
        }
    }

    private List<HasMetadata> objects(Class<? extends HasMetadata> kind) {
        return List.copyOf(client.resources(kind).inAnyNamespace().list().getItems());
    }
}
