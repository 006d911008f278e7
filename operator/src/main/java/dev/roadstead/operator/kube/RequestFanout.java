package dev.roadstead.operator.kube;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.AccessRequestStatus;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.operator.access.Effect;
import dev.roadstead.operator.status.ConditionType;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An AccessRequest concerns the product it was made for when it is granted or refused, comes or goes. The port, the
 * port's domain and the Policies it rests on only count it; but a port that holds a change back for its sake has to know
 * when the request no longer sees what would change.
 */
final class RequestFanout implements Fanout<AccessRequest> {

    private final Catalogue catalogue;

    RequestFanout(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    @Override
    public Stream<Wake> of(@Nullable AccessRequest old, @Nullable AccessRequest now) {
        var changes = Changes.between(old, now);
        boolean outcome = changes.cameOrWent() || changes.in(request -> Changes.outcome(request, ConditionType.READY));
        boolean policies = changes.in(RequestFanout::policies);
        if (outcome || policies) {
            return changes.states().flatMap(request -> Stream.concat(product(request), countersOf(request)));
        }
        return changes.in(RequestFanout::hidden)
                        || changes.in(request -> request.getSpec().columns())
                ? changes.states().flatMap(this::portOf).map(Wake::coalesced)
                : Stream.empty();
    }

    private Stream<Wake> product(AccessRequest request) {
        return Optional.ofNullable(request.getSpec().consumer()).stream()
                .flatMap(consumer ->
                        catalogue.product(request.getMetadata().getNamespace(), consumer.productName()).stream())
                .map(Wake::now);
    }

    private Stream<Wake> countersOf(AccessRequest request) {
        var ref = request.getSpec().portRef();
        return catalogue.domain(ref.domain()).stream().flatMap(domain -> {
            String namespace = Catalogue.namespaceOf(domain);
            var counters = Stream.of(
                    Stream.of(domain),
                    catalogue.port(namespace, ref.name()).stream(),
                    policies(request).stream().flatMap(policy -> catalogue.policy(namespace, policy.name()).stream()));
            return counters.flatMap(objects -> objects).map(Wake::coalesced);
        });
    }

    private Stream<OutputPort> portOf(AccessRequest request) {
        var ref = request.getSpec().portRef();
        return catalogue.domain(ref.domain()).stream()
                .flatMap(domain -> catalogue.port(Catalogue.namespaceOf(domain), ref.name()).stream());
    }

    private static List<String> hidden(AccessRequest request) {
        AccessRequestStatus.Lens lens =
                request.getStatus() == null ? null : request.getStatus().lens();
        return lens == null ? List.of() : lens.columnsThatAre(Effect.HIDDEN.wireName());
    }

    private static List<AccessRequestStatus.PolicyUse> policies(AccessRequest request) {
        return request.getStatus() == null ? List.of() : request.getStatus().policies();
    }
}
