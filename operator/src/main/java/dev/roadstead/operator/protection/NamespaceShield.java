package dev.roadstead.operator.protection;

import dev.roadstead.operator.status.Reason;
import dev.roadstead.operator.status.Refusal;
import dev.roadstead.operator.status.StatusWriter;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says on a Namespace itself that others rest on what lies in it. Deleting a Namespace can't be refused any more once it has
 * begun, so the API server has to know it from the Namespace.
 */
public final class NamespaceShield {

    /** A label, for a policy that looks at few Namespaces only. */
    public static final String PROTECTED = "roadstead.dev/protected";
    /** An annotation: who would lose access. */
    public static final String PROTECTED_BY = "roadstead.dev/protected-by";

    private static final String TRUE = "true";
    private static final PatchContext MERGE = new PatchContext.Builder()
            .withPatchType(PatchType.JSON_MERGE)
            .withFieldManager(StatusWriter.FIELD_MANAGER)
            .build();

    private final KubernetesClient client;

    NamespaceShield(KubernetesClient client) {
        this.client = client;
    }

    /** Whether the Namespace says just this. */
    public static boolean says(Namespace namespace, @Nullable String protectedBy) {
        Map<String, String> labels = namespace.getMetadata().getLabels();
        Map<String, String> annotations = namespace.getMetadata().getAnnotations();
        String label = labels == null ? null : labels.get(PROTECTED);
        String annotation = annotations == null ? null : annotations.get(PROTECTED_BY);
        return protectedBy == null
                ? label == null && annotation == null
                : TRUE.equals(label) && protectedBy.equals(annotation);
    }

    /** What to merge into the labels; a null takes away. */
    public static Map<String, @Nullable String> labels(@Nullable String protectedBy) {
        return one(PROTECTED, protectedBy == null ? null : TRUE);
    }

    /** What to merge into the annotations; a null takes away. */
    public static Map<String, @Nullable String> annotations(@Nullable String protectedBy) {
        return one(PROTECTED_BY, protectedBy);
    }

    /** Protects the Namespace; refuses if it is gone or going. */
    Optional<Refusal> raise(String name, String protectedBy) {
        Map<String, Object> metadata = Map.of("labels", labels(protectedBy), "annotations", annotations(protectedBy));
        try {
            Namespace namespace = client.namespaces()
                    .withName(name)
                    .patch(MERGE, client.getKubernetesSerialization().asJson(Map.of("metadata", metadata)));
            return namespace == null || namespace.isMarkedForDeletion() ? Optional.of(going(name)) : Optional.empty();
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return Optional.of(going(name));
            }
            throw e;
        }
    }

    private static Refusal going(String name) {
        return new Refusal(
                Reason.PORT_NOT_READY, "namespace " + name + " is being deleted, so nothing is granted on its ports");
    }

    private static Map<String, @Nullable String> one(String key, @Nullable String value) {
        Map<String, @Nullable String> map = new HashMap<>();
        map.put(key, value);
        return map;
    }
}
