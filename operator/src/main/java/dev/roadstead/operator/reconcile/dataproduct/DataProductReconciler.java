package dev.roadstead.operator.reconcile.dataproduct;

import static dev.roadstead.operator.status.ConditionType.ACCEPTED;
import static dev.roadstead.operator.status.ConditionType.INPUTS_GRANTED;
import static dev.roadstead.operator.status.ConditionType.PROVISIONED;
import static dev.roadstead.operator.status.ConditionType.READY;
import static dev.roadstead.operator.status.ConditionType.REQUIREMENTS_MET;
import static dev.roadstead.operator.status.ConditionType.RESOLVED_REFS;
import static dev.roadstead.operator.status.ConditionType.STALLED;

import dev.roadstead.api.v1alpha1.Condition;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.DataProductStatus;
import dev.roadstead.operator.binding.Passwords;
import dev.roadstead.operator.reconcile.Backoff;
import dev.roadstead.operator.reconcile.LastProofs;
import dev.roadstead.operator.reconcile.NamespaceOwner;
import dev.roadstead.operator.reconcile.Requirements;
import dev.roadstead.operator.reconcile.Services;
import dev.roadstead.operator.reconcile.StoreFailure;
import dev.roadstead.operator.reconcile.dataproduct.InputKeeper.InputState;
import dev.roadstead.operator.status.ConditionType;
import dev.roadstead.operator.status.Conditions;
import dev.roadstead.operator.status.Reason;
import dev.roadstead.operator.status.Refusal;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Keeps a product's stores, the credentials of its writers, and the requests for its inputs. */
@ControllerConfiguration(name = "dataproduct")
public final class DataProductReconciler implements Reconciler<DataProduct>, Cleaner<DataProduct> {

    private static final DataProductStatus NONE =
            new DataProductStatus(null, List.of(), null, null, null, null, List.of(), List.of(), List.of());

    /** The store decides by its own clock; looking a moment later finds the time behind us. */
    private static final Duration AFTER_ROTATION = Duration.ofMillis(100);

    private final Services services;
    private final WriterKeeper writers;
    private final StoreKeeper stores;
    private final ProductGate gate;
    private final InputKeeper inputs;
    private final Backoff backoff;

    /**
     * Works with what all reconcilers share.
     *
     * @param random a cryptographically strong one, which passwords are made from
     */
    public DataProductReconciler(Services services, RandomGenerator random) {
        this.services = services;
        this.writers = new WriterKeeper(services, new LastProofs(services.resync()), new Passwords(random));
        this.stores = new StoreKeeper(services, writers);
        this.gate = new ProductGate(
                new Requirements(services.catalogue(), services.backends(), services.revisions(), services.clock()));
        this.inputs = new InputKeeper(services);
        this.backoff = new Backoff(random);
    }

    @Override
    public List<EventSource<?, DataProduct>> prepareEventSources(EventSourceContext<DataProduct> context) {
        return services.eventSources(context);
    }

    @Override
    public UpdateControl<DataProduct> reconcile(DataProduct product, Context<DataProduct> context) {
        return switch (NamespaceOwner.of(
                services.catalogue(), product.getMetadata().getNamespace())) {
            case NamespaceOwner.Nobody(Refusal refusal) -> unowned(product, refusal);
            case NamespaceOwner.Unsettled(Refusal refusal) -> unsettled(product, refusal);
            case NamespaceOwner.Owned owner ->
                ProductRules.check(product)
                        .map(broken -> stalled(product, broken))
                        .orElseGet(() -> keep(product, owner));
        };
    }

    private UpdateControl<DataProduct> keep(DataProduct product, NamespaceOwner.Owned owner) {
        DataProductStatus before = status(product);
        ProductGate.Verdict verdict = gate.judge(owner.domain(), product, before);
        Refusal held = verdict.hold().orElse(null);
        if (held != null) {
            return hold(product, verdict, held);
        }
        List<StoreState> storeStates = stores.keep(owner.domain(), product, before, verdict.stores());
        List<InputState> inputStates = inputs.keep(product);
        Conditions conditions = conditions(product);
        Requirements.tell(conditions, verdict.demands(), verdict.shortfalls());
        DataProductStatus after = ProductReport.of(
                product.getMetadata().getGeneration(),
                conditions,
                owner.name(),
                ports(product),
                storeStates,
                inputStates);
        services.protection().write(product, after);
        tell(product, before, after);
        return again(product, storeStates, inputStates);
    }

    /** Nothing was ever made for it, and nothing is until it is as Guardrails demand. */
    private UpdateControl<DataProduct> hold(DataProduct product, ProductGate.Verdict verdict, Refusal refusal) {
        DataProductStatus before = status(product);
        Conditions conditions = conditions(product);
        Requirements.tell(conditions, verdict.demands(), verdict.shortfalls());
        notReady(conditions, ACCEPTED, refusal);
        Condition accepted = before.condition(ACCEPTED.wireName());
        if (accepted == null || !accepted.message().equals(refusal.message())) {
            services.events().warning(product, refusal.reason(), "Hold", refusal.message());
        }
        write(product, conditions, before, before.writers());
        return resync();
    }

    @Override
    public DeleteControl cleanup(DataProduct product, Context<DataProduct> context) {
        DataProductStatus before = status(product);
        String domain = domainOf(product, before);
        StoreFailure failure =
                domain == null ? null : stores.release(domain, product, before).orElse(null);
        String uid = product.getMetadata().getUid();
        if (failure != null) {
            Conditions conditions = conditions(product).keep(ACCEPTED).keep(RESOLVED_REFS);
            notReady(
                    conditions,
                    PROVISIONED,
                    new Refusal(
                            Reason.DELETING,
                            "writers can't be ended yet: " + failure.refusal().message()));
            write(product, conditions, before, before.writers());
            return DeleteControl.noFinalizerRemoval().rescheduleAfter(backoff.failed(uid));
        }
        backoff.settled(uid);
        return DeleteControl.defaultDelete();
    }

