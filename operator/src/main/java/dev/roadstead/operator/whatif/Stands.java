package dev.roadstead.operator.whatif;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.AccessRequestStatus;
import dev.roadstead.operator.access.Access;
import dev.roadstead.operator.access.Decision;
import dev.roadstead.operator.access.Enforcement;
import dev.roadstead.operator.access.GuardEffect;
import dev.roadstead.operator.access.Guards;
import dev.roadstead.operator.access.PolicyUse;
import dev.roadstead.operator.access.PortId;
import dev.roadstead.operator.backend.BackendRegistry;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.protection.Consumer;
import dev.roadstead.operator.reconcile.InputRequest;
import dev.roadstead.operator.request.PortPolicies;
import dev.roadstead.operator.request.RequestGuards;
import dev.roadstead.operator.request.RequestResolver;
import dev.roadstead.operator.request.Requested;
import dev.roadstead.operator.request.Resolution;
import dev.roadstead.operator.request.Standing;
import dev.roadstead.operator.request.Tenure;
import dev.roadstead.operator.request.Verdict;
import dev.roadstead.operator.revision.ServedContracts;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Decides requests in a mesh, as the operator would, but for what only the store can tell. */
final class Stands {

    private final Catalogue catalogue;
    private final RequestResolver resolver;
    private final Enforcement enforcement;
    private final Instant now;
    private final Predicate<AccessRequest> seen;

    Stands(
            Catalogue catalogue,
            ServedContracts contracts,
            Enforcement enforcement,
            Instant now,
            Predicate<AccessRequest> seen) {
        this.seen = seen;
        this.catalogue = catalogue;
        this.resolver = new RequestResolver(catalogue, new BackendRegistry(catalogue), contracts);
        this.enforcement = enforcement;
        this.now = now;
    }

    Stand of(AccessRequest request) {
        if (!seen.test(request)) {
            return none(request, "what decides it can't be seen", false);
        }
        Standing standing = resolver.standing(request);
        if (standing instanceof Standing.Former former && reads(former)) {
            return none(
                    request,
                    "input " + former.input().name() + " reads something else now; this ends once the new access is"
                            + " verified and the StoreClass's rotation overlap has passed",
                    true);
        }
        return switch (resolver.resolve(request, null)) {
            case Resolution.Refused refused -> none(request, refused.refusal().message(), true);
            case Resolution.Unsettled unsettled ->
                none(request, unsettled.refusal().message(), false);
            case Resolution.Doubtful doubtful ->
                none(request, doubtful.refusal().message(), false);
            case Resolution.Found(Requested requested) -> decided(request, standing, requested);
        };
    }

    /** Whether the request that takes the place of this one can be read. */
    private boolean reads(Standing.Former former) {
        return catalogue
                .request(
                        former.product().getMetadata().getNamespace(),
                        InputRequest.name(former.product(), former.input()))
                .map(this::of)
                .filter(stand -> stand.reading() != null)
                .isPresent();
    }

    private Stand decided(AccessRequest request, Standing standing, Requested requested) {
        Contract contract = requested.contract();
        if (contract == null) {
            return none(request, "the port's contract can't be read", false);
        }
        PortPolicies policies = PortPolicies.of(catalogue.policiesIn(requested.portNamespace()));
        Guards guards = RequestGuards.of(catalogue, requested.ask());
        Tenure tenure = Tenure.of(request, standing, request.getStatus());
        Decision decision = new Verdict(requested, tenure, policies, guards)
                .decide(enforcement, null, now, contract)
                .decision();
        List<GuardEffect> effects = Access.weigh(
                        requested.ask(),
                        contract,
                        policies.valid(),
                        guards,
                        enforcement,
                        tenure.lease(tenure.state(null, now)),
                        now)
                .stream()
                .filter(effect -> effect.change().isPresent())
                .toList();
        return switch (decision) {
            case Decision.Approved approved ->
                stand(
                        request,
                        new Stand.Reading(
                                contract,
                                approved.lens(),
                                approved.notAfter(),
                                approved.policies().stream()
                                        .map(PolicyUse::name)
                                        .toList()),
                        true,
                        "",
                        effects);
            case Decision.Denied denied ->
                stand(
                        request,
                        null,
                        !denied.reason().equals(Decision.Denied.GUARDRAIL_INVALID),
                        denied.message(),
                        effects);
            case Decision.Expired expired -> stand(request, null, true, expired.because(), effects);
            case Decision.NoPolicy no -> stand(request, null, true, no.message(), effects);
            case Decision.NotEnforceable no -> stand(request, null, true, no.message(), effects);
        };
    }

    private Stand none(AccessRequest request, String because, boolean settled) {
        return stand(request, null, settled, because, List.of());
    }

    private Stand stand(
            AccessRequest request,
            Stand.@Nullable Reading reading,
            boolean settled,
            String because,
            List<GuardEffect> effects) {
        String namespace = request.getMetadata().getNamespace();
        Optional<AccessRequestStatus> status = Optional.ofNullable(request.getStatus());
        String domain = catalogue
                .domainOf(namespace)
                .map(owner -> owner.getMetadata().getName())
                .or(() -> status.flatMap(known -> Optional.ofNullable(known.domain())))
                .orElse(namespace);
        var ref = request.getSpec().portRef();
        Consumer consumer = Consumer.of(request, domain);
        return new Stand(
                (request.getSpec().consumer() == null ? "request " : "product ") + consumer.who(),
                consumer,
                namespace + "/" + request.getMetadata().getName(),
                new PortId(ref.domain(), ref.name(), ref.version()),
                request.getSpec().purpose(),
                reading,
                settled,
                because,
                effects,
                status.isEmpty() || Consumer.of(request, status).isPresent());
    }
}
