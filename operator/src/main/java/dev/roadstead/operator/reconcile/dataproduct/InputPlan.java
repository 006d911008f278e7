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
import org.jspecify.annotations.Nullable;

/**
 * Which requests a product's inputs need. Pure.
 *
 * @param create inputs without their request
 * @param delete requests that no input needs any more
 * @param current the request of each input, by the input's name; absent if there is none yet
 * @param bridging requests of a former form of an input, which go on until the new one has been verified, by the input's
 *     name
 */
record InputPlan(
        List<DataProductSpec.Input> create,
        List<AccessRequest> delete,
        Map<String, AccessRequest> current,
        Map<String, AccessRequest> bridging) {

    /** @param requests those that this product controls */
    static InputPlan of(DataProduct product, List<AccessRequest> requests) {
        Map<String, AccessRequest> byName = new HashMap<>();
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
        Map<String, AccessRequest> bridging = new HashMap<>();
        for (AccessRequest left : byName.values()) {
            String input = bridges(product, left, current);
            if (input == null || bridging.putIfAbsent(input, left) != null) {
                delete.add(left);
            }
        }
        return new InputPlan(List.copyOf(create), List.copyOf(delete), Map.copyOf(current), Map.copyOf(bridging));
    }

    /** The input that a request of its former form still serves; null if there is none. */
    private static @Nullable String bridges(
            DataProduct product, AccessRequest left, Map<String, AccessRequest> current) {
        if (!verified(left)) {
            return null;
        }
        return inputs(product).stream()
                .filter(input -> InputRequest.isFormer(product, input, left))
                .map(DataProductSpec.Input::name)
                .filter(input -> !verified(current.get(input)))
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