    /** The domain's end has ended the writers; their Secrets go, and what is left of the status tells why. */
    private UpdateControl<DataProduct> unowned(DataProduct product, Refusal refusal) {
        DataProductStatus before = status(product);
        Conditions conditions = conditions(product);
        notReady(conditions, ACCEPTED, refusal);
        try {
            for (DataProductStatus.Writer writer : before.writers()) {
                if (writer.secretName() != null) {
                    services.secrets().delete(product, writer.secretName());
                }
            }
        } catch (KubernetesClientException e) {
            // The Domain's RoleBinding may be gone already. The login behind the Secret has ended, and the product owns
            // it.
            StoreFailure.of(e);
        }
        write(product, conditions, before, List.of());
        return resync();
    }

    private UpdateControl<DataProduct> unsettled(DataProduct product, Refusal refusal) {
        DataProductStatus before = status(product);
        Conditions conditions = conditions(product)
                .isTrue(ACCEPTED, Reason.VALID, "the spec makes sense")
                .keep(PROVISIONED)
                .keep(INPUTS_GRANTED)
                .keep(REQUIREMENTS_MET);
        notReady(conditions, RESOLVED_REFS, refusal);
        write(product, conditions, before, before.writers());
        return UpdateControl.<DataProduct>noUpdate()
                .rescheduleAfter(backoff.failed(product.getMetadata().getUid()));
    }

    /** What was made stays as it is: a spec that can't be understood takes nothing away. */
    private UpdateControl<DataProduct> stalled(DataProduct product, Refusal refusal) {
        DataProductStatus before = status(product);
        Conditions conditions =
                conditions(product).keep(PROVISIONED).keep(INPUTS_GRANTED).keep(REQUIREMENTS_MET);
        notReady(conditions, ACCEPTED, refusal);
        conditions.isTrue(STALLED, refusal.reason(), refusal.message());
        write(product, conditions, before, before.writers());
        return resync();
    }

    private UpdateControl<DataProduct> again(
            DataProduct product, List<StoreState> storeStates, List<InputState> inputStates) {
        String uid = product.getMetadata().getUid();
        boolean storesRetry = storeStates.stream()
                .flatMap(state -> state.anyFailure().stream())
                .anyMatch(StoreFailure::retry);
        boolean retry = storesRetry
                || inputStates.stream()
                        .anyMatch(
                                input -> input.reason() == Reason.FORBIDDEN || input.reason() == Reason.CYCLIC_INPUTS);
        if (retry) {
            return UpdateControl.<DataProduct>noUpdate().rescheduleAfter(backoff.failed(uid));
        }
        backoff.settled(uid);
        Duration usual = services.resync().next();
        Duration next = storeStates.stream()
                .flatMap(state -> state.untilRotation().stream())
                .map(rotation -> rotation.plus(AFTER_ROTATION))
                .filter(rotation -> rotation.compareTo(usual) < 0)
                .min(Comparator.naturalOrder())
                .orElse(usual);
        return UpdateControl.<DataProduct>noUpdate().rescheduleAfter(next.isNegative() ? AFTER_ROTATION : next);
    }

    private void tell(DataProduct product, DataProductStatus before, DataProductStatus after) {
        if (!isTrue(before, PROVISIONED.wireName()) && isTrue(after, PROVISIONED.wireName())) {
            services.events()
                    .normal(
                            product,
                            Reason.PROVISIONED_IN_STORE,
                            "Provision",
                            after.stores().isEmpty()
                                    ? "the product keeps no data"
                                    : "its data lies in " + locations(after));
        }
    }

    private static String locations(DataProductStatus status) {
        return status.stores().stream()
                .map(store -> store.location() + " of StoreClass " + store.storeClassName())
                .collect(Collectors.joining(", "));
    }

    private static boolean isTrue(DataProductStatus status, String type) {
        Condition condition = status.condition(type);
        return condition != null && Objects.equals(condition.status(), Condition.TRUE);
    }

    private void write(
            DataProduct product,
            Conditions conditions,
            DataProductStatus before,
            List<DataProductStatus.Writer> writersNow) {
        services.protection()
                .write(
                        product,
                        new DataProductStatus(
                                product.getMetadata().getGeneration(),
                                conditions.list(),
                                before.domain(),
                                ports(product),
                                before.inputsSummary(),
                                before.protectedBy(),
                                before.stores(),
                                before.inputs(),
                                writersNow));
    }

    private @Nullable String domainOf(DataProduct product, DataProductStatus before) {
        return services.catalogue()
                .domainOf(product.getMetadata().getNamespace())
                .map(domain -> domain.getMetadata().getName())
                .orElse(before.domain());
    }

    private int ports(DataProduct product) {
        return services.catalogue()
                .portsOfProduct(
                        product.getMetadata().getNamespace(),
                        product.getMetadata().getName())
                .size();
    }

    private DataProductStatus status(DataProduct product) {
        DataProductStatus current = services.status().current(product);
        return current == null ? NONE : current;
    }

    private Conditions conditions(DataProduct product) {
        return Conditions.after(
                status(product).conditions(), product.getMetadata().getGeneration(), services.clock());
    }

    private static void notReady(Conditions conditions, ConditionType cause, Refusal refusal) {
        conditions.isFalse(cause, refusal.reason(), refusal.message());
        conditions.isFalse(READY, refusal.reason(), refusal.message());
    }

    private UpdateControl<DataProduct> resync() {
        return UpdateControl.<DataProduct>noUpdate()
                .rescheduleAfter(services.resync().next());
    }
}
