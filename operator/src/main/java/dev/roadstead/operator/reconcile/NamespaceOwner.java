package dev.roadstead.operator.reconcile;

import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.status.Reason;
import dev.roadstead.operator.status.Refusal;
import java.util.List;

/** Whose namespace an object lies in. */
public sealed interface NamespaceOwner {

    /** This Domain's. */
    record Owned(Domain domain) implements NamespaceOwner {

        public String name() {
            return domain.getMetadata().getName();
        }
    }

    /** A Domain claims it, but does not hold it, or not yet. Nothing new is given, and nothing is taken away. */
    record Unsettled(Refusal refusal) implements NamespaceOwner {}

    /** Nobody's. What its Domain gave, if there was one, has ended with it. */
    record Nobody(Refusal refusal) implements NamespaceOwner {}

    static NamespaceOwner of(Catalogue catalogue, String namespace) {
        return catalogue
                .domainOf(namespace)
                .<NamespaceOwner>map(Owned::new)
                .orElseGet(() -> unowned(catalogue, namespace));
    }

    private static NamespaceOwner unowned(Catalogue catalogue, String namespace) {
        List<String> claimants = catalogue.claimantsOf(namespace).stream()
                .filter(domain -> !domain.isMarkedForDeletion())
                .map(domain -> domain.getMetadata().getName())
                .sorted()
                .toList();
        if (claimants.isEmpty()) {
            return new Nobody(new Refusal(
                    Reason.NAMESPACE_NOT_OWNED,
                    "namespace " + namespace
                            + " belongs to no Domain, so nothing here can be published or read; ask the"
                            + " platform team for a Domain with spec.namespace: " + namespace
                            + ", or move this object to the namespace of your Domain"));
        }
        return new Unsettled(new Refusal(
                Reason.DOMAIN_NOT_READY,
                "namespace " + namespace + " is claimed by Domain " + String.join(", ", claimants)
                        + ", which does not hold it (yet); its conditions tell why"));
    }
}
