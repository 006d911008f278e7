package dev.roadstead.bench;

import dev.roadstead.api.v1alpha1.AccessRequest;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;

/**
 * What the API server alone takes for the same objects: copies of what the operator has written for one request, written
 * by a client that does nothing else. The operator must be stopped.
 */
final class ApiFloor {

    private static final PatchContext MERGE =
            new PatchContext.Builder().withPatchType(PatchType.JSON_MERGE).build();
    private static final PatchContext APPLY = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager("roadstead")
            .withForce(true)
            .build();

    private final KubernetesClient client;
    private final AccessRequest model;
    private final Secret secret;
    private final List<Event> events;

    ApiFloor(KubernetesClient client, String namespace, String request) {
        this.client = client;
        this.model = client.resources(AccessRequest.class)
                .inNamespace(namespace)
                .withName(request)
                .get();
        this.secret = client.secrets()
                .inNamespace(namespace)
                .withName(model.getStatus().binding().name())
                .get();
        this.events = client.events().v1().events().inAnyNamespace().list().getItems().stream()
                .filter(event -> String.valueOf(event.getNote()).contains(request))
                .toList();
    }

    /** Events that the operator wrote about one request. */
    int events() {
        return events.size();
    }

    void write(String namespace, String name) {
        AccessRequest request =
                GrantsBench.request(namespace, name, model.getSpec().portRef().domain());
        var created = client.resource(request).create();
        client.resource(created)
                .patch(
                        MERGE,
                        "{\"metadata\": {\"finalizers\": " + "[\""
                                + model.getMetadata().getFinalizers().getFirst() + "\"]}}");
        client.resource(new SecretBuilder(secret)
                        .withMetadata(new ObjectMetaBuilder()
                                .withName("access-" + name)
                                .withNamespace(namespace)
                                .withLabels(secret.getMetadata().getLabels())
                                .withAnnotations(secret.getMetadata().getAnnotations())
                                .withOwnerReferences(secret.getMetadata().getOwnerReferences())
                                .build())
                        .build())
                .create();
        var status = new AccessRequest();
        status.setMetadata(
                new ObjectMetaBuilder().withName(name).withNamespace(namespace).build());
        status.setSpec(null);
        status.setStatus(model.getStatus());
        client.resource(status).subresource("status").patch(APPLY);
        events.forEach(event -> client.resource(new EventBuilder(event)
                        .withMetadata(new ObjectMetaBuilder()
                                .withGenerateName(name)
                                .withNamespace(event.getMetadata().getNamespace())
                                .build())
                        .build())
                .create());
    }
}
