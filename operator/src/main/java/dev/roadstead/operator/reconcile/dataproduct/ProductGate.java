package dev.roadstead.operator.reconcile.dataproduct;

import dev.roadstead.api.v1alpha1.Condition;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.DataProductSpec;
import dev.roadstead.api.v1alpha1.DataProductStatus;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.operator.reconcile.Requirements;
import dev.roadstead.operator.requirement.Demands;
import dev.roadstead.operator.requirement.Shortfall;
import dev.roadstead.operator.status.ConditionType;
import dev.roadstead.operator.status.Reason;
import dev.roadstead.operator.status.Refusal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Holds back what is new of a product until it meets what Guardrails demand; what exists goes on whatever they demand. */
final class ProductGate {

    private final Requirements requirements;

    ProductGate(Requirements requirements) {
        this.requirements = requirements;
    }

    /**
     * How a product is to go on.
     *
     * @param shortfalls of the product as its spec is
     * @param hold why nothing is made for it; empty if it may go on
     * @param stores those that are not made, by their names, and why
     */
    record Verdict(Demands demands, List<Shortfall> shortfalls, Optional<Refusal> hold, Map<String, Refusal> stores) {

        Verdict {
            shortfalls = List.copyOf(shortfalls);
            stores = Map.copyOf(stores);
        }
    }

    Verdict judge(Domain domain, DataProduct product, DataProductStatus before) {
        Demands demands = requirements.on(domain);
        List<Shortfall> shortfalls = requirements.shortfalls(demands, domain, product);
        List<Shortfall> enforced = Shortfall.enforced(shortfalls);
        boolean mayHold = !enforced.isEmpty() || !demands.unreadable().isEmpty();
        if (!mayHold || Requirements.isRetired(product)) {
            return new Verdict(demands, shortfalls, Optional.empty(), Map.of());
        }
        if (isNew(domain, product, before)) {
            Optional<Refusal> hold = demands.unclear()
                    .map(text -> new Refusal(Reason.GUARDRAIL_INVALID, text))
                    .or(() -> refusal("nothing is made yet, because Guardrails demand more:\n", enforced));
            return new Verdict(demands, shortfalls, hold, Map.of());
        }
        return new Verdict(demands, shortfalls, Optional.empty(), newStores(domain, product, before, enforced));
    }

    private Map<String, Refusal> newStores(
            Domain domain, DataProduct product, DataProductStatus before, List<Shortfall> enforced) {
        Map<String, Refusal> held = new HashMap<>();
        for (DataProductSpec.Store store : product.getSpec().stores()) {
            List<Shortfall> about = enforced.stream()
                    .filter(shortfall -> shortfall.isAbout(store.name()))
                    .toList();
            if (!about.isEmpty() && !requirements.isMade(domain, product, store.name(), before)) {
                refusal("store " + store.name() + " is not made, because Guardrails demand more:\n", about)
                        .ifPresent(refusal -> held.put(store.name(), refusal));
            }
        }
        return held;
    }

    /** Whether nothing was ever made for it: as its status tells, or the stores, if that was lost. */
    private boolean isNew(Domain domain, DataProduct product, DataProductStatus before) {
        Condition provisioned = before.condition(ConditionType.PROVISIONED.wireName());
        return (provisioned == null || !Condition.TRUE.equals(provisioned.status()))
                && before.inputs().isEmpty()
                && product.getSpec().stores().stream()
                        .noneMatch(store -> requirements.isMade(domain, product, store.name(), before));
    }

    private static Optional<Refusal> refusal(String what, List<Shortfall> shortfalls) {
        return Shortfall.text(shortfalls).map(text -> new Refusal(Reason.REQUIREMENT_NOT_MET, what + text));
    }
}
