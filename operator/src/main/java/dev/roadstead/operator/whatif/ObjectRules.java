package dev.roadstead.operator.whatif;

import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.Guardrail;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.Policy;
import dev.roadstead.api.v1alpha1.ProtectedStatus;
import dev.roadstead.api.v1alpha1.StoreClass;
import dev.roadstead.operator.access.GuardrailParser;
import dev.roadstead.operator.access.PolicyParser;
import dev.roadstead.operator.contract.Violation;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.reconcile.Faults;
import dev.roadstead.operator.reconcile.NamespaceOwner;
import dev.roadstead.operator.reconcile.dataproduct.ProductRules;
import dev.roadstead.operator.reconcile.domain.DomainRules;
import dev.roadstead.operator.reconcile.outputport.PortContracts;
import dev.roadstead.operator.reconcile.storeclass.StoreClassRules;
import dev.roadstead.operator.status.Refusal;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.List;
import java.util.Optional;

/** Why an object would not be taken as it is, or could not go: by the rules that its reconciler has. */
public final class ObjectRules {

    private final DomainRules domains;

    /** @param operatorNamespace where the operator runs */
    public ObjectRules(String operatorNamespace) {
        this.domains = new DomainRules(operatorNamespace);
    }

    /** By itself, whatever else is there. */
    public Optional<Refusal> check(CustomResource<?, ?> object) {
        return switch (object) {
            case Domain domain -> domains.check(domain);
            case StoreClass storeClass -> StoreClassRules.check(storeClass);
            case DataProduct product -> ProductRules.check(product);
            case OutputPort port -> contracts(port).refusal();
            default ->
                Optional.of(violations(object))
                        .filter(violations -> !violations.isEmpty())
                        .map(Faults::refusal);
        };
    }

    /** Everything that is wrong with it by itself, each with its field, where a refusal holds only the first. */
    public List<String> faults(CustomResource<?, ?> object) {
        List<Violation> violations = violations(object);
        return violations.isEmpty()
                ? check(object).stream()
                        .flatMap(refusal -> refusal.message().lines())
                        .toList()
                : violations.stream().map(Violation::message).toList();
    }

    private static List<Violation> violations(CustomResource<?, ?> object) {
        String name = object.getMetadata().getName();
        return switch (object) {
            case OutputPort port -> contracts(port).violations();
            case Policy policy -> PolicyParser.parse(name, 0, policy.getSpec()).violations();
            case Guardrail guardrail ->
                GuardrailParser.parse(name, 0, guardrail.getSpec()).violations();
            default -> List.of();
        };
    }

    /** What a ConfigMap holds is judged where it can be read. */
    private static PortContracts contracts(OutputPort port) {
        return PortContracts.of(port.getSpec().versions().stream()
                .filter(version -> version.contract() != null)
                .toList());
    }

    /** Where it is: in a namespace that is no Domain's nothing can be published or read. */
    static Optional<Refusal> place(CustomResource<?, ?> object, Catalogue catalogue) {
        String namespace = object.getMetadata().getNamespace();
        return namespace != null
                        && NamespaceOwner.of(catalogue, namespace) instanceof NamespaceOwner.Nobody(Refusal refusal)
                ? Optional.of(refusal)
                : Optional.empty();
    }

    /** Why it can't be deleted, as the API server says it; empty if it can. */
    static Optional<Refused> deletion(ObjectName name, CustomResource<?, ?> object) {
        return object.getStatus() instanceof ProtectedStatus<?> status && status.protectedBy() != null
                ? Optional.of(new Refused(
                        name.toString(),
                        "InUse",
                        name.name() + " is in use: " + status.protectedBy()
                                + "; wait until they have moved elsewhere, or end their access by "
                                + (object.getMetadata().getNamespace() == null
                                        ? "Policies of the domains that own these ports"
                                        : "your Policy")
                                + ", then delete it"))
                : Optional.empty();
    }
}
