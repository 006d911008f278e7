package dev.roadstead.operator.reconcile.accessrequest;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.Guardrail;
import dev.roadstead.api.v1alpha1.Policy;
import io.fabric8.kubernetes.api.model.Secret;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whoever takes a Domain's mark off its namespace leaves nobody able to tell whose it is. What was granted goes on then, and can still
 * end: no contradiction keeps what nobody allows any more.
 */
class DoubtIT {

    /** Whose namespace is contested. */
    enum Whose {
        PUBLISHER,
        CONSUMER
    }

    private static final String MARK = "roadstead.dev/domain";

    private static AccessMesh mesh;

    private String flights;
    private String insights;
    private String request;
    private Secret secret;

    @BeforeAll
    static void start() {
        mesh = AccessMesh.start();
    }

    @AfterAll
    static void stop() throws SQLException {
        mesh.close();
    }

    @BeforeEach
    void grant() {
        flights = mesh.newDomain("flights");
        insights = mesh.newDomain("insights");
        mesh.apply("producer.yaml", flights, insights);
        mesh.apply("policy.yaml", flights, insights);
        mesh.apply("consumer.yaml", flights, insights);
        request = mesh.requestOf(insights, "delays");
        mesh.awaitReady(AccessRequest.class, insights, request);
        secret = mesh.secret(insights, "delays-departures");
    }

    @ParameterizedTest
    @EnumSource
    void theLastPolicyGoes(Whose whose) throws SQLException {
        endsAndComesBack(
                whose,
                () -> mesh.delete(Policy.class, flights, "allow"),
                "NoPolicy",
                () -> mesh.apply("policy.yaml", flights, insights));
    }

    @ParameterizedTest
    @EnumSource
    void aPolicyShowsNothingAnyMore(Whose whose) throws SQLException {
        endsAndComesBack(
                whose,
                () -> mesh.editJson(
                        Policy.class,
                        flights,
                        "allow",
                        "/spec/columns/hide",
                        "[{\"name\": \"id\"}, {\"name\": \"tail_number\"}, {\"name\": \"origin\"}]"),
                "NothingVisible",
                () -> mesh.editJson(Policy.class, flights, "allow", "/spec/columns/hide", "[]"));
    }

    /** A mask that its type can't take: what was shown is not shown on with another one. */
    @ParameterizedTest
    @EnumSource
    void aPolicyAsksForWhatNoStoreCanDo(Whose whose) throws SQLException {
        endsAndComesBack(
                whose,
                () -> mesh.editJson(
                        Policy.class,
                        flights,
                        "allow",
                        "/spec/columns/mask",
                        "[{\"name\": \"id\", \"with\": \"Year\"}]"),
                "NotEnforceable",
                () -> mesh.editJson(Policy.class, flights, "allow", "/spec/columns/mask", "[]"));
    }

    @ParameterizedTest
    @EnumSource
    void theKillSwitch(Whose whose) throws SQLException {
        endsAndComesBack(
                whose,
                () -> mesh.applyText("""
                        apiVersion: roadstead.dev/v1alpha1
                        kind: Guardrail
                        metadata: {name: stop-%1$s}
                        spec: {enforcement: Enforce, match: {consumerDomainSelector: {matchLabels: {team: %1$s}}}, deny: stopped}
                        """.formatted(insights)),
                "DeniedByGuardrail",
                () -> mesh.delete(Guardrail.class, null, "stop-" + insights));
    }

    @ParameterizedTest
    @EnumSource
    void theInputGoes(Whose whose) throws SQLException {
        contest(whose);
        mesh.editJson(DataProduct.class, insights, "delays", "/spec/inputs", "[]");
        // The request itself is tidied up once somebody can tell whose it is; the access is not for it any more from
        // now on.
        if (whose == Whose.CONSUMER) {
            mesh.awaitReason(AccessRequest.class, insights, request, "NotYours");
        }
        awaitEnded();
        settle(whose);
        await("nothing asks any more")
                .atMost(AccessMesh.SOON)
                .until(() -> mesh.operator()
                                .admin()
                                .resources(AccessRequest.class)
                                .inNamespace(insights)
                                .withName(request)
                                .get()
                        == null);
    }

