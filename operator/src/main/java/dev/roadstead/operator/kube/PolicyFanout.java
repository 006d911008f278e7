package dev.roadstead.operator.kube;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.Api;
import dev.roadstead.api.v1alpha1.Policy;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A Policy concerns the requests for the ports it names and the ports it named before. */
final class PolicyFanout implements Fanout<Policy> {

    private final Catalogue catalogue;

    PolicyFanout(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    @Override
    public Stream<Wake> of(@Nullable Policy old, @Nullable Policy now) {
        var changes = Changes.between(old, now);
        if (!changes.spec()) {
            return Stream.empty();
        }
        return changes.states().flatMap(this::requestsUnder).map(Wake::now);
    }

    private Stream<AccessRequest> requestsUnder(Policy policy) {
        return catalogue.claimantsOf(policy.getMetadata().getNamespace()).stream()
                .flatMap(domain -> requestsFor(domain.getMetadata().getName(), policy));
    }

    private Stream<AccessRequest> requestsFor(String domain, Policy policy) {
        var ports = policy.getSpec().ports().names();
        if (ports.contains(Api.ANY)) {
            return catalogue.requestsForDomain(domain).stream();
        }
        return ports.stream().flatMap(port -> catalogue.requestsForPort(domain, port).stream());
    }
}
