package dev.roadstead.operator.kube;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.Guardrail;
import dev.roadstead.operator.access.Guard;
import dev.roadstead.operator.access.GuardMode;
import dev.roadstead.operator.access.GuardrailParser;
import dev.roadstead.operator.access.InvalidGuard;
import dev.roadstead.operator.access.LabelSelector;
import dev.roadstead.operator.contract.Parsed;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which requests a Guardrail is about: those from some Domains to ports of others, whatever their columns are; and which Domains
 * it demands something of. Where its selectors can't be understood it is every one.
 */
public final class GuardrailReach {

    private final Catalogue catalogue;

    public GuardrailReach(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** The labels of a Domain; none if there is no such Domain. */
    public static Map<String, String> labels(Optional<Domain> domain) {
        return domain.map(found -> found.getMetadata().getLabels()).orElse(Map.of());
    }

    /** All of them, also such as are being deleted. */
    public Stream<AccessRequest> requests(Guardrail guardrail) {
        String name = guardrail.getMetadata().getName();
        long generation = generation(guardrail);
        if (GuardrailParser.parse(name, generation, guardrail.getSpec()) instanceof Parsed.Valid<Guard>(Guard guard)) {
            return guard.narrows() ? requests(guard.owners(), guard.consumers()) : Stream.empty();
        }
        InvalidGuard invalid = GuardrailParser.invalid(name, generation, guardrail.getSpec());
        return requests(invalid.owners(), invalid.consumers());
    }

    /** The Domains whose products and ports it may have something to say about, to whoever publishes them. */
    Stream<Domain> publishers(Guardrail guardrail) {
        String name = guardrail.getMetadata().getName();
        long generation = generation(guardrail);
        if (GuardrailParser.parse(name, generation, guardrail.getSpec()) instanceof Parsed.Valid<Guard>(Guard guard)) {
            return guard.mode() == GuardMode.DRY_RUN
                    ? Stream.empty()
                    : catalogue.domains().filter(domain -> guard.demandsOf(labels(Optional.of(domain))));
        }
        InvalidGuard invalid = GuardrailParser.invalid(name, generation, guardrail.getSpec());
        return catalogue.domains().filter(domain -> invalid.mayDemandOf(labels(Optional.of(domain))));
    }

    private Stream<AccessRequest> requests(LabelSelector owners, LabelSelector consumers) {
        List<Domain> domains = catalogue.domains().toList();
        Set<String> from = domains.stream()
                .filter(domain -> consumers.matches(labels(Optional.of(domain))))
                .map(Catalogue::namespaceOf)
                .collect(Collectors.toCollection(HashSet::new));
        return domains.stream()
                .filter(domain -> owners.matches(labels(Optional.of(domain))))
                .flatMap(domain ->
                        catalogue.requestsForDomain(domain.getMetadata().getName()).stream())
                .filter(request -> from.contains(request.getMetadata().getNamespace()));
    }

    private static long generation(HasMetadata object) {
        Long generation = object.getMetadata().getGeneration();
        return generation == null ? 0 : generation;
    }
}
