package dev.roadstead.testing;

import dev.roadstead.operator.config.Setting;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate that signs itself for this machine, made by the JDK's own tool, in the form of a mounted Secret. */
public final class TestCertificate {

    private static final String PASSWORD = "changeit";
    private static final String ALIAS = "webhook";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final byte[] certificate;
    private final byte[] key;

    private TestCertificate(byte[] certificate, byte[] key) {
        this.certificate = certificate;
        this.key = key;
    }

    /** A new one. */
    public static TestCertificate make() {
        try {
            Path directory = Files.createTempDirectory("roadstead-certificate");
            Path store = directory.resolve("store.p12");
            Command.run(
                            PATIENCE,
                            Map.of(),
                            List.of(
                                    Path.of(System.getProperty("java.home"), "bin", "keytool")
                                            .toString(),
                                    "-genkeypair",
                                    "-alias",
                                    ALIAS,
                                    "-keyalg",
                                    "EC",
                                    "-groupname",
                                    "secp256r1",
                                    "-dname",
                                    "CN=webhook-" + System.nanoTime(),
                                    "-ext",
                                    "san=ip:127.0.0.1,dns:localhost,dns:host.docker.internal",
                                    "-validity",
                                    "2",
                                    "-keystore",
                                    store.toString(),
                                    "-storetype",
                                    "PKCS12",
                                    "-storepass",
                                    PASSWORD))
                    .orFail();
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keys.load(in, PASSWORD.toCharArray());
            }
            Files.delete(store);
            Files.delete(directory);
            return new TestCertificate(
                    keys.getCertificate(ALIAS).getEncoded(),
                    keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** What whoever shall trust it has to know. */
    public String pem() {
        return pem("CERTIFICATE", certificate);
    }

    public String keyPem() {
        return pem("PRIVATE KEY", key);
    }

    /** Whether this is the one. */
    public boolean is(X509Certificate other) {
        try {
            return java.util.Arrays.equals(certificate, other.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Puts it where an operator reads it, in place of one that is there. */
    public Path write(Path directory) {
        try {
            Files.writeString(directory.resolve("tls.crt"), pem());
            Files.writeString(directory.resolve("tls.key"), keyPem());
            return directory;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Settings of an operator that answers with what lies there, at the same port after each start. */
    public static Map<Setting, String> settings(Path directory) {
        try (ServerSocket socket = new ServerSocket(0)) {
            return Map.of(
                    Setting.WEBHOOK_CERTIFICATE,
                    directory.toString(),
                    Setting.WEBHOOK_PORT,
                    Integer.toString(socket.getLocalPort()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A client that trusts this certificate and no other. */
    public HttpClient client() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry(
                    ALIAS,
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(certificate)));
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return HttpClient.newBuilder().sslContext(context).build();
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String pem(String what, byte[] der) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(der)
                + "\n-----END " + what + "-----\n";
    }
}
