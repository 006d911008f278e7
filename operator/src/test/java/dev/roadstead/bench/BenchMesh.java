package dev.roadstead.bench;

import dev.roadstead.api.v1alpha1.Condition;
import dev.roadstead.api.v1alpha1.ConditionedStatus;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.StoreClass;
import dev.roadstead.operator.postgres.PostgresFactory;
import dev.roadstead.testing.DevelopmentPostgres;
import dev.roadstead.testing.DevelopmentPostgres.MeshDatabase;
import dev.roadstead.testing.OperatorUnderTest;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** Some domains that each publish one port and allow everybody to read it, before anybody has asked. */
final class BenchMesh {

    /** As a StoreClass has by default. */
    static final int CONNECTIONS = 4;

    private static final int DOMAINS = 8;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final PatchContext APPLY = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager("bench")
            .withForce(true)
            .build();

    private final MeshDatabase database = DevelopmentPostgres.shared().newMeshDatabase();
    private final OperatorUnderTest operator;
    private final KubernetesClient client;
    private final List<String> domains;

    BenchMesh() {
        this.operator = OperatorUnderTest.start(new PostgresFactory(Clock.systemUTC(), new SecureRandom()));
        this.client = operator.admin();
        this.domains = IntStream.range(0, DOMAINS).mapToObj(i -> "bench" + i).toList();
        store();
        domains.forEach(this::domain);
        domains.forEach(domain -> await(
                "port of " + domain,
                () -> isReady(client.resources(OutputPort.class)
                        .inNamespace(domain)
                        .withName("readings")
                        .get())));
    }

    OperatorUnderTest operator() {
        return operator;
    }

    KubernetesClient client() {
        return client;
    }

    MeshDatabase database() {
        return database;
    }

    /** The namespace of a request, and the domain whose port it asks for: all pairs in turn. */
    String namespace(int request) {
        return domains.get(request % DOMAINS);
    }

    String portDomain(int request) {
        return domains.get(request / DOMAINS % DOMAINS);
    }

    private void store() {
        client.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("bench")
                        .withNamespace(operator.namespace())
                        .endMetadata()
                        .addToStringData("username", database.server().operatorUser())
                        .addToStringData("password", database.server().operatorPassword())
                        .build())
                .create();
        apply("""
                apiVersion: roadstead.dev/v1alpha1
                kind: StoreClass
                metadata: {name: bench}
                spec:
                  postgres:
                    host: %s
                    port: %d
                    database: %s
                    maxConnections: %d
                    credentialsSecretRef: {name: bench}
                    tls: {mode: Disable}
                """.formatted(database.server().host(), database.server().port(), database.name(), CONNECTIONS));
        await(
                "store",
                () -> isReady(
                        client.resources(StoreClass.class).withName("bench").get()));
    }

    private void domain(String name) {
        apply("""
                apiVersion: roadstead.dev/v1alpha1
                kind: Domain
                metadata: {name: %1$s}
                spec: {owners: [{kind: Group, name: makers}]}
                """.formatted(name));
        await("namespace of " + name, () -> client.namespaces().withName(name).get() != null);
        apply("""
                apiVersion: roadstead.dev/v1alpha1
                kind: DataProduct
                metadata: {name: sensors, namespace: %1$s}
                spec:
                  owner: {team: %1$s, contact: %1$s@example.com}
                  stores: [{name: main, storeClassName: bench, writers: [{name: loader}]}]
                ---
                apiVersion: roadstead.dev/v1alpha1
                kind: OutputPort
                metadata: {name: readings, namespace: %1$s}
                spec:
                  dataProductName: sensors
                  store: main
                  versions:
                  - name: v1
                    contract:
                      schema:
                      - name: readings
                        properties:
                        - {name: id, logicalType: integer, primaryKey: true, required: true, classification: public}
                        - {name: sensor, logicalType: string, classification: restricted}
                        - {name: place, logicalType: string, classification: public}
                        - {name: owner, logicalType: string, classification: restricted}
                ---
                apiVersion: roadstead.dev/v1alpha1
                kind: Policy
                metadata: {name: everybody, namespace: %1$s}
                spec:
                  ports: {names: [readings]}
                  consumers: [{domain: "*"}]
                  purposes: [measuring]
                  columns:
                    allow: ["*"]
                    hide: [{name: owner}]
                    mask: [{name: sensor, with: Hash}]
                """.formatted(name));
    }

    void apply(String yaml) {
        client.load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
                .items()
                .forEach(object -> client.resource(object).patch(APPLY));
    }

    static <S extends ConditionedStatus> boolean isReady(CustomResource<?, S> object) {
        Condition ready = object == null || object.getStatus() == null
                ? null
                : object.getStatus().condition("Ready");
        return ready != null && Condition.TRUE.equals(ready.status());
    }

    static void await(String what, BooleanSupplier condition) {
        Instant end = Instant.now().plus(PATIENCE);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(end)) {
                throw new IllegalStateException(what + " is not ready after " + PATIENCE);
            }
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
