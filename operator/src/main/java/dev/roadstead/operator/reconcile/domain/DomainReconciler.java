package dev.roadstead.operator.reconcile.domain;

import static dev.roadstead.operator.status.ConditionType.ACCEPTED;
import static dev.roadstead.operator.status.ConditionType.NAMESPACE_READY;
import static dev.roadstead.operator.status.ConditionType.READY;
import static dev.roadstead.operator.status.ConditionType.STALLED;

import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.DomainStatus;
import dev.roadstead.api.v1alpha1.NamespacePolicy;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.kube.OperatorIdentity;
import dev.roadstead.operator.reconcile.Services;
import dev.roadstead.operator.reconcile.domain.NamespaceClaim.Step;
import dev.roadstead.operator.status.ConditionType;
import dev.roadstead.operator.status.Conditions;
import dev.roadstead.operator.status.Reason;
import dev.roadstead.operator.status.Refusal;
import dev.roadstead.operator.status.Waiting;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps a Domain's namespace, and who may do what there. */
@ControllerConfiguration(name = "domain")
public final class DomainReconciler implements Reconciler<Domain>, Cleaner<Domain> {

    /** When to look again at what no watch tells of: whether the API server still refuses, and whether an end is still held up. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(20);

    private final Services services;
    private final DomainRules rules;
    private final NamespaceKeeper namespaces;
    private final BindingKeeper bindings;
    private final OperatorIdentity identity;
    private final DomainEnd end;

    public DomainReconciler(Services services) {
        this.services = services;
        this.rules = new DomainRules(services.namespace());
        this.namespaces = new NamespaceKeeper(services.client());
        this.bindings = new BindingKeeper(services.client());
        this.identity = new OperatorIdentity(services.client());
        this.end = new DomainEnd(services, namespaces, bindings);
    }

    @Override
    public List<EventSource<?, Domain>> prepareEventSources(EventSourceContext<Domain> context) {
        List<EventSource<?, Domain>> sources = new ArrayList<>(services.eventSources(context));
        sources.add(NamespaceWatch.of(context, services.catalogue()));
        return sources;
    }

    @Override
    public UpdateControl<Domain> reconcile(Domain domain, Context<Domain> context) {
        Refusal broken = rules.check(domain).orElse(null);
        if (broken != null) {
            return stalled(domain, broken);
        }
        try {
            NamespaceKeeper.Outcome claimed = services.protection()
                    .namespaceOf(domain, protectedBy -> namespaces.claim(claim(domain, protectedBy)));
            record(domain, claimed);
            bind(domain, claimed.step());
            return report(domain, claimed);
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
                throw e;
            }
            return forbidden(domain, e);
        }
    }

    @Override
    public DeleteControl cleanup(Domain domain, Context<Domain> context) {
        return switch (end.advance(domain, mark(domain), status(domain).namespace())) {
            case DomainEnd.Progress.Done _ -> DeleteControl.defaultDelete();
            case DomainEnd.Progress.Waiting(Duration length) ->
                DeleteControl.noFinalizerRemoval().rescheduleAfter(length);
            case DomainEnd.Progress.Held(Refusal refusal) -> stillDeleting(domain, refusal);
        };
    }

    private NamespaceClaim claim(Domain domain, @Nullable String protectedBy) {
        return new NamespaceClaim(
                Catalogue.namespaceOf(domain), mark(domain), domain.getSpec().namespacePolicyOrDefault(), protectedBy);
    }

    private NamespaceMark mark(Domain domain) {
        return new NamespaceMark(domain.getMetadata().getName(), services.meshId());
    }

    /** Lets everybody know whose namespace it is, before the status that says so has made its way through the cache. */
    private void record(Domain domain, NamespaceKeeper.Outcome claimed) {
        String namespace = Catalogue.namespaceOf(domain);
        String name = domain.getMetadata().getName();
        if (claimed.step() instanceof Step.Refuse(Refusal refusal)) {
            services.holders().released(namespace, name);
            services.events().warning(domain, refusal.reason(), "ClaimNamespace", refusal.message());
            return;
        }
        services.holders().held(namespace, name);
        if (claimed.created()) {
            services.events().normal(domain, Reason.NAMESPACE_CREATED, "ClaimNamespace", "made namespace " + namespace);
        }
        if (claimed.adopted()) {
            services.events()
                    .normal(domain, Reason.NAMESPACE_ADOPTED, "ClaimNamespace", "adopted namespace " + namespace);
        }
    }

