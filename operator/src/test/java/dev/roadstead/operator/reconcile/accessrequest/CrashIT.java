package dev.roadstead.operator.reconcile.accessrequest;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.AccessRequestStatus;
import dev.roadstead.api.v1alpha1.Condition;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.Guardrail;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.Policy;
import dev.roadstead.operator.Main;
import dev.roadstead.operator.reconcile.InputRequest;
import dev.roadstead.testing.DevelopmentCluster;
import dev.roadstead.testing.DevelopmentPostgres;
import dev.roadstead.testing.Effects;
import dev.roadstead.testing.PostgresProxy;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/**
 * The operator is killed after single effects it has on the API server or the store, and started again, and again. Every
 * life of a product shows the same at each of its steps, and leaves the same behind.
 */
class CrashIT {

    private static final String V2 = """
            {"name": "v2", "contract": {"schema": [{"name": "departures", "properties": [
              {"name": "id", "logicalType": "integer", "primaryKey": true, "required": true, "classification": "public"},
              {"name": "tail_number", "logicalType": "string", "classification": "restricted"},
              {"name": "origin", "logicalType": "string", "classification": "public"}]}]}}""";

    /** Every third one as a rule, for the time it takes: {@code -Droadstead.crash.every=1} kills after each. */
    private static final int EVERY = Integer.getInteger("roadstead.crash.every", 3);

    /**
     * So many effects after its death the next operator dies too, so that few lives have many deaths. With
     * {@code -Droadstead.crash.again=1000} there is one death in a life.
     */
    private static final int AGAIN = Integer.getInteger("roadstead.crash.again", 12);

    private static final Duration GLANCE = Duration.ofMillis(50);
    private static final String ALL = "1 N1 JFK, 2 N2 EWR";

    private static PostgresProxy proxy;
    private static AccessMesh mesh;

    private final List<String> deaths = new ArrayList<>();
    private String flights;
    private String insights;
    private int again;
    private List<String> told = List.of();

    @BeforeAll
    static void start() {
        DevelopmentPostgres server = DevelopmentPostgres.shared();
        proxy = new PostgresProxy(server.host(), server.port());
        mesh = AccessMesh.start(proxy);
    }

    @AfterAll
    static void stop() throws SQLException, IOException {
        mesh.close();
        proxy.close();
    }

    @Test
    @Timeout(3000)
    void killedAfterEachOfItsEffectsItEndsWhereItWouldHaveEnded() throws SQLException {
        long start = System.nanoTime();
        List<String> undisturbed = live(Effects.NEVER, Effects.NEVER);
        int effects = told.size();
        assertTrue(effects > 100, "a life has effects: " + told);
        int kills = 0;
        for (int effect = 1; effect <= AGAIN; effect += EVERY) {
            List<String> left = live(effect, AGAIN);
            assertEquals(undisturbed, left, "killed after effect " + effect + ": " + deaths);
            if (deaths.isEmpty()) {
                break;
            }
            kills += deaths.size();
        }
        System.out.println("effects of an undisturbed life: " + effects + ", kills: " + kills + ", seconds: "
                + Duration.ofNanos(System.nanoTime() - start).toSeconds());
        assertTrue(kills >= effects / (2 * EVERY), kills + " kills for " + effects + " effects");
        theChainHolds();
    }

    /** One life of a product and its reader; says what it left in the store when it was full, and at its end. */
    private List<String> live(int deadly, int next) throws SQLException {
        deaths.clear();
        again = next;
        flights = mesh.newName("flights");
        insights = mesh.newName("insights");
        proxy.effects().dieAfter(deadly);
        mesh.applyDomain(flights);
        mesh.applyDomain(insights);
        become("True", () -> mesh.ready(Domain.class, null, insights));
        mesh.apply("producer.yaml", flights, insights);
        become("loaded", this::load);
        promise();
        mesh.apply("policy.yaml", flights, insights);
        mesh.apply("consumer.yaml", flights, insights);
        become(ALL, this::read);
        renew();
        rotate();
        move();
        guard();
        mesh.apply("policy-narrow.yaml", flights, insights);
        become("1 # JFK", this::read);
        mesh.deleteLater(Policy.class, flights);
        become("no Secret", this::read);
        mesh.apply("policy.yaml", flights, insights);
        become(ALL, this::read);
        become("True", () -> mesh.ready(DataProduct.class, insights, "delays"));
        List<String> left = new ArrayList<>(books());
        end();
        left.addAll(books());
        told = proxy.effects().seen();
        proxy.effects().live();
        return left;
    }

