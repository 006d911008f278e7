package dev.roadstead.operator.cli;

import dev.roadstead.operator.manifest.Document;
import dev.roadstead.operator.whatif.ObjectName;
import dev.roadstead.operator.whatif.Refused;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Asks the API server what it would say to a change, by requests with {@code dryRun=All}: nothing is stored. They need the same
 * verbs as the change itself, so an account that may only read is refused, and then it is told what was not checked.
 */
final class DryRun {

    private static final String RBAC = "cannot ";
    private static final int FIRST_SERVER_ERROR = 500;

    private final KubernetesClient client;
    private final List<Refused> refused = new ArrayList<>();
    private final TreeSet<String> unchecked = new TreeSet<>();

    DryRun(KubernetesClient client) {
        this.client = client;
    }

    /** What it would not take. */
    List<Refused> refused() {
        return List.copyOf(refused);
    }

    /** What it was not asked, or did not answer. */
    List<String> unchecked() {
        return List.copyOf(unchecked);
    }

    /** As if the document were the whole object. */
    void apply(ObjectName name, Document document) {
        ask(name, () -> {
            var kind = client.genericKubernetesResources(document.apiVersion(), name.kind());
            GenericKubernetesResource known = name.namespace() == null
                    ? kind.withName(name.name()).get()
                    : kind.inNamespace(name.namespace()).withName(name.name()).get();
            GenericKubernetesResource asked = asked(name, document, known);
            var request = client.resource(asked).dryRun().fieldValidation(FieldValidateable.Validation.STRICT);
            if (known == null) {
                request.create();
            } else {
                request.update();
            }
        });
    }

    void delete(ObjectName name, HasMetadata known) {
        ask(name, () -> client.resource(known).dryRun().delete());
    }

    private GenericKubernetesResource asked(
            ObjectName name, Document document, @Nullable GenericKubernetesResource known) {
        var serialization = client.getKubernetesSerialization();
        GenericKubernetesResource asked =
                serialization.unmarshal(serialization.asJson(document.content()), GenericKubernetesResource.class);
        asked.getMetadata().setNamespace(name.namespace());
        if (known != null) {
            known.getMetadata().setLabels(asked.getMetadata().getLabels());
            known.getMetadata().setAnnotations(asked.getMetadata().getAnnotations());
            known.getMetadata().setManagedFields(null);
            asked.setMetadata(known.getMetadata());
            Object status = known.getAdditionalProperties().get("status");
            if (status != null) {
                asked.setAdditionalProperty("status", status);
            }
        }
        return asked;
    }

    private void ask(ObjectName name, Runnable request) {
        try {
            request.run();
        } catch (KubernetesClientException e) {
            String message = said(e);
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN && message.contains(RBAC)) {
                unchecked.add("the API server's own checks (schema, policies, quota, webhooks) of " + name
                        + ": your account may not write it, and a dry run needs the same right");
            } else if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                unchecked.add("the API server's own checks of " + name + ": namespace " + name.namespace()
                        + " is not there yet");
            } else if (e.getCode() == HttpURLConnection.HTTP_CONFLICT
                    || e.getCode() == 0
                    || e.getCode() >= FIRST_SERVER_ERROR) {
                unchecked.add("the API server's own checks of " + name + ": " + message);
            } else {
                refused.add(new Refused(name.toString(), reason(e), message));
            }
        }
    }

    private static String said(KubernetesClientException e) {
        return Optional.ofNullable(e.getStatus())
                .map(Status::getMessage)
                .orElseGet(() -> String.valueOf(e.getMessage()));
    }

    private static String reason(KubernetesClientException e) {
        return Optional.ofNullable(e.getStatus()).map(Status::getReason).orElse("Refused");
    }
}
