package dev.roadstead.operator.reconcile.domain;

import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.NamespacePolicy;
import dev.roadstead.api.v1alpha1.Subject;
import dev.roadstead.api.v1alpha1.SubjectKind;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.status.Reason;
import dev.roadstead.operator.status.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a Domain must be, beyond what its CustomResourceDefinition can say. The rules of the definition are repeated where
 * passing over them would give rights away: an older definition may still be installed.
 */
public final class DomainRules {

    private final String operatorNamespace;
    private final List<Function<Domain, Optional<Refusal>>> rules = List.of(
            this::namespaceIsNotReserved, this::policyIsKnown, this::subjectsAreKnown, this::subjectsAreNobodysOwn);

    public DomainRules(String operatorNamespace) {
        this.operatorNamespace = operatorNamespace;
    }

    /** The first rule that is broken. */
    public Optional<Refusal> check(Domain domain) {
        return rules.stream().flatMap(rule -> rule.apply(domain).stream()).findFirst();
    }

    private Optional<Refusal> namespaceIsNotReserved(Domain domain) {
        String namespace = Catalogue.namespaceOf(domain);
        boolean reserved = namespace.equals("default")
                || namespace.startsWith("kube-")
                || namespace.equals("roadstead-system")
                || namespace.equals(operatorNamespace);
        return when(
                reserved,
                Reason.RESERVED_NAMESPACE,
                "spec.namespace: " + namespace
                        + " holds the cluster's own programs; create another Domain with a namespace of its own");
    }

    private Optional<Refusal> policyIsKnown(Domain domain) {
        return when(
                domain.getSpec().namespacePolicyOrDefault() == NamespacePolicy.UNKNOWN,
                Reason.UNKNOWN_VALUE,
                "spec.namespacePolicy: this version of the operator knows Create and Adopt; use one of them, or upgrade"
                        + " the operator");
    }

    private Optional<Refusal> subjectsAreKnown(Domain domain) {
        return when(
                subjects(domain).anyMatch(subject -> subject.kind() == SubjectKind.UNKNOWN),
                Reason.UNKNOWN_VALUE,
                "spec.owners, spec.stewards: this version of the operator knows subjects of kind User, Group and"
                        + " ServiceAccount; use these, or upgrade the operator");
    }

    private Optional<Refusal> subjectsAreNobodysOwn(Domain domain) {
        return subjects(domain)
                .filter(subject -> subject.name().startsWith("system:"))
                .findFirst()
                .map(subject -> new Refusal(
                        Reason.INVALID,
                        "spec.owners, spec.stewards: " + subject.name()
                                + " stands for everybody or for a part of Kubernetes; name a user, group or ServiceAccount"
                                + " of your own"));
    }

    private static Stream<Subject> subjects(Domain domain) {
        return Stream.concat(domain.getSpec().owners().stream(), domain.getSpec().stewards().stream());
    }

    private static Optional<Refusal> when(boolean broken, Reason reason, String message) {
        return broken ? Optional.of(new Refusal(reason, message)) : Optional.empty();
    }
}
