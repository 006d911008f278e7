package dev.roadstead.operator.reconcile.outputport;

import static dev.roadstead.operator.status.ConditionType.ACCEPTED;
import static dev.roadstead.operator.status.ConditionType.PROVISIONED;
import static dev.roadstead.operator.status.ConditionType.READY;
import static dev.roadstead.operator.status.ConditionType.REQUIREMENTS_MET;
import static dev.roadstead.operator.status.ConditionType.RESOLVED_REFS;
import static dev.roadstead.operator.status.ConditionType.STALLED;

import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.Lifecycle;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.OutputPortStatus;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.reconcile.Backoff;
import dev.roadstead.operator.reconcile.NamespaceOwner;
import dev.roadstead.operator.reconcile.Requirements;
import dev.roadstead.operator.reconcile.Services;
import dev.roadstead.operator.reconcile.StoreBinding;
import dev.roadstead.operator.reconcile.StoreFailure;
import dev.roadstead.operator.requirement.Demands;
import dev.roadstead.operator.requirement.PortFacts;
import dev.roadstead.operator.requirement.Sunset;
import dev.roadstead.operator.source.PortSources;
import dev.roadstead.operator.status.ConditionType;
import dev.roadstead.operator.status.Conditions;
import dev.roadstead.operator.status.Reason;
import dev.roadstead.operator.status.Refusal;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Publishes the versions of a port. Its Ready depends on nobody who reads it. */
@ControllerConfiguration(name = "outputport")
public final class OutputPortReconciler implements Reconciler<OutputPort>, Cleaner<OutputPort> {

    private static final OutputPortStatus NONE =
            new OutputPortStatus(null, List.of(), null, null, null, null, null, List.of(), List.of());

    private final Services services;
    private final PortEnd end;
    private final StoreBinding binding;
    private final ContractGate gate;
    private final PromiseKeeper promises;
    private final PortEvents events;
    private final Requirements requirements;
    private final Backoff backoff;

    public OutputPortReconciler(Services services, RandomGenerator random) {
        this.services = services;
        this.end = new PortEnd(services);
        this.binding = new StoreBinding(services.catalogue(), services.backends());
        this.gate = new ContractGate(services.revisions(), services.protection(), services.clock());
        this.promises = new PromiseKeeper(services.checks(), services.events());
        this.events = new PortEvents(services);
        this.requirements =
                new Requirements(services.catalogue(), services.backends(), services.revisions(), services.clock());
        this.backoff = new Backoff(random);
    }

    @Override
    public List<EventSource<?, OutputPort>> prepareEventSources(EventSourceContext<OutputPort> context) {
        return services.eventSources(context);
    }

    @Override
    public UpdateControl<OutputPort> reconcile(OutputPort port, Context<OutputPort> context) {
        return switch (NamespaceOwner.of(
                services.catalogue(), port.getMetadata().getNamespace())) {
            case NamespaceOwner.Nobody(Refusal refusal) -> unowned(port, refusal);
            case NamespaceOwner.Unsettled(Refusal refusal) -> refuse(port, RESOLVED_REFS, refusal, true);
            case NamespaceOwner.Owned(Domain domain) -> keep(port, domain);
        };
    }

    /** The domain's end ends its ports too; what was published in that very moment ends here. */
    private UpdateControl<OutputPort> unowned(OutputPort port, Refusal refusal) {
        OutputPortStatus before = status(port);
        boolean pending = end.release(port, before).isPresent();
        services.sources().settle(port.getMetadata().getNamespace());
        return refuse(port, ACCEPTED, refusal, pending ? before.versions() : List.of(), pending);
    }

    private UpdateControl<OutputPort> keep(OutputPort port, Domain domain) {
        PortSources sources = services.sources().of(port);
        PortContracts contracts = PortContracts.of(sources.readable());
        Refusal invalid = contracts.refusal().orElse(null);
        if (invalid != null) {
            return refuse(port, ACCEPTED, invalid, false);
        }
        PortDemands demands = demands(port, sources, domain);
        PortPlaces places = PortPlaces.of(services, domain, port);
        return places.first().isPresent()
                ? serve(port, domain, sources, places, demands)
                : missing(port, domain, places.missing(), demands);
    }

    private PortDemands demands(OutputPort port, PortSources sources, Domain domain) {
        Demands demands = requirements.on(domain);
        PortFacts facts = requirements.facts(domain, port, sources.versions(), status(port));
        return new PortDemands(demands, facts, requirements.isRetired(port) ? List.of() : demands.shortfalls(facts));
    }

