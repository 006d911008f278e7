package dev.roadstead.operator.admission;

import io.helidon.common.configurable.Resource;
import io.helidon.common.pki.Keys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate and key of a mounted Secret, {@code tls.crt} and {@code tls.key} in PEM, and whatever replaces them while the
 * operator runs. New connections get the newest ones that could be read; what can't be read leaves the ones before in use.
 */
final class ServedCertificate {

    private static final Logger log = LoggerFactory.getLogger(ServedCertificate.class);

    private static final String ALIAS = "webhook";
    /** Of a key store that never leaves the memory. */
    private static final char[] PASSWORD = new char[0];

    private final ExchangeableKeys keys = new ExchangeableKeys();
    private final Path certificate;
    private final Path key;
    private byte[] readCertificate = new byte[0];
    private byte[] readKey = new byte[0];
    private @Nullable String lastFault;

    /** @param directory where the Secret is mounted */
    ServedCertificate(Path directory) {
        this.certificate = directory.resolve("tls.crt");
        this.key = directory.resolve("tls.key");
    }

    /** Whether there is one to serve. */
    boolean isLoaded() {
        return !keys.isEmpty();
    }

    /** Takes up what the files hold, if it has changed. */
    synchronized void refresh() {
        try {
            byte[] certificateNow = Files.readAllBytes(certificate);
            byte[] keyNow = Files.readAllBytes(key);
            if (Arrays.equals(certificateNow, readCertificate) && Arrays.equals(keyNow, readKey)) {
                return;
            }
            // Not before it works: one file may be new and the other old, and then the next look finds both new.
            exchange(certificateNow, keyNow);
            readCertificate = certificateNow;
            readKey = keyNow;
            lastFault = null;
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            // Looked at every few seconds, told once.
            if (!e.toString().equals(lastFault)) {
                lastFault = e.toString();
                log.warn(
                        "webhook certificate unusable certificate={} key={} cause=\"{}\" remedy=\"a certificate chain"
                                + " and its unencrypted key (PKCS#8, or PKCS#1 for RSA), both in PEM\"",
                        certificate,
                        key,
                        e.toString());
            }
        }
    }

    SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {keys}, null, new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has TLS", e);
        }
    }

    private void exchange(byte[] certificatePem, byte[] keyPem) throws IOException, GeneralSecurityException {
        Keys read = Keys.builder()
                .pem(pem -> pem.key(Resource.create("tls.key", keyPem))
                        .certChain(Resource.create("tls.crt", certificatePem)))
                .build();
        PrivateKey privateKey =
                read.privateKey().orElseThrow(() -> new GeneralSecurityException("tls.key holds no key"));
        List<X509Certificate> chain = read.certChain();
        if (chain.isEmpty()) {
            throw new GeneralSecurityException("tls.crt holds no certificate");
        }
        X509Certificate own = chain.getFirst();
        if (!belongTogether(privateKey, own)) {
            throw new GeneralSecurityException("tls.key is not the key of the first certificate in tls.crt");
        }
        keys.exchange(manager(privateKey, chain));
        log.info(
                "webhook certificate read subject=\"{}\" not-after={}",
                own.getSubjectX500Principal(),
                own.getNotAfter().toInstant());
    }

    private static boolean belongTogether(PrivateKey privateKey, X509Certificate certificate)
            throws GeneralSecurityException {
        String algorithm = privateKey.getAlgorithm();
        if (!algorithm.equals(certificate.getPublicKey().getAlgorithm())) {
            return false;
        }
        byte[] text = {1, 2, 3};
        Signature signature = Signature.getInstance(
                switch (algorithm) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> algorithm;
                });
        signature.initSign(privateKey);
        signature.update(text);
        byte[] signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        signature.update(text);
        return signature.verify(signed);
    }

    private static X509ExtendedKeyManager manager(PrivateKey privateKey, List<X509Certificate> chain)
            throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, PASSWORD);
        store.setKeyEntry(ALIAS, privateKey, PASSWORD, chain.toArray(X509Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, PASSWORD);
        return Arrays.stream(factory.getKeyManagers())
                .map(manager -> manager instanceof X509ExtendedKeyManager extended ? extended : null)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow(() -> new GeneralSecurityException("this Java has no key manager for it"));
    }
}
