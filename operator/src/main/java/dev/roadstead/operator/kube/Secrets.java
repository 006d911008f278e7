package dev.roadstead.operator.kube;

import dev.roadstead.api.v1alpha1.Api;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The Secrets the operator makes in domains' namespaces. A Secret is only ever created; one that exists is changed or
 * deleted only if it was made for the very same object. Otherwise a request could name somebody's Secret and have it
 * overwritten, and later deleted, with the operator's rights instead of the author's.
 *
 * <p>Secrets are read one by one and never listed or watched, so the operator needs no right to see the others.
 */
public final class Secrets {

    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    public static final String MANAGED_BY_US = "roadstead";

    private static final String OUR_PREFIX = Api.GROUP + "/";

    private static final PatchContext JSON_PATCH =
            new PatchContext.Builder().withPatchType(PatchType.JSON).build();

    private final KubernetesClient client;

    public Secrets(KubernetesClient client) {
        this.client = client;
    }

    /**
     * What a Secret should be.
     *
     * @param type immutable in Kubernetes, so a Secret of ours with another type is made anew
     * @param values in clear
     */
    public record Content(
            String type, Map<String, String> values, Map<String, String> labels, Map<String, String> annotations) {

        public Content {
            values = Map.copyOf(values);
            labels = Map.copyOf(labels);
            annotations = Map.copyOf(annotations);
        }

        /** Names of keys only: values must not reach a log. */
        @Override
        public String toString() {
            return "Content[" + type + " " + new TreeMap<>(values).keySet() + "]";
        }
    }

    public Optional<Secret> get(@Nullable String namespace, String name) {
        return Optional.ofNullable(
                client.secrets().inNamespace(namespace).withName(name).get());
    }

    /** The Secret, if it exists and was made for this object. */
    public Optional<Secret> getOwned(HasMetadata owner, String name) {
        return get(owner.getMetadata().getNamespace(), name).filter(secret -> isOwned(secret, owner));
    }

    /** The value of a key in clear. */
    public static Optional<String> value(Secret secret, String key) {
        return Optional.ofNullable(secret.getData())
                .map(data -> data.get(key))
                .map(text -> new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8));
    }

    /** Whether the Secret was made by us for this object: its owner reference names the object's uid. */
    public static boolean isOwned(Secret secret, HasMetadata owner) {
        ObjectMeta meta = secret.getMetadata();
        return MANAGED_BY_US.equals(labelsOf(meta).get(MANAGED_BY))
                && meta.getOwnerReferences().stream()
                        .anyMatch(reference ->
                                reference.getUid().equals(owner.getMetadata().getUid()));
    }

    /**
     * Makes the Secret exist like this beside its owner, and writes nothing if it does.
     *
     * @return whether something was written
     * @throws SecretNameTakenException if a Secret of this name was not made for this owner; it is left alone
     */
    public boolean ensure(HasMetadata owner, String name, Content content) {
        String namespace = owner.getMetadata().getNamespace();
        Secret wanted = secret(owner, name, content);
        Secret existing = get(namespace, name).orElse(null);
        if (existing == null) {
            return create(wanted);
        }
        if (!isOwned(existing, owner)) {
            throw new SecretNameTakenException(namespace, name);
        }
        if (!Objects.equals(existing.getType(), wanted.getType())) {
            delete(existing);
            return create(wanted);
        }
        return patch(existing, wanted);
    }

    /**
     * Deletes the Secret if it was made for this object; anything else is left alone. The right to touch Secrets comes
     * from a RoleBinding in the namespace, which may go first when a namespace or its Domain is deleted. That must not
     * hold the owner's finalizer: the Secret goes with the namespace or, by its owner reference, with the owner.
     *
     * @return whether it is gone by our doing
     */
    public boolean delete(HasMetadata owner, String name) {
        try {
            Optional<Secret> ours = getOwned(owner, name);
            ours.ifPresent(this::delete);
            return ours.isPresent();
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN && owner.isMarkedForDeletion()) {
                return false;
            }
            throw e;
        }
    }

    private boolean create(Secret wanted) {
        try {
            client.resource(wanted).create();
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                throw new SecretNameTakenException(
                        wanted.getMetadata().getNamespace(),
                        wanted.getMetadata().getName(),
                        e);
            }
            throw e;
        }
    }

    /** Deletes the Secret that was looked at, not one that somebody else made under this name since. */
    private void delete(Secret existing) {
        client.resource(existing)
                .lockResourceVersion(existing.getMetadata().getResourceVersion())
                .delete();
    }

    private boolean patch(Secret existing, Secret wanted) {
        List<Map<String, Object>> operations = new ArrayList<>();
        if (!wanted.getData().equals(existing.getData())) {
            operations.add(operation("add", "/data", wanted.getData()));
        }
        replaceMap(
                operations,
                "labels",
                existing.getMetadata().getLabels(),
                wanted.getMetadata().getLabels());
        replaceMap(
                operations,
                "annotations",
                existing.getMetadata().getAnnotations(),
                wanted.getMetadata().getAnnotations());
        if (operations.isEmpty()) {
            return false;
        }
        // The patch is for the Secret that was looked at, not for one that took its place since.
        operations.addFirst(
                operation("test", "/metadata/uid", existing.getMetadata().getUid()));
        client.resource(existing)
                .patch(JSON_PATCH, client.getKubernetesSerialization().asJson(operations));
        return true;
    }

    /** Ours win and go when they are no longer wanted, others' stay. */
    private static void replaceMap(
            List<Map<String, Object>> operations,
            String field,
            @Nullable Map<String, String> existing,
            @Nullable Map<String, String> wanted) {
        Map<String, String> before = existing == null ? Map.of() : existing;
        Map<String, String> merged = new HashMap<>(before);
        merged.keySet().removeIf(key -> key.startsWith(OUR_PREFIX));
        merged.putAll(wanted == null ? Map.of() : wanted);
        if (!merged.equals(before)) {
            operations.add(operation("add", "/metadata/" + field, new TreeMap<>(merged)));
        }
    }

    private static Map<String, Object> operation(String op, String path, Object value) {
        return Map.of("op", op, "path", path, "value", value);
    }

    private static Secret secret(HasMetadata owner, String name, Content content) {
        Map<String, String> labels = new TreeMap<>(content.labels());
        labels.put(MANAGED_BY, MANAGED_BY_US);
        Map<String, String> data = new TreeMap<>();
        content.values().forEach((key, value) -> data.put(key, encoded(value)));
        return new SecretBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(owner.getMetadata().getNamespace())
                .withLabels(labels)
                .withAnnotations(new TreeMap<>(content.annotations()))
                .withOwnerReferences(new OwnerReferenceBuilder()
                        .withApiVersion(owner.getApiVersion())
                        .withKind(owner.getKind())
                        .withName(owner.getMetadata().getName())
                        .withUid(owner.getMetadata().getUid())
                        .withController(true)
                        .build())
                .endMetadata()
                .withType(content.type())
                .withData(data)
                .build();
    }

    private static String encoded(String value) {
        return Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, String> labelsOf(ObjectMeta meta) {
        return meta.getLabels() == null ? Map.of() : meta.getLabels();
    }
}
