package dev.roadstead.operator.kube;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The identity of the mesh, which every mark in a store carries. It is configuration; without any, the operator makes
 * one once and keeps it in a ConfigMap of its own. The Helm chart never renders that ConfigMap: a sync would set the
 * identity anew, and every store would be somebody else's.
 */
public final class MeshId {

    public static final String CONFIG_MAP = "roadstead-mesh";
    public static final String KEY = "mesh-id";
    /** What a mesh id looks like: it becomes part of marks and is printed for people to copy. */
    public static final String PATTERN = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";

    /**
     * The configured id, else the one kept in the cluster, else a new one that is kept from now on.
     *
     * @throws IllegalStateException if what is kept is not a mesh id
     */
    public static String resolve(
            @Nullable String configured, KubernetesClient client, String namespace, Supplier<String> fresh) {
        if (configured != null) {
            return checked(configured, "--mesh-id");
        }
        String where = "ConfigMap " + CONFIG_MAP + " in namespace " + namespace;
        ConfigMap kept = read(client, namespace);
        if (kept == null) {
            kept = make(client, namespace, fresh.get());
        }
        String id = kept.getData() == null ? null : kept.getData().get(KEY);
        if (id == null) {
            throw new IllegalStateException(where + " has no key " + KEY
                    + "; put the id of this mesh back (every StoreClass prints it when it differs), or delete the"
                    + " ConfigMap if no store was ever used");
        }
        return checked(id, where);
    }

    private static @Nullable ConfigMap read(KubernetesClient client, String namespace) {
        return client.configMaps().inNamespace(namespace).withName(CONFIG_MAP).get();
    }

    /** Create decides who is first; whoever comes second takes what the first has made. */
    private static ConfigMap make(KubernetesClient client, String namespace, String id) {
        var wanted = new ConfigMapBuilder()
                .withNewMetadata()
                .withName(CONFIG_MAP)
                .withNamespace(namespace)
                .addToLabels(Secrets.MANAGED_BY, Secrets.MANAGED_BY_US)
                .endMetadata()
                .addToData(KEY, id)
                .build();
        try {
            return client.resource(wanted).create();
        } catch (KubernetesClientException e) {
            ConfigMap first = e.getCode() == HttpURLConnection.HTTP_CONFLICT ? read(client, namespace) : null;
            if (first == null) {
                throw e;
            }
            return first;
        }
    }

    private static String checked(String id, String where) {
        if (!id.matches(PATTERN)) {
            throw new IllegalStateException(where + ": '" + id
                    + "' is not a mesh id; use 1 to 63 of a to z, 0 to 9 and hyphens, without a hyphen at either end");
        }
        return id;
    }

    private MeshId() {}
}
