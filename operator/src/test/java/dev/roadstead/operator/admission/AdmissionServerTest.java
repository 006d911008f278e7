package dev.roadstead.operator.admission;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.kube.KubernetesClients;
import dev.roadstead.operator.kube.NamespaceHolders;
import dev.roadstead.testing.TestCertificate;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReview;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionServerTest {

    private static final TestCertificate FIRST = TestCertificate.make();

    @TempDir
    private Path directory;

    private final AtomicBoolean ready = new AtomicBoolean(true);
    private AdmissionServer server;

    @BeforeEach
    void start() {
        FIRST.write(directory);
        server = serve(directory);
    }

    private AdmissionServer serve(Path certificates) {
        return new AdmissionServer(
                0,
                certificates,
                ready::get,
                new Catalogue(new NamespaceHolders()),
                List.of((proposal, catalogue) -> proposal.dryRun()
                        ? Opinion.NONE
                        : new Opinion(List.of("spec.ports: no", "and no"), List.of("careful"))),
                "operator",
                KubernetesClients.serialization(),
                Clock.systemUTC());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void answersWithDenialsAndWarnings() throws Exception {
        AdmissionReview review = KubernetesClients.serialization()
                .unmarshal(post(FIRST, review("\"operation\": \"CREATE\"")).body(), AdmissionReview.class);
        var response = review.getResponse();
        assertEquals("u1", response.getUid());
        assertFalse(response.getAllowed());
        assertEquals("(1) spec.ports: no\n(2) and no", response.getStatus().getMessage());
        assertEquals(422, response.getStatus().getCode());
        assertEquals(List.of("careful"), response.getWarnings());
    }

    @Test
    void aSubresourceAndAnUnknownOperationAreNobodysBusiness() throws Exception {
        for (String what :
                List.of("\"operation\": \"CREATE\", \"subResource\": \"status\"", "\"operation\": \"CONNECT\"")) {
            var review = KubernetesClients.serialization()
                    .unmarshal(post(FIRST, review(what)).body(), AdmissionReview.class);
            assertTrue(review.getResponse().getAllowed(), what);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "[]",
                "null",
                "{}",
                "{\"apiVersion\": \"admission.k8s.io/v1\", \"kind\": \"AdmissionReview\"}",
                "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {\"name\": \"x\"}}",
                "{\"apiVersion\": \"admission.k8s.io/v1\", \"kind\": \"AdmissionReview\", \"request\": {\"operation\":"
                        + " \"CREATE\"}}",
                "{\"apiVersion\": \"admission.k8s.io/v1\", \"kind\": \"AdmissionReview\", \"request\": {\"uid\": \"u\","
                        + " \"operation\": \"CREATE\", \"object\": {\"apiVersion\": \"v1\", \"kind\": \"Pod\"}}}",
                "{\"apiVersion\": \"admission.k8s.io/v1\", \"kind\": \"AdmissionReview\", \"request\": {\"uid\": \"u\","
                        + " \"operation\": \"UPDATE\", \"object\": {\"apiVersion\": \"roadstead.dev/v1alpha1\","
                        + " \"kind\": \"Policy\", \"metadata\": {\"name\": \"x\"}, \"spec\": 7}}}",
                "{\"apiVersion\": \"admission.k8s.io/v1\", \"kind\": \"AdmissionReview\", \"request\": {\"uid\": \"u\","
                        + " \"operation\": \"CREATE\", \"object\": {\"apiVersion\": \"roadstead.dev/v1alpha1\","
                        + " \"kind\": \"Policy\"}}}",
                "\u0000\u0001\u0002",
            })
    void garbageIsToldApart(String body) throws Exception {
        HttpResponse<String> response = post(FIRST, body);
        assertEquals(400, response.statusCode(), response.body());
        assertEquals(200, post(FIRST, review("\"operation\": \"CREATE\"")).statusCode(), "it goes on");
    }

    /** It is answered, or cut off, before it is read: which of both the client sees is a matter of timing. */
    @Test
    void aBodyThatIsTooLongIsNotRead() throws Exception {
        try {
            assertEquals(413, post(FIRST, "x".repeat(9 * 1024 * 1024)).statusCode());
        } catch (IOException e) {
            assertFalse(e instanceof SSLException, e::toString);
        }
        assertEquals(200, post(FIRST, review("\"operation\": \"CREATE\"")).statusCode(), "it goes on");
    }

    @Test
    void nothingIsAnsweredBeforeAllIsKnown() throws Exception {
        ready.set(false);
        assertEquals(503, post(FIRST, review("\"operation\": \"CREATE\"")).statusCode());
    }

    @Test
    void aCertificateMayComeLateAndBeExchanged(@TempDir Path empty) throws Exception {
        server.close();
        server = serve(empty);
        assertFalse(server.isServing());
        assertThrows(IOException.class, () -> post(FIRST, "{}"));
        FIRST.write(empty);
        awaitServing();
        assertTrue(FIRST.is(presented(FIRST)));
        TestCertificate second = TestCertificate.make();
        second.write(empty);
        await().ignoreExceptionsInstanceOf(IOException.class).until(() -> second.is(presented(second)));
        assertThrows(IOException.class, () -> presented(FIRST), "the old one is gone");
    }

    @Test
    void aKeyOfAnotherCertificateIsNotTaken() throws Exception {
        TestCertificate second = TestCertificate.make();
        Files.writeString(directory.resolve("tls.crt"), second.pem());
        Files.writeString(directory.resolve("tls.key"), "no key");
        var certificate = new ServedCertificate(directory);
        certificate.refresh();
        assertFalse(certificate.isLoaded());
        Files.writeString(directory.resolve("tls.key"), FIRST.keyPem());
        certificate.refresh();
        assertFalse(certificate.isLoaded());
        Files.writeString(directory.resolve("tls.key"), second.keyPem());
        certificate.refresh();
        assertTrue(certificate.isLoaded());
    }

    private void awaitServing() {
        await().until(server::isServing);
    }

    private static String review(String what) {
        return """
                {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {"uid": "u1", %s,
                 "userInfo": {"username": "alice", "groups": ["a"]},
                 "object": {"apiVersion": "roadstead.dev/v1alpha1", "kind": "Policy",
                  "metadata": {"name": "p", "namespace": "n"}, "spec": {"ports": {"names": ["a"]}}}}}
                """.formatted(what);
    }

    private HttpResponse<String> post(TestCertificate trusted, String body) throws Exception {
        try (HttpClient client = trusted.client()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + AdmissionServer.PATH))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private X509Certificate presented(TestCertificate trusted) throws Exception {
        SSLSession session = post(trusted, "{}").sslSession().orElseThrow();
        return (X509Certificate) session.getPeerCertificates()[0];
    }
}
