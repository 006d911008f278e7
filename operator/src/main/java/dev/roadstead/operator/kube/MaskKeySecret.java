package dev.roadstead.operator.kube;

import dev.roadstead.operator.backend.MaskKey;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Base64;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the mesh's mask key in a Secret of the operator's own namespace, which no domain can read. Losing it loses
 * nothing as long as a store lives: the first one opened gives it back.
 */
public final class MaskKeySecret implements MaskKey {

    public static final String NAME = "roadstead-mask-key";
    private static final String KEY = "key";

    private final KubernetesClient client;
    private final String namespace;
    private final Supplier<byte[]> fresh;

    /**
     * A key kept in one namespace.
     *
     * @param fresh {@value MaskKey#BYTES} bytes from a cryptographically strong source
     */
    public MaskKeySecret(KubernetesClient client, String namespace, Supplier<byte[]> fresh) {
        this.client = client;
        this.namespace = namespace;
        this.fresh = fresh;
    }

    @Override
    public byte[] forNewStore() {
        return orAdopt(fresh.get());
    }

    @Override
    public byte[] orAdopt(byte[] storeKey) {
        Secret kept = read();
        return bytes(kept != null ? kept : make(storeKey));
    }

    private @Nullable Secret read() {
        return client.secrets().inNamespace(namespace).withName(NAME).get();
    }

    /** Create decides who is first; whoever comes second takes what the first has made. */
    private Secret make(byte[] key) {
        var wanted = new SecretBuilder()
                .withNewMetadata()
                .withName(NAME)
                .withNamespace(namespace)
                .addToLabels(Secrets.MANAGED_BY, Secrets.MANAGED_BY_US)
                .endMetadata()
                .addToData(KEY, Base64.getEncoder().encodeToString(key))
                .build();
        try {
            return client.resource(wanted).create();
        } catch (KubernetesClientException e) {
            Secret first = e.getCode() == HttpURLConnection.HTTP_CONFLICT ? read() : null;
            if (first == null) {
                throw e;
            }
            return first;
        }
    }

    private byte[] bytes(Secret secret) {
        String text = secret.getData() == null ? null : secret.getData().get(KEY);
        byte[] key = text == null ? new byte[0] : Base64.getDecoder().decode(text);
        if (key.length != BYTES) {
            throw new IllegalStateException("Secret " + NAME + " in namespace " + namespace + " holds no key of "
                    + BYTES + " bytes under " + KEY + "; delete it, and the first store that opens gives it back");
        }
        return key;
    }
}
