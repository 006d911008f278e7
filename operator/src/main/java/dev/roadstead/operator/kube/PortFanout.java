package dev.roadstead.operator.kube;

import dev.roadstead.api.v1alpha1.OutputPort;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An OutputPort concerns the requests for it when its spec changes or a version is served, changed or gone; never
 * because of its counters. Its product and its domain count it, and are protected with it; the domain's Policies and
 * the Guardrails only count it.
 */
final class PortFanout implements Fanout<OutputPort> {

    private final Catalogue catalogue;
    private final DemandingGuardrails guardrails;

    PortFanout(Catalogue catalogue) {
        this.catalogue = catalogue;
        this.guardrails = new DemandingGuardrails(catalogue);
    }

    @Override
    public Stream<Wake> of(@Nullable OutputPort old, @Nullable OutputPort now) {
        var changes = Changes.between(old, now);
        Stream<Wake> requests = changes.spec() || changes.in(PortFanout::served)
                ? changes.states().flatMap(this::requestsFor)
                : Stream.empty();
        boolean columns = changes.spec() || (now != null && isFromElsewhere(now) && changes.in(PortFanout::served));
        Stream<Wake> policies = columns ? changes.states().flatMap(this::policiesOn) : Stream.empty();
        Stream<Wake> counters = changes.cameOrWent() ? changes.states().flatMap(this::countersOf) : Stream.empty();
        Stream<Wake> protectors =
                changes.in(PortFanout::protectedVersions) ? changes.states().flatMap(this::countersOf) : Stream.empty();
        Stream<Wake> demanding = changes.spec() ? guardrails.counting() : Stream.empty();
        return Stream.of(requests, policies, counters, protectors, demanding).flatMap(wakes -> wakes);
    }

    private Stream<Wake> requestsFor(OutputPort port) {
        return catalogue.requestsOn(port).map(Wake::now);
    }

    private Stream<Wake> policiesOn(OutputPort port) {
        return catalogue.policiesIn(port.getMetadata().getNamespace()).stream().map(Wake::coalesced);
    }

    private Stream<Wake> countersOf(OutputPort port) {
        String namespace = port.getMetadata().getNamespace();
        return Stream.concat(
                        catalogue.product(namespace, port.getSpec().dataProductName()).stream(),
                        catalogue.claimantsOf(namespace).stream())
                .map(Wake::coalesced);
    }

    /** Whether its columns can change without its spec. */
    private static boolean isFromElsewhere(OutputPort port) {
        return port.getSpec().versions().stream().anyMatch(version -> version.contractFrom() != null);
    }

    private static Set<String> protectedVersions(OutputPort port) {
        return port.getStatus() == null ? Set.of() : port.getStatus().protectedParts();
    }

    /** What consumers get: which versions are in which state, with which contract. */
    private static List<List<String>> served(OutputPort port) {
        if (port.getStatus() == null) {
            return List.of();
        }
        return port.getStatus().versions().stream()
                .map(version -> List.of(
                        version.name(),
                        String.valueOf(version.state()),
                        String.valueOf(version.contractHash()),
                        String.valueOf(version.schema())))
                .toList();
    }
}
