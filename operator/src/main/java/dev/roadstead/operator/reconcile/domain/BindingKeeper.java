package dev.roadstead.operator.reconcile.domain;

import dev.roadstead.operator.kube.Secrets;
import dev.roadstead.operator.status.StatusWriter;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Makes RoleBindings be what they should, and writes only what differs. */
final class BindingKeeper {

    private static final PatchContext APPLY = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(StatusWriter.FIELD_MANAGER)
            .withForce(true)
            .build();

    private final KubernetesClient client;

    BindingKeeper(KubernetesClient client) {
        this.client = client;
    }

    void ensure(List<RoleBinding> wanted) {
        wanted.forEach(this::ensure);
    }

    private void ensure(RoleBinding wanted) {
        RoleBinding found = client.resource(wanted).get();
        if (found != null && same(found, wanted)) {
            return;
        }
        if (found != null && !found.getRoleRef().equals(wanted.getRoleRef())) {
            // Kubernetes lets nobody change what a binding refers to.
            client.resource(found).delete();
        }
        client.resource(wanted).patch(APPLY);
    }

    /** Removes bindings of these names, if the operator made them. */
    void remove(String namespace, List<String> names) {
        for (String name : names) {
            Resource<RoleBinding> binding =
                    client.rbac().roleBindings().inNamespace(namespace).withName(name);
            RoleBinding found = binding.get();
            if (found != null && Secrets.MANAGED_BY_US.equals(labels(found).get(Secrets.MANAGED_BY))) {
                binding.delete();
            }
        }
    }

    private static boolean same(RoleBinding found, RoleBinding wanted) {
        return found.getRoleRef().equals(wanted.getRoleRef())
                && subjects(found).equals(subjects(wanted))
                && labels(found).entrySet().containsAll(labels(wanted).entrySet());
    }

    /** In a form where an absent and an empty API group are the same. */
    private static List<List<String>> subjects(RoleBinding binding) {
        List<Subject> subjects = binding.getSubjects() == null ? List.of() : binding.getSubjects();
        return subjects.stream()
                .map(subject -> List.of(
                        subject.getKind(),
                        Objects.requireNonNullElse(subject.getApiGroup(), ""),
                        subject.getName(),
                        Objects.requireNonNullElse(subject.getNamespace(), "")))
                .toList();
    }

    private static Map<String, String> labels(RoleBinding binding) {
        return Objects.requireNonNullElse(binding.getMetadata().getLabels(), Map.of());
    }
}
