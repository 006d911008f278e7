package dev.roadstead.operator.reconcile.domain;

import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.Subject;
import dev.roadstead.api.v1alpha1.SubjectKind;
import dev.roadstead.operator.kube.Secrets;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.SubjectBuilder;
import java.util.List;

/** Who may do what in a domain's namespace: RoleBindings to the ClusterRoles of the Helm chart. */
final class Bindings {

    static final String PRODUCER = "roadstead-producer";
    static final String CONSUMER = "roadstead-consumer";
    static final String STEWARD = "roadstead-steward";
    /** The operator's own, without which it could not write a Secret there. */
    static final String OPERATOR = "roadstead-operator";

    static final String OPERATOR_ROLE = "roadstead-operator-domain";
    static final List<String> OF_PEOPLE = List.of(PRODUCER, CONSUMER, STEWARD);

    private static final String RBAC = "rbac.authorization.k8s.io";

    /** All RoleBindings of a domain. */
    static List<RoleBinding> of(
            Domain domain, String namespace, io.fabric8.kubernetes.api.model.rbac.Subject operator) {
        var owners = subjects(domain.getSpec().owners());
        var stewards = subjects(domain.getSpec().stewardsOrDefault());
        return List.of(
                binding(domain, namespace, OPERATOR, OPERATOR_ROLE, List.of(operator)),
                binding(domain, namespace, PRODUCER, PRODUCER, owners),
                binding(domain, namespace, CONSUMER, CONSUMER, owners),
                binding(domain, namespace, STEWARD, STEWARD, stewards));
    }

    private static RoleBinding binding(
            Domain domain,
            String namespace,
            String name,
            String clusterRole,
            List<io.fabric8.kubernetes.api.model.rbac.Subject> subjects) {
        return new RoleBindingBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .addToLabels(Secrets.MANAGED_BY, Secrets.MANAGED_BY_US)
                .addToLabels(NamespaceMark.DOMAIN, domain.getMetadata().getName())
                .endMetadata()
                .withNewRoleRef(RBAC, "ClusterRole", clusterRole)
                .withSubjects(subjects)
                .build();
    }

    /** Each once: an API server that is told the same subject twice keeps both, and they would never compare equal. */
    private static List<io.fabric8.kubernetes.api.model.rbac.Subject> subjects(List<Subject> subjects) {
        return subjects.stream().map(Bindings::subject).distinct().toList();
    }

    private static io.fabric8.kubernetes.api.model.rbac.Subject subject(Subject subject) {
        boolean account = subject.kind() == SubjectKind.SERVICE_ACCOUNT;
        return new SubjectBuilder()
                .withKind(subject.kind().wireName())
                .withApiGroup(account ? null : RBAC)
                .withName(subject.name())
                .withNamespace(account ? subject.namespace() : null)
                .build();
    }

    private Bindings() {}
}
