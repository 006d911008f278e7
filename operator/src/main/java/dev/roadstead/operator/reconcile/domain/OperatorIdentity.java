package dev.roadstead.operator.reconcile.domain;

import io.fabric8.kubernetes.api.model.authentication.SelfSubjectReview;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.fabric8.kubernetes.api.model.rbac.SubjectBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.jspecify.annotations.Nullable;

/**
 * Who the operator is to the API server. It asks instead of being configured, so the RoleBinding it makes for itself fits
 * whether it runs as the chart's ServiceAccount or on somebody's laptop.
 */
final class OperatorIdentity {

    private static final String SERVICE_ACCOUNT = "system:serviceaccount:";

    private final KubernetesClient client;
    private volatile @Nullable Subject known;

    OperatorIdentity(KubernetesClient client) {
        this.client = client;
    }

    /** Asked once: a process keeps its identity. */
    Subject subject() {
        Subject subject = known;
        if (subject == null) {
            SelfSubjectReview answer = client.resource(new SelfSubjectReview()).create();
            subject = subject(answer.getStatus().getUserInfo().getUsername());
            known = subject;
        }
        return subject;
    }

    static Subject subject(String username) {
        if (username.startsWith(SERVICE_ACCOUNT)) {
            String[] parts = username.substring(SERVICE_ACCOUNT.length()).split(":", 2);
            return new SubjectBuilder()
                    .withKind("ServiceAccount")
                    .withNamespace(parts[0])
                    .withName(parts[1])
                    .build();
        }
        return new SubjectBuilder()
                .withKind("User")
                .withApiGroup("rbac.authorization.k8s.io")
                .withName(username)
                .build();
    }
}
