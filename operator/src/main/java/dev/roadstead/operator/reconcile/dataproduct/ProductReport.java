package dev.roadstead.operator.reconcile.dataproduct;

import static dev.roadstead.operator.status.ConditionType.ACCEPTED;
import static dev.roadstead.operator.status.ConditionType.INPUTS_GRANTED;
import static dev.roadstead.operator.status.ConditionType.PROVISIONED;
import static dev.roadstead.operator.status.ConditionType.RESOLVED_REFS;

import dev.roadstead.api.v1alpha1.DataProductStatus;
import dev.roadstead.operator.reconcile.Readiness;
import dev.roadstead.operator.reconcile.StoreFailure;
import dev.roadstead.operator.reconcile.dataproduct.InputKeeper.InputState;
import dev.roadstead.operator.reconcile.dataproduct.StoreState.WriterState;
import dev.roadstead.operator.status.ConditionType;
import dev.roadstead.operator.status.Conditions;
import dev.roadstead.operator.status.Reason;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Puts a product's status together from what was done. Pure. */
final class ProductReport {

    private static final List<ConditionType> READY_WHEN = List.of(ACCEPTED, RESOLVED_REFS, PROVISIONED);

    static DataProductStatus of(
            long generation,
            Conditions conditions,
            String domain,
            int ports,
            List<StoreState> stores,
            List<InputState> inputs) {
        conditions.isTrue(ACCEPTED, Reason.VALID, "the spec makes sense");
        stores(conditions, stores);
        inputs(conditions, inputs);
        Readiness.of(conditions, READY_WHEN, Reason.READY, "every store exists, and every writer has its credential");
        return new DataProductStatus(
                generation,
                conditions.list(),
                domain,
                ports,
                inputs.isEmpty() ? null : granted(inputs) + "/" + inputs.size(),
                null,
                stores.stream()
                        .flatMap(state -> Optional.ofNullable(state.status()).stream())
                        .toList(),
                inputs.stream().map(InputState::status).toList(),
                stores.stream()
                        .flatMap(state -> state.writers().stream())
                        .map(WriterState::status)
                        .sorted(Comparator.comparing(DataProductStatus.Writer::store)
                                .thenComparing(DataProductStatus.Writer::name))
                        .toList());
    }

    private static void stores(Conditions conditions, List<StoreState> stores) {
        StoreFailure unresolved = failure(stores, RESOLVED_REFS);
        StoreFailure missing = failure(stores, PROVISIONED);
        if (unresolved == null) {
            conditions.isTrue(RESOLVED_REFS, Reason.RESOLVED, "every store has its StoreClass");
        } else {
            conditions.isFalse(
                    RESOLVED_REFS,
                    unresolved.refusal().reason(),
                    unresolved.refusal().message());
        }
        if (missing != null) {
            conditions.isFalse(
                    PROVISIONED, missing.refusal().reason(), missing.refusal().message());
        } else if (unresolved != null) {
            conditions.isFalse(PROVISIONED, Reason.PENDING, "a store has no StoreClass yet");
        } else {
            conditions.isTrue(
                    PROVISIONED,
                    Reason.PROVISIONED_IN_STORE,
                    stores.isEmpty() ? "the product keeps no data" : "every store exists");
        }
    }

    private static @Nullable StoreFailure failure(List<StoreState> stores, ConditionType about) {
        return stores.stream()
                .filter(state -> state.about() == about)
                .flatMap(state -> state.anyFailure().stream())
                .findFirst()
                .orElse(null);
    }

    private static void inputs(Conditions conditions, List<InputState> inputs) {
        List<InputState> waiting =
                inputs.stream().filter(input -> !input.verified()).toList();
        if (inputs.isEmpty()) {
            conditions.isTrue(INPUTS_GRANTED, Reason.NO_INPUTS, "the product reads no ports");
        } else if (waiting.isEmpty()) {
            conditions.isTrue(
                    INPUTS_GRANTED, Reason.ALL_INPUTS_GRANTED, "each of " + inputs.size() + " inputs has been read");
        } else {
            conditions.isFalse(
                    INPUTS_GRANTED,
                    Reason.INPUTS_WAITING,
                    waiting.stream()
                            .map(input -> input.status().name() + " (" + input.reason() + "): " + input.message())
                            .collect(Collectors.joining("\n")));
        }
    }

    private static long granted(List<InputState> inputs) {
        return inputs.stream().filter(InputState::verified).count();
    }

    private ProductReport() {}
}
