package dev.roadstead.operator.kube;

import io.fabric8.kubernetes.api.model.authentication.SelfSubjectReview;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.fabric8.kubernetes.api.model.rbac.SubjectBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.jspecify.annotations.Nullable;

/**
 * Who the operator is to the API server. It asks instead of being configured, so the RoleBinding it makes for itself fits
 * whether it runs as the chart's ServiceAccount or on somebody's laptop.
 */
public final class OperatorIdentity {

    private static final String SERVICE_ACCOUNT = "system:serviceaccount:";

    private final KubernetesClient client;
    private volatile @Nullable String known;

    public OperatorIdentity(KubernetesClient client) {
        this.client = client;
    }

    /** The user name. Asked once: a process keeps its identity. */
    public String username() {
        String username = known;
        if (username == null) {
            SelfSubjectReview answer = client.resource(new SelfSubjectReview()).create();
            username = answer.getStatus().getUserInfo().getUsername();
            known = username;
        }
        return username;
    }

    /** The same as whom a RoleBinding gives rights to. */
    public Subject subject() {
        return subject(username());
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