    private void bind(Domain domain, Step step) {
        boolean ours = !(step instanceof Step.Refuse) && !(step instanceof Step.Wait);
        if (ours) {
            bindings.ensure(Bindings.of(domain, Catalogue.namespaceOf(domain), identity.subject()));
        }
    }

    private UpdateControl<Domain> report(Domain domain, NamespaceKeeper.Outcome claimed) {
        Conditions conditions = conditions(domain).isTrue(ACCEPTED, Reason.VALID, "the spec makes sense");
        String namespace = Catalogue.namespaceOf(domain);
        return switch (claimed.step()) {
            case Step.Refuse(Refusal refusal) -> {
                notReady(conditions, NAMESPACE_READY, refusal);
                services.protection().write(domain, statusOf(domain, conditions, null));
                yield again(services.resync().next());
            }
            case Step.Wait(Refusal refusal) -> {
                notReady(conditions, NAMESPACE_READY, refusal);
                services.protection().write(domain, statusOf(domain, conditions, namespace));
                yield again(services.resync().next());
            }
            default -> {
                Reason reason = domain.getSpec().namespacePolicyOrDefault() == NamespacePolicy.ADOPT
                        ? Reason.NAMESPACE_ADOPTED
                        : Reason.NAMESPACE_CREATED;
                conditions.isTrue(NAMESPACE_READY, reason, "namespace " + namespace + " is this domain's");
                conditions.isTrue(READY, Reason.READY, "data products can be published in namespace " + namespace);
                services.protection().write(domain, statusOf(domain, conditions, namespace));
                yield again(services.resync().next());
            }
        };
    }

    private UpdateControl<Domain> stalled(Domain domain, Refusal refusal) {
        Conditions conditions = conditions(domain);
        notReady(conditions, ACCEPTED, refusal);
        if (refusal.reason().types().contains(STALLED)) {
            conditions.isTrue(STALLED, refusal.reason(), refusal.message());
        }
        // What was bound stays bound: a spec that can't be understood takes nothing away, and gives nothing.
        services.protection()
                .write(domain, statusOf(domain, conditions, status(domain).namespace()));
        return again(services.resync().next());
    }

    private UpdateControl<Domain> forbidden(Domain domain, KubernetesClientException e) {
        Conditions conditions = conditions(domain).isTrue(ACCEPTED, Reason.VALID, "the spec makes sense");
        notReady(
                conditions,
                NAMESPACE_READY,
                new Refusal(
                        Reason.FORBIDDEN,
                        "the API server refused: " + e.getMessage()
                                + "; upgrade the Helm chart together with the operator"));
        services.protection()
                .write(domain, statusOf(domain, conditions, status(domain).namespace()));
        return again(services.resync().around(LOOK_AGAIN));
    }

    private DeleteControl stillDeleting(Domain domain, Refusal refusal) {
        Conditions conditions = conditions(domain).keep(ACCEPTED);
        notReady(conditions, NAMESPACE_READY, refusal);
        services.protection()
                .write(domain, statusOf(domain, conditions, status(domain).namespace()));
        return DeleteControl.noFinalizerRemoval()
                .rescheduleAfter(services.resync().around(LOOK_AGAIN));
    }

    private Conditions conditions(Domain domain) {
        return Conditions.after(
                status(domain).conditions(), domain.getMetadata().getGeneration(), services.clock());
    }

    private DomainStatus status(Domain domain) {
        DomainStatus current = services.status().current(domain);
        return current == null ? new DomainStatus(null, List.of(), null, null, null, null, null, null) : current;
    }

    /** Counters are of what is there now, whether or not the Domain is well. */
    private DomainStatus statusOf(Domain domain, Conditions conditions, @Nullable String namespace) {
        var requests =
                services.catalogue().requestsForDomain(domain.getMetadata().getName());
        var catalogue = services.catalogue();
        return new DomainStatus(
                domain.getMetadata().getGeneration(),
                conditions.list(),
                namespace,
                namespace == null ? 0 : catalogue.productsIn(namespace).size(),
                namespace == null ? 0 : catalogue.portsIn(namespace).size(),
                requests.size(),
                Math.toIntExact(requests.stream().filter(Waiting::forPolicy).count()),
                null);
    }

    private static void notReady(Conditions conditions, ConditionType cause, Refusal refusal) {
        conditions.isFalse(cause, refusal.reason(), refusal.message());
        conditions.isFalse(READY, refusal.reason(), refusal.message());
    }

    private static UpdateControl<Domain> again(Duration length) {
        return UpdateControl.<Domain>noUpdate().rescheduleAfter(length);
    }
}
