package dev.roadstead.operator.admission;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Serves a certificate that can be exchanged while connections come in; before there is one, handshakes fail. Helidon's own way to
 * exchange it keeps the old one where an SSLContext is given, so what stands in that context looks it up anew for each connection.
 */
final class ExchangeableKeys extends X509ExtendedKeyManager {

    private volatile @Nullable X509ExtendedKeyManager current;

    void exchange(X509ExtendedKeyManager next) {
        current = next;
    }

    boolean isEmpty() {
        return current == null;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        X509ExtendedKeyManager keys = current;
        return keys == null ? null : keys.chooseEngineServerAlias(keyType, issuers, engine);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        X509ExtendedKeyManager keys = current;
        return keys == null ? null : keys.chooseServerAlias(keyType, issuers, socket);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal[] issuers) {
        X509ExtendedKeyManager keys = current;
        return keys == null ? null : keys.getServerAliases(keyType, issuers);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        X509ExtendedKeyManager keys = current;
        return keys == null ? null : keys.getCertificateChain(alias);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        X509ExtendedKeyManager keys = current;
        return keys == null ? null : keys.getPrivateKey(alias);
    }

    /** It is no client. */
    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal[] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
        return null;
    }
}