    private UpdateControl<OutputPort> serve(
            OutputPort port, Domain domain, PortSources sources, PortPlaces places, PortDemands demands) {
        OutputPortStatus before = status(port);
        String publisher = domain.getMetadata().getName();
        Lifecycle lifecycle = places.lifecycle();
        end.begun(port, publisher);
        var keeper = new VersionKeeper(places, binding.sites(null), publisher, port, before);
        GateVerdict verdict = VersionPlan.serves(lifecycle)
                ? gate.judge(port, domain, sources.versions(), before, demands, keeper.existing())
                : GateVerdict.nothingServed(sources.versions());
        PortContracts contracts = PortContracts.of(verdict.served());
        Refusal held = verdict.refusal().orElse(null);
        VersionPlan plan = VersionPlan.of(port.getSpec().versions(), lifecycle, keeper.existing(), served(before));
        List<VersionState> states = keeper.apply(plan, contracts.byVersion());
        Conditions conditions = conditions(port)
                .is(
                        ACCEPTED,
                        held == null,
                        held == null ? Reason.VALID : held.reason(),
                        held == null ? "the contracts make sense" : held.message());
        var report = new PortReport(states);
        report.resolved(conditions, sources.refusal(served(before)), places);
        Requirements.tell(conditions, demands.demands(), demands.shortfalls());
        boolean asBefore = verdict.versions().stream()
                .map(judged -> judged.serve().name())
                .allMatch(name -> Objects.equals(verdict.revision(name), ContractGate.accepted(before, name)));
        promises.report(port, before, places, contracts.byVersion(), states, asBefore, conditions);
        report.provisioned(conditions, lifecycle, verdict.withheld().keySet());
        List<OutputPortStatus.Version> versions =
                ended(revised(report.versions(), before, contracts, verdict), demands.facts());
        events.gained(port, places, before, versions, verdict);
        write(port, conditions, publisher, className(places, versions), versions);
        // What the status names has to be kept, and it may not have been written: somebody else may have been quicker.
        gate.forget(port, before, status(port).versions());
        events.judged(port, before, held, verdict);
        return again(port, sources.retry() || report.retry());
    }

    /** Where the first version lies that is served anywhere. */
    private static @Nullable String className(PortPlaces places, List<OutputPortStatus.Version> versions) {
        return versions.stream()
                .flatMap(version -> Stream.ofNullable(version.storeClassName()))
                .findFirst()
                .or(() -> places.first().map(PortPlace.Found::className))
                .orElse(null);
    }

    /** A contract counts as accepted once the store serves it; until then the one before is what consumers have. */
    private static List<OutputPortStatus.Version> revised(
            List<OutputPortStatus.Version> versions,
            OutputPortStatus before,
            PortContracts contracts,
            GateVerdict verdict) {
        return versions.stream()
                .map(version -> {
                    Reason withheld = verdict.withheld().get(version.name());
                    if (withheld != null) {
                        return new OutputPortStatus.Version(
                                version.name(), withheld.wireName(), null, null, null, null, List.of());
                    }
                    Contract contract = contracts.byVersion().get(version.name());
                    boolean serves = contract != null && contract.hash().equals(version.contractHash());
                    return version.withRevision(
                            serves
                                    ? verdict.revision(version.name())
                                    : version.contractHash() == null
                                            ? null
                                            : ContractGate.accepted(before, version.name()));
                })
                .toList();
    }

    /** With the ends that consumers are told, and since when. */
    private static List<OutputPortStatus.Version> ended(List<OutputPortStatus.Version> versions, PortFacts facts) {
        return versions.stream()
                .map(version -> {
                    Sunset sunset = facts.sunsets().get(version.name());
                    return sunset == null
                            ? version.withSunset(null, null)
                            : version.withSunset(
                                    sunset.time().toString(),
                                    sunset.announced() == null
                                            ? null
                                            : sunset.announced().toString());
                })
                .toList();
    }

    @Override
    public DeleteControl cleanup(OutputPort port, Context<OutputPort> context) {
        OutputPortStatus before = status(port);
        String uid = port.getMetadata().getUid();
        StoreFailure failure = end.release(port, before).orElse(null);
        if (failure != null) {
            Conditions conditions = conditions(port).keep(ACCEPTED).keep(RESOLVED_REFS);
            notReady(
                    conditions,
                    PROVISIONED,
                    new Refusal(
                            Reason.DELETING,
                            "grants on the port can't be ended yet: "
                                    + failure.refusal().message()));
            write(port, conditions, null, before.storeClassName(), before.versions());
            return DeleteControl.noFinalizerRemoval().rescheduleAfter(backoff.failed(uid));
        }
        promises.forget(port);
        backoff.settled(uid);
        services.sources().settle(port.getMetadata().getNamespace());
        return DeleteControl.defaultDelete();
    }

