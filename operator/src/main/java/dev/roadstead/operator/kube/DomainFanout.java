package dev.roadstead.operator.kube;

import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.DomainStatus;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A Domain concerns what lies in its namespace and the requests for its ports; never because of its counters. */
final class DomainFanout implements Fanout<Domain> {

    private final Catalogue catalogue;
    private final DemandingGuardrails guardrails;

    DomainFanout(Catalogue catalogue) {
        this.catalogue = catalogue;
        this.guardrails = new DemandingGuardrails(catalogue);
    }

    @Override
    public Stream<Wake> of(@Nullable Domain old, @Nullable Domain now) {
        var changes = Changes.between(old, now);
        boolean matters = changes.labels()
                || changes.in(DomainFanout::heldNamespace)
                || changes.in(domain -> List.of(
                        domain.getSpec().owners(), domain.getSpec().exceptions(), Catalogue.namespaceOf(domain)));
        if (!matters) {
            return Stream.empty();
        }
        return Stream.concat(changes.states().flatMap(this::concernedBy), guardrails.counting());
    }

    private Stream<Wake> concernedBy(Domain domain) {
        String namespace = Catalogue.namespaceOf(domain);
        return Stream.of(
                        // Another Domain may have waited for this namespace.
                        catalogue.claimantsOf(namespace),
                        catalogue.productsIn(namespace),
                        catalogue.portsIn(namespace),
                        catalogue.policiesIn(namespace),
                        catalogue.requestsIn(namespace),
                        catalogue.requestsForDomain(domain.getMetadata().getName()))
                .flatMap(List::stream)
                .map(Wake::now);
    }

    private static Optional<String> heldNamespace(Domain domain) {
        return Optional.ofNullable(domain.getStatus()).map(DomainStatus::namespace);
    }
}