    private List<String> books() throws SQLException {
        assertEquals(
                List.of(),
                StoreBooks.disagreements(mesh, flights, insights),
                () -> "died after " + deaths + "; effects since: "
                        + proxy.effects().seen());
        return StoreBooks.held(mesh, flights, insights);
    }

    /** With a rule that reads rows the store has a checker, whose effects count too. */
    private void promise() {
        mesh.editJson(
                OutputPort.class,
                flights,
                "departures",
                "/spec/versions/0/contract/schema/0/quality",
                "[{\"type\": \"library\", \"metric\": \"rowCount\", \"mustBeGreaterThan\": 0}]");
        become("True", () -> {
            Condition passed = AccessMesh.condition(mesh.get(OutputPort.class, flights, "departures"), "QualityPassed");
            return passed == null ? "not told" : passed.status();
        });
    }

    private void renew() {
        mesh.editJson(Policy.class, flights, "allow", "/spec/maxDuration", "\"1h\"");
        mesh.editJson(DataProduct.class, insights, "delays", "/spec/inputs/0/renewal", "1");
        become("renewal 1 for PT1H", this::renewal);
        become(ALL, this::read);
    }

    /** Both the reader and the writer get another login, and the one before ends. */
    private void rotate() {
        String reader = AccessMesh.value(mesh.secret(insights, "delays-departures"), "username");
        String writer = AccessMesh.value(mesh.secret(flights, "nyc-main-airflow"), "username");
        mesh.editJson(
                DataProduct.class, insights, "delays", "/metadata/annotations", "{\"roadstead.dev/rotate\": \"1\"}");
        mesh.editJson(DataProduct.class, flights, "nyc", "/metadata/annotations", "{\"roadstead.dev/rotate\": \"1\"}");
        become("reader ended, writer ended", () -> ended("reader", reader) + ", " + ended("writer", writer));
        become(ALL, this::read);
        become("loaded", this::load);
    }

    /** The input reads another version; the one before goes on for the overlap, and ends with it. */
    private void move() {
        Secret before = mesh.secret(insights, "delays-departures");
        String former = mesh.requestOf(insights, "delays");
        mesh.editJson(OutputPort.class, flights, "departures", "/spec/versions/-", V2);
        mesh.edit(DataProduct.class, insights, "delays", "/spec/inputs/0/portRef/version", "v2");
        become(ALL + " and " + ALL, () -> handedOver(former) ? read() + " and " + read(before) : "not handed over");
        mesh.edit(AccessRequest.class, insights, former, "/spec/notAfter", "2026-01-01T00:00:00Z");
        become("gone", () -> mesh.get(AccessRequest.class, insights, former) == null ? "gone" : "still there");
        become(ALL, this::read);
    }

    private boolean handedOver(String former) {
        AccessRequest request = mesh.get(AccessRequest.class, insights, former);
        return request != null && InputRequest.isHandedOver(request);
    }

    private void guard() {
        String name = mesh.newName("guard");
        mesh.applyText("""
                apiVersion: roadstead.dev/v1alpha1
                kind: Guardrail
                metadata: {name: %s}
                spec:
                  enforcement: Enforce
                  match:
                    domainSelector: {matchLabels: {team: %s}}
                    columns: {classifications: [restricted]}
                  mask: Hash
                """.formatted(name, flights));
        become("1 # JFK, 2 # EWR", this::read);
        mesh.operator().admin().resources(Guardrail.class).withName(name).delete();
        become(ALL, this::read);
    }

    private void end() {
        for (String domain : List.of(insights, flights)) {
            mesh.deleteLater(AccessRequest.class, domain);
            mesh.deleteLater(DataProduct.class, domain);
            mesh.deleteLater(OutputPort.class, domain);
            mesh.deleteLater(Policy.class, domain);
            mesh.deleteLater(Domain.class, domain);
        }
        become("gone", this::gone);
    }