    /** A product that is gone takes its ports with it; one that is not ready yet takes nothing away. */
    private UpdateControl<OutputPort> missing(
            OutputPort port, Domain domain, PortPlace.Missing missing, PortDemands demands) {
        StoreFailure failure = missing.failure();
        OutputPortStatus before = status(port);
        List<OutputPortStatus.Version> versions = before.versions();
        Optional<StoreFailure> pending = Optional.empty();
        if (failure.refusal().reason() == Reason.PRODUCT_NOT_FOUND) {
            pending = end.release(port, before);
            versions = pending.isPresent() ? versions : List.of();
            promises.forget(port);
        }
        Conditions conditions = conditions(port).isTrue(ACCEPTED, Reason.VALID, "the contracts make sense");
        Requirements.tell(conditions, demands.demands(), demands.shortfalls());
        if (!versions.isEmpty()) {
            PromiseKeeper.keep(conditions);
        }
        if (missing.about() == PROVISIONED) {
            conditions.isTrue(RESOLVED_REFS, Reason.RESOLVED, "the StoreClass is known");
        }
        notReady(conditions, missing.about(), failure.refusal());
        write(port, conditions, domain.getMetadata().getName(), before.storeClassName(), versions);
        return again(port, failure.retry() || pending.isPresent());
    }

    /** What is served stays served: a spec that can't be understood takes nothing away. */
    private UpdateControl<OutputPort> refuse(OutputPort port, ConditionType cause, Refusal refusal, boolean retry) {
        return refuse(port, cause, refusal, status(port).versions(), retry);
    }

    private UpdateControl<OutputPort> refuse(
            OutputPort port,
            ConditionType cause,
            Refusal refusal,
            List<OutputPortStatus.Version> versions,
            boolean retry) {
        Conditions conditions = conditions(port);
        if (cause != ACCEPTED) {
            conditions.isTrue(ACCEPTED, Reason.VALID, "the contracts make sense");
        } else if (refusal.reason().types().contains(STALLED)) {
            conditions.isTrue(STALLED, refusal.reason(), refusal.message());
        }
        conditions.keep(PROVISIONED).keep(REQUIREMENTS_MET);
        PromiseKeeper.keep(conditions);
        notReady(conditions, cause, refusal);
        write(port, conditions, null, status(port).storeClassName(), versions);
        return again(port, retry);
    }

    private static Set<String> served(OutputPortStatus before) {
        return before.versions().stream()
                .filter(version -> version.schema() != null)
                .map(OutputPortStatus.Version::name)
                .collect(Collectors.toSet());
    }

    /**
     * @param domain whose requests count; null while it is not known, and then the counters are left out
     * @param className where the versions lie; null if they never lay anywhere
     */
    private void write(
            OutputPort port,
            Conditions conditions,
            @Nullable String domain,
            @Nullable String className,
            List<OutputPortStatus.Version> versions) {
        Demand demand = Demand.of(
                domain == null
                        ? List.of()
                        : services.catalogue()
                                .requestsForPort(domain, port.getMetadata().getName()));
        List<String> serving = PortReport.serving(versions);
        services.protection()
                .write(
                        port,
                        new OutputPortStatus(
                                port.getMetadata().getGeneration(),
                                conditions.list(),
                                serving.isEmpty() ? null : String.join(",", serving),
                                demand.consumers(),
                                demand.waiting(),
                                className,
                                null,
                                versions,
                                demand.queue()));
    }

    private UpdateControl<OutputPort> again(OutputPort port, boolean retry) {
        String uid = port.getMetadata().getUid();
        if (retry) {
            return UpdateControl.<OutputPort>noUpdate().rescheduleAfter(backoff.failed(uid));
        }
        backoff.settled(uid);
        return UpdateControl.<OutputPort>noUpdate()
                .rescheduleAfter(untilNextSunset(port, services.resync().next()));
    }

    /** A version that reaches its sunset is no longer protected, and nobody tells of it. */
    private Duration untilNextSunset(OutputPort port, Duration usual) {
        Instant now = services.clock().instant();
        return port.getSpec().versions().stream()
                .flatMap(version -> services.protection().sunset(port, version).stream())
                .filter(now::isBefore)
                .map(end -> Duration.between(now, end).plusMillis(1))
                .filter(time -> time.compareTo(usual) < 0)
                .min(Comparator.naturalOrder())
                .orElse(usual);
    }

    private OutputPortStatus status(OutputPort port) {
        OutputPortStatus current = services.status().current(port);
        return current == null ? NONE : current;
    }

    private Conditions conditions(OutputPort port) {
        return Conditions.after(status(port).conditions(), port.getMetadata().getGeneration(), services.clock());
    }

    private static void notReady(Conditions conditions, ConditionType cause, Refusal refusal) {
        conditions.isFalse(cause, refusal.reason(), refusal.message());
        conditions.isFalse(READY, refusal.reason(), refusal.message());
    }
}
