package dev.roadstead.operator.reconcile.dataproduct;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.AccessRequestStatus;
import dev.roadstead.api.v1alpha1.Condition;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.DataProductSpec;
import dev.roadstead.api.v1alpha1.DataProductStatus;
import dev.roadstead.operator.reconcile.InputRequest;
import dev.roadstead.operator.reconcile.Services;
import dev.roadstead.operator.reconcile.StoreFailure;
import dev.roadstead.operator.status.ConditionType;
import dev.roadstead.operator.status.Reason;
import dev.roadstead.operator.status.Refusal;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes the requests that a product's inputs need, and removes those they no longer need. */
final class InputKeeper {

    private final Services services;
    private final InputCycles cycles;
    private final Handover handover;

    InputKeeper(Services services) {
        this.services = services;
        this.cycles = new InputCycles(services.catalogue());
        this.handover = new Handover(services);
    }

    /** How far one input is: its line in the status, and what it waits for. */
    record InputState(DataProductStatus.Input status, boolean verified, Reason reason, String message) {}

    List<InputState> keep(DataProduct product) {
        removeLeftovers(product);
        InputPlan plan = InputPlan.of(product, made(product));
        Map<String, StoreFailure> refused = new HashMap<>();
        for (DataProductSpec.Input input : plan.create()) {
            circle(product, input)
                    .or(() -> create(product, input))
                    .ifPresent(failure -> refused.put(input.name(), failure));
        }
        for (AccessRequest request : plan.delete()) {
            services.client().resource(request).delete();
        }
        plan.outgoing().forEach(outgoing -> handover.begin(outgoing.request(), outgoing.successor()));
        plan.returning().forEach(handover::takeBack);
        List<InputState> states = new ArrayList<>();
        for (DataProductSpec.Input input : InputPlan.inputs(product)) {
            StoreFailure failure = refused.get(input.name());
            states.add(
                    failure == null
                            ? state(product, input, plan)
                            : waiting(
                                    input,
                                    null,
                                    null,
                                    failure.refusal().reason(),
                                    failure.refusal().message()));
        }
        return states;
    }

    /**
     * Requests of an earlier product of this name, which was deleted. They are on their way out, but until the garbage
     * collector comes they take the names that this product needs.
     */
    private void removeLeftovers(DataProduct product) {
        services
                .catalogue()
                .requestsOfProduct(
                        product.getMetadata().getNamespace(),
                        product.getMetadata().getName())
                .stream()
                .filter(request -> !request.isMarkedForDeletion() && InputRequest.isLeftBehind(product, request))
                .forEach(request -> services.client().resource(request).delete());
    }

    private List<AccessRequest> made(DataProduct product) {
        return services
                .catalogue()
                .requestsOfProduct(
                        product.getMetadata().getNamespace(),
                        product.getMetadata().getName())
                .stream()
                .filter(request -> InputRequest.isMadeBy(product, request))
                .toList();
    }

    /** A request that would close a circle is not made; whoever reads already goes on. */
    private Optional<StoreFailure> circle(DataProduct product, DataProductSpec.Input input) {
        return cycles.requested(product, input)
                .map(cycle -> new StoreFailure(new Refusal(Reason.CYCLIC_INPUTS, cycle.message(input.name())), true));
    }

    /**
     * Two products may each have been admitted, and each have made its request, before either knew of the other. Then one of them
     * withdraws what was not granted yet; what was granted is never taken away for it.
     */
    private Optional<InputState> circle(
            DataProduct product, DataProductSpec.Input input, AccessRequest request, @Nullable String secretName) {
        return cycles.requested(product, input).map(cycle -> {
            boolean granted = request.getStatus() != null && request.getStatus().grant() != null;
            boolean withdraws =
                    !granted && cycles.named(product).filter(cycle::givesWay).isPresent();
            if (withdraws) {
                services.client().resource(request).delete();
            }
            String name = withdraws ? null : request.getMetadata().getName();
            return waiting(input, name, secretName, Reason.CYCLIC_INPUTS, cycle.message(input.name()));
        });
    }

    /**
     * The cache may not show yet what the pass before has made, so a request that exists is no failure. A quota that is used
     * up is one, and must not keep the rest of the product from being reported.
     */
    private Optional<StoreFailure> create(DataProduct product, DataProductSpec.Input input) {
        try {
            services.client().resource(InputRequest.of(product, input)).create();
            return Optional.empty();
        } catch (KubernetesClientException e) {
            return e.getCode() == HttpURLConnection.HTTP_CONFLICT ? Optional.empty() : Optional.of(StoreFailure.of(e));
        }
    }

    private InputState state(DataProduct product, DataProductSpec.Input input, InputPlan plan) {
        String name = InputRequest.name(product, input);
        AccessRequest current = plan.current().get(input.name());
        String secretName = Stream.concat(
                        Stream.ofNullable(current), plan.former().getOrDefault(input.name(), List.of()).stream())
                .flatMap(InputKeeper::binding)
                .findFirst()
                .orElse(null);
        if (current == null && taken(product, name)) {
            return waiting(
                    input,
                    name,
                    secretName,
                    Reason.CONFLICT,
                    "AccessRequest " + name + " exists and was not made for this product; delete it");
        }
        Optional<InputState> circular =
                current == null ? Optional.empty() : circle(product, input, current, secretName);
        if (circular.isPresent()) {
            return circular.get();
        }
        if (InputPlan.verified(current)) {
            return new InputState(
                    new DataProductStatus.Input(input.name(), name, secretName, ConditionType.VERIFIED.wireName()),
                    true,
                    Reason.ALL_INPUTS_GRANTED,
                    "");
        }
        Condition ready = current == null || current.getStatus() == null
                ? null
                : current.getStatus().condition(ConditionType.READY.wireName());
        return ready == null
                ? waiting(input, name, secretName, Reason.PENDING, "AccessRequest " + name + " was not decided yet")
                : waiting(input, name, secretName, Reason.of(ready.reason()).orElse(Reason.PENDING), ready.message());
    }

    private static InputState waiting(
            DataProductSpec.Input input,
            @Nullable String request,
            @Nullable String secretName,
            Reason reason,
            String message) {
        return new InputState(
                new DataProductStatus.Input(input.name(), request, secretName, reason.wireName()),
                false,
                reason,
                message);
    }

    private boolean taken(DataProduct product, String name) {
        return services.catalogue()
                .request(product.getMetadata().getNamespace(), name)
                .filter(request -> !InputRequest.isMadeBy(product, request))
                .isPresent();
    }

    private static Stream<String> binding(AccessRequest request) {
        AccessRequestStatus status = request.getStatus();
        return status == null || status.binding() == null
                ? Stream.empty()
                : Stream.of(status.binding().name());
    }
}
