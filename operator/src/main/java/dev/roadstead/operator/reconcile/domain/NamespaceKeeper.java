package dev.roadstead.operator.reconcile.domain;

import dev.roadstead.operator.protection.NamespaceShield;
import dev.roadstead.operator.status.StatusWriter;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Carries out what {@link NamespaceClaim} decides. */
final class NamespaceKeeper {

    /** Somebody else may be quicker a few times; more often than this means a fight that a retry must calm. */
    private static final int ATTEMPTS = 4;

    private static final PatchContext MERGE = new PatchContext.Builder()
            .withPatchType(PatchType.JSON_MERGE)
            .withFieldManager(StatusWriter.FIELD_MANAGER)
            .build();

    private final KubernetesClient client;

    NamespaceKeeper(KubernetesClient client) {
        this.client = client;
    }

    /** What has come of a claim: the last step, and whether it changed something. */
    record Outcome(NamespaceClaim.Step step, boolean created, boolean adopted) {}

    Optional<Namespace> find(String name) {
        return Optional.ofNullable(client.namespaces().withName(name).get());
    }

    /** Looks, decides and acts; looks again when somebody was quicker, because then the decision may be another. */
    Outcome claim(NamespaceClaim claim) {
        for (int attempt = 1; ; attempt++) {
            NamespaceClaim.Step step = claim.decide(find(claim.namespace()).orElse(null));
            try {
                return switch (step) {
                    case NamespaceClaim.Step.Create create -> {
                        create(claim);
                        yield new Outcome(create, true, false);
                    }
                    case NamespaceClaim.Step.Adopt adopt -> {
                        patch(
                                adopt.found(),
                                claim.mark().annotations(),
                                claim.mark().labels());
                        yield new Outcome(adopt, false, true);
                    }
                    case NamespaceClaim.Step.Relabel relabel -> {
                        patch(relabel.found(), NamespaceShield.annotations(claim.protectedBy()), claim.labels());
                        yield new Outcome(relabel, false, false);
                    }
                    default -> new Outcome(step, false, false);
                };
            } catch (KubernetesClientException e) {
                boolean somebodyWasQuicker = e.getCode() == HttpURLConnection.HTTP_CONFLICT
                        || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND;
                if (!somebodyWasQuicker || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** Takes the label away. The mark stays: the same Domain, applied again, finds its namespace by it. */
    void unlabel(Namespace found) {
        Map<String, String> labels = found.getMetadata().getLabels();
        if (labels == null || !labels.containsKey(NamespaceMark.DOMAIN)) {
            return;
        }
        Map<String, @Nullable String> gone = new HashMap<>(NamespaceShield.labels(null));
        gone.put(NamespaceMark.DOMAIN, null);
        patch(found, NamespaceShield.annotations(null), gone);
    }

    private void create(NamespaceClaim claim) {
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(claim.namespace())
                        .withAnnotations(claim.mark().annotations())
                        .withLabels(claim.mark().labels())
                        .endMetadata()
                        .build())
                .create();
    }

    /** With the resourceVersion, so that two Domains that both found it unmarked can't both mark it. */
    private void patch(
            Namespace found,
            Map<String, ? extends @Nullable String> annotations,
            Map<String, ? extends @Nullable String> labels) {
        Map<String, Object> metadata = new TreeMap<>();
        metadata.put("resourceVersion", found.getMetadata().getResourceVersion());
        metadata.put("annotations", annotations);
        metadata.put("labels", labels);
        client.namespaces()
                .withName(found.getMetadata().getName())
                .patch(MERGE, client.getKubernetesSerialization().asJson(Map.of("metadata", metadata)));
    }
}