    /** With the operator that granted it, and with one that has just started. */
    @ParameterizedTest
    @CsvSource({"PUBLISHER, false", "CONSUMER, false", "PUBLISHER, true", "CONSUMER, true"})
    void aPolicyBecomesNarrower(Whose whose, boolean restarted) throws SQLException {
        contest(whose);
        if (restarted) {
            mesh.operator().stop();
            mesh.operator().start();
        }
        try (Connection reader = mesh.login(secret)) {
            assertEquals("origin", columns(reader, "origin"));
            mesh.editJson(Policy.class, flights, "allow", "/spec/columns/hide", "[{\"name\": \"origin\"}]");
            await("the next statement sees less")
                    .atMost(AccessMesh.SOON)
                    .until(() -> columns(reader, "origin").isEmpty());
            mesh.editJson(Policy.class, flights, "allow", "/spec/columns/hide", "[]");
            mesh.pause(1500);
            assertEquals("", columns(reader, "origin"), "and no more, before it is settled");
            settle(whose);
            mesh.awaitReady(AccessRequest.class, insights, request);
            assertEquals("origin", columns(reader, "origin"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingNewIsGranted(Whose whose) {
        mesh.delete(Policy.class, flights, "allow");
        mesh.awaitReason(AccessRequest.class, insights, request, "NoPolicy");
        mark(whose, "somebody-else");
        mesh.awaitReason(Domain.class, null, domain(whose), "Conflict");
        mesh.apply("policy.yaml", flights, insights);
        mesh.awaitReason(AccessRequest.class, insights, request, "DomainNotReady");
        mesh.pause(1500);
        assertThrows(SQLException.class, () -> mesh.login(secret).close());
        settle(whose);
        mesh.awaitReady(AccessRequest.class, insights, request);
    }

    private void endsAndComesBack(Whose whose, Runnable end, String reason, Runnable again) throws SQLException {
        contest(whose);
        try (Connection reader = mesh.login(secret)) {
            assertEquals(0, mesh.count(reader, "departures"), "nobody has taken it away");
            end.run();
            mesh.awaitReason(AccessRequest.class, insights, request, reason);
            assertThrows(SQLException.class, () -> mesh.count(reader, "departures"));
        }
        awaitEnded();
        again.run();
        mesh.awaitReason(AccessRequest.class, insights, request, "DomainNotReady");
        assertThrows(SQLException.class, () -> mesh.login(secret).close());
        settle(whose);
        mesh.awaitReady(AccessRequest.class, insights, request);
        Secret anew = mesh.secret(insights, "delays-departures");
        assertNotEquals(AccessMesh.value(secret, "password"), AccessMesh.value(anew, "password"));
        try (Connection reader = mesh.login(anew)) {
            assertEquals(0, mesh.count(reader, "departures"));
        }
    }

    private void awaitEnded() {
        await("its login is gone")
                .atMost(AccessMesh.SOON)
                .untilAsserted(() -> assertThrows(
                        SQLException.class, () -> mesh.login(secret).close()));
    }

    private String columns(Connection reader, String column) throws SQLException {
        return String.valueOf(mesh.text(
                reader,
                "SELECT coalesce(string_agg(column_name, ''), '') FROM information_schema.columns WHERE table_schema = '"
                        + AccessMesh.value(secret, "schema") + "' AND column_name = '" + column + "'"));
    }

    private void contest(Whose whose) {
        mark(whose, "somebody-else");
        mesh.awaitReason(Domain.class, null, domain(whose), "Conflict");
        mesh.awaitReason(AccessRequest.class, insights, request, "DomainNotReady");
    }

    private void settle(Whose whose) {
        mark(whose, domain(whose));
        mesh.awaitReady(Domain.class, null, domain(whose));
    }

    private void mark(Whose whose, String owner) {
        mesh.operator().admin().namespaces().withName(domain(whose)).edit(namespace -> {
            namespace.getMetadata().getAnnotations().put(MARK, owner);
            return namespace;
        });
    }

    private String domain(Whose whose) {
        return whose == Whose.PUBLISHER ? flights : insights;
    }
}