    /** Waits until the mesh shows something; an operator that dies on the way is followed by another one. */
    private void become(String wanted, Callable<String> look) {
        String[] last = {""};
        try {
            await().pollDelay(Duration.ZERO)
                    .pollInterval(GLANCE)
                    .atMost(AccessMesh.SOON)
                    .until(() -> {
                        if (proxy.effects().dead()) {
                            deaths.add(proxy.effects().seen().getLast());
                            mesh.operator().stop();
                            proxy.effects().dieAfter(again);
                            mesh.operator().start();
                        }
                        last[0] = look.call();
                        return wanted.equals(last[0]);
                    });
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    "should show " + wanted + " but shows " + last[0] + "; died after " + deaths + "; effects since: "
                            + proxy.effects().seen(),
                    e);
        }
    }

    /** What is there is left as it is: a life may have loaded before it died. */
    private String load() {
        Secret airflow = mesh.secret(flights, "nyc-main-airflow");
        if (airflow == null) {
            return "no writer yet";
        }
        try (Connection writer = mesh.login(airflow)) {
            mesh.execute(
                    writer,
                    "INSERT INTO departures (id, tail_number, origin) SELECT * FROM"
                            + " (VALUES (1, 'N1', 'JFK'), (2, 'N2', 'EWR')) row (id, tail_number, origin)"
                            + " WHERE NOT EXISTS (SELECT FROM departures d WHERE d.id = row.id)");
            return "loaded";
        } catch (SQLException e) {
            return e.getMessage();
        }
    }

    /** What the reader sees; a hashed value is shown as #. */
    private String read() {
        Secret secret = mesh.secret(insights, "delays-departures");
        return secret == null ? "no Secret" : read(secret);
    }

    private static String read(Secret secret) {
        try (Connection consumer = mesh.login(secret)) {
            return mesh.text(
                    consumer,
                    "SELECT string_agg(id || ' ' || CASE WHEN length(tail_number) = 32 THEN '#' ELSE tail_number END"
                            + " || ' ' || origin, ', ' ORDER BY id) FROM departures");
        } catch (SQLException e) {
            return e.getMessage();
        }
    }

    private String renewal() {
        return mesh.operator().admin().resources(AccessRequest.class).inNamespace(insights).list().getItems().stream()
                .map(AccessRequest::getStatus)
                .filter(status -> status != null && status.grant() != null)
                .map(status -> renewal(status.grant()))
                .findFirst()
                .orElse("no grant");
    }

    private static String renewal(AccessRequestStatus.Grant grant) {
        if (grant.notAfter() == null || grant.renewedTime() == null) {
            return "not renewed";
        }
        return "renewal " + grant.renewal() + " for "
                + Duration.between(Instant.parse(grant.renewedTime()), Instant.parse(grant.notAfter()));
    }

    /** The overlap of two logins is over as soon as it has an end. */
    private String ended(String whose, String login) throws SQLException {
        try (Connection dba = mesh.superuser()) {
            boolean over = mesh.text(
                            dba,
                            "WITH over AS (UPDATE roadstead_meta.login SET previous_until = now() WHERE previous = '"
                                    + login + "' AND previous_until > now() RETURNING 1) SELECT count(*) FROM over")
                    .equals("1");
            if (over) {
                mesh.wakeAll(AccessRequest.class, insights);
                mesh.wakeAll(DataProduct.class, flights, insights);
            }
            return whose
                    + mesh.text(
                            dba,
                            "SELECT CASE WHEN count(*) = 0 THEN ' ended' ELSE ' still has ' || '" + login
                                    + "' END FROM pg_roles WHERE rolname = '" + login + "'");
        }
    }

    private String gone() {
        for (String domain : List.of(flights, insights)) {
            for (Class<? extends HasMetadata> kind :
                    List.of(AccessRequest.class, DataProduct.class, OutputPort.class)) {
                if (!mesh.operator()
                        .admin()
                        .resources(kind)
                        .inNamespace(domain)
                        .list()
                        .getItems()
                        .isEmpty()) {
                    return "a " + kind.getSimpleName() + " of " + domain + " is still there";
                }
            }
            if (mesh.get(Domain.class, null, domain) != null) {
                return domain + " is still there";
            }
        }
        return "gone";
    }

    /** Over all lives, and against the head in the StoreClass's status. */
    private static void theChainHolds() {
        var out = new StringWriter();
        int result = new CommandLine(new Main())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(out))
                .execute(
                        "history",
                        "verify",
                        "--class",
                        mesh.storeClass(),
                        "--kubeconfig",
                        DevelopmentCluster.get().kubeconfig().toString(),
                        "--operator-namespace",
                        mesh.operator().namespace());
        assertEquals(0, result, out.toString());
    }
}
