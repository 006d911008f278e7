package dev.roadstead.operator.reconcile.outputport;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.AccessRequestStatus;
import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.operator.access.Decision;
import dev.roadstead.operator.access.Effect;
import dev.roadstead.operator.access.Lens;
import dev.roadstead.operator.backend.BackendRegistry;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.contract.change.AddedColumn;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.protection.Consumer;
import dev.roadstead.operator.request.PortPolicies;
import dev.roadstead.operator.request.RequestGuards;
import dev.roadstead.operator.request.RequestResolver;
import dev.roadstead.operator.request.Requested;
import dev.roadstead.operator.request.Resolution;
import dev.roadstead.operator.request.Tenure;
import dev.roadstead.operator.request.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who sees which columns that a contract adds: decided as the access itself will be, before anybody's access follows. */
final class ColumnGains {

    private final Catalogue catalogue;
    private final BackendRegistry backends;
    private final Function<AccessRequest, @Nullable AccessRequestStatus> statuses;
    private final BiFunction<Verdict, Contract, Decision> store;

    /**
     * Of ports in one store.
     *
     * @param statuses the newest that is known of each request
     * @param store decides about a contract by its own clock and leases
     */
    ColumnGains(
            Catalogue catalogue,
            BackendRegistry backends,
            Function<AccessRequest, @Nullable AccessRequestStatus> statuses,
            BiFunction<Verdict, Contract, Decision> store) {
        this.catalogue = catalogue;
        this.backends = backends;
        this.statuses = statuses;
        this.store = store;
    }

    /**
     * Of everybody who is granted access to a version of a port. What nobody can decide now is left out.
     *
     * @param version with the contract that was let through
     */
    List<ColumnGain> of(String domain, String port, OutputPortSpec.Version version, List<AddedColumn> added) {
        var resolver = new RequestResolver(
                catalogue, backends, (any, other) -> other.name().equals(version.name()) ? version : other);
        return catalogue.requestsForPort(domain, port).stream()
                .filter(request -> request.getSpec().portRef().version().equals(version.name()))
                .flatMap(request -> gain(request, resolver, added))
                .toList();
    }

    private Stream<ColumnGain> gain(AccessRequest request, RequestResolver resolver, List<AddedColumn> added) {
        Optional<AccessRequestStatus> status = Optional.ofNullable(statuses.apply(request));
        Consumer consumer = Consumer.of(request, status).orElse(null);
        if (consumer == null || !(resolver.resolve(request, null) instanceof Resolution.Found(Requested requested))) {
            return Stream.empty();
        }
        Contract contract = requested.contract();
        if (contract == null) {
            return Stream.empty();
        }
        var verdict = new Verdict(
                requested,
                Tenure.of(request, resolver.standing(request), status.orElse(null)),
                PortPolicies.of(catalogue.policiesIn(requested.portNamespace())),
                RequestGuards.of(catalogue, requested.ask()));
        List<String> seen = store.apply(verdict, contract) instanceof Decision.Approved approved
                ? seen(approved.lens(), added)
                : List.of();
        return Stream.of(new ColumnGain(consumer.who(), seen));
    }

    private static List<String> seen(Lens lens, List<AddedColumn> added) {
        return added.stream()
                .flatMap(column -> lens.relations().stream()
                        .filter(relation -> relation.relation().equals(column.relation()))
                        .map(relation -> relation.look(column.column()))
                        .filter(look -> !look.equals(Effect.HIDDEN.wireName()))
                        .map(look -> column + " (" + look + ")"))
                .toList();
    }
}
