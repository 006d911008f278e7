package dev.roadstead.operator.reconcile.dataproduct;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.Condition;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.DataProductSpec;
import dev.roadstead.api.v1alpha1.Lifecycle;
import dev.roadstead.operator.reconcile.InputRequest;
import dev.roadstead.operator.status.ConditionType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which requests a product's inputs need. Pure.
 *
 * <p>An input that moves keeps its former access until the new one has been verified, and for a while afterwards: programs have read
 * its Secret, and go on with what they read until they read it again.
 *
 * @param create inputs without their request
 * @param delete requests that no input needs any more
 * @param current the request of each input, by the input's name; absent if there is none yet
 * @param former requests of former forms of an input that still work, by the input's name
 * @param outgoing those of them that get an end now, because another one has been verified
 * @param returning requests of inputs as they are that have such an end, because they were former ones in between
 */
record InputPlan(
        List<DataProductSpec.Input> create,
        List<AccessRequest> delete,
        Map<String, AccessRequest> current,
        Map<String, List<AccessRequest>> former,
        List<Outgoing> outgoing,
        List<AccessRequest> returning) {

    /** @param successor the request that takes its place */
    record Outgoing(AccessRequest request, AccessRequest successor) {}

    /** @param requests those that this product controls */
    static InputPlan of(DataProduct product, List<AccessRequest> requests) {
        Map<String, AccessRequest> byName = new TreeMap<>();
        requests.stream()
                .filter(request -> !request.isMarkedForDeletion())
                .forEach(request -> byName.put(request.getMetadata().getName(), request));
        List<DataProductSpec.Input> create = new ArrayList<>();
        Map<String, AccessRequest> current = new HashMap<>();
        for (DataProductSpec.Input input : inputs(product)) {
            AccessRequest request = byName.remove(InputRequest.name(product, input));
            if (request == null) {
                create.add(input);
            } else {
                current.put(input.name(), request);
            }
        }
        List<AccessRequest> delete = new ArrayList<>();
        Map<String, List<AccessRequest>> former = new HashMap<>();
        for (AccessRequest left : byName.values()) {
            String input = formerOf(product, left);
            if (input == null) {
                delete.add(left);
            } else {
                former.computeIfAbsent(input, name -> new ArrayList<>()).add(left);
            }
        }
        return new InputPlan(
                List.copyOf(create),
                List.copyOf(delete),
                Map.copyOf(current),
                Map.copyOf(former),
                outgoing(former, current),
                current.values().stream().filter(InputRequest::isHandedOver).toList());
    }

    private static List<Outgoing> outgoing(
            Map<String, List<AccessRequest>> former, Map<String, AccessRequest> current) {
        List<Outgoing> outgoing = new ArrayList<>();
        former.forEach((input, requests) -> {
            AccessRequest successor = current.get(input);
            if (successor != null && verified(successor)) {
                requests.stream()
                        .filter(request -> !InputRequest.isHandedOver(request))
                        .map(request -> new Outgoing(request, successor))
                        .forEach(outgoing::add);
            }
        });
        return List.copyOf(outgoing);
    }

    /** The input that had a request before it asked for something else, if the request still works; null if there is none. */
    private static @Nullable String formerOf(DataProduct product, AccessRequest left) {
        if (!verified(left)) {
            return null;
        }
        return inputs(product).stream()
                .filter(input -> InputRequest.isFormer(product, input, left))
                .map(DataProductSpec.Input::name)
                .findFirst()
                .orElse(null);
    }

    /** What a product reads; one that has ended reads nothing. */
    static List<DataProductSpec.Input> inputs(DataProduct product) {
        return product.getSpec().lifecycleOrDefault() == Lifecycle.RETIRED
                ? List.of()
                : product.getSpec().inputs();
    }

    static boolean verified(@Nullable AccessRequest request) {
        if (request == null || request.getStatus() == null) {
            return false;
        }
        Condition ready = request.getStatus().condition(ConditionType.READY.wireName());
        return ready != null && Objects.equals(ready.status(), Condition.TRUE);
    }
}
