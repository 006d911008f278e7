package dev.roadstead.operator.reconcile.guardrail;

import static dev.roadstead.operator.status.ConditionType.ACCEPTED;
import static dev.roadstead.operator.status.ConditionType.READY;
import static dev.roadstead.operator.status.ConditionType.STALLED;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.Guardrail;
import dev.roadstead.api.v1alpha1.GuardrailStatus;
import dev.roadstead.operator.access.Guard;
import dev.roadstead.operator.access.GuardrailParser;
import dev.roadstead.operator.contract.Parsed;
import dev.roadstead.operator.contract.Violation;
import dev.roadstead.operator.kube.GuardrailReach;
import dev.roadstead.operator.reconcile.Faults;
import dev.roadstead.operator.reconcile.Requirements;
import dev.roadstead.operator.reconcile.Services;
import dev.roadstead.operator.status.Conditions;
import dev.roadstead.operator.status.Reason;
import dev.roadstead.operator.status.Refusal;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the platform team what became of a Guardrail. It changes nothing: requests read the Guardrails themselves, and one that
 * is deleted wakes them at once, so it needs no finalizer.
 */
@ControllerConfiguration(name = "guardrail")
public final class GuardrailReconciler implements Reconciler<Guardrail> {

    private static final Logger log = LoggerFactory.getLogger(GuardrailReconciler.class);

    /** When the numbers of a generation were last worked out. */
    private record Counted(String uid, long generation, Instant time) {}

    private final Services services;
    private final GuardTally tally;
    private final GuardrailReach reach;
    private final PublisherCount publishers;
    private final Map<String, Counted> counted = new ConcurrentHashMap<>();

    public GuardrailReconciler(Services services, GuardTally tally) {
        this.services = services;
        this.tally = tally;
        this.reach = new GuardrailReach(services.catalogue());
        this.publishers = new PublisherCount(
                services.catalogue(),
                new Requirements(services.catalogue(), services.backends(), services.revisions(), services.clock()));
    }

    @Override
    public List<EventSource<?, Guardrail>> prepareEventSources(EventSourceContext<Guardrail> context) {
        return services.eventSources(context);
    }

    @Override
    public UpdateControl<Guardrail> reconcile(Guardrail guardrail, Context<Guardrail> context) {
        GuardrailStatus before = services.status().current(guardrail);
        Conditions conditions = Conditions.after(
                before == null ? List.of() : before.conditions(),
                guardrail.getMetadata().getGeneration(),
                services.clock());
        Duration next = services.resync().next();
        switch (GuardrailParser.parse(
                guardrail.getMetadata().getName(), guardrail.getMetadata().getGeneration(), guardrail.getSpec())) {
            case Parsed.Invalid<Guard>(List<Violation> violations) -> refuse(guardrail, conditions, violations);
            case Parsed.Valid<Guard>(Guard guard) -> {
                conditions.isTrue(ACCEPTED, Reason.VALID, "the spec makes sense");
                conditions.isTrue(READY, Reason.READY, meaning(guard));
                Duration wait = report(guardrail, guard, before, conditions);
                next = wait == null || wait.compareTo(next) > 0 ? next : wait;
            }
        }
        return UpdateControl.<Guardrail>noUpdate().rescheduleAfter(next);
    }

    private void refuse(Guardrail guardrail, Conditions conditions, List<Violation> violations) {
        String name = guardrail.getMetadata().getName();
        boolean holds = GuardrailParser.invalid(name, guardrail.getMetadata().getGeneration(), guardrail.getSpec())
                .holds();
        Refusal refusal = Faults.refusal(violations);
        String message = refusal.message()
                + (holds
                        ? "\nUntil it is corrected nothing new is granted or published where it may hold, and what is stays as it is"
                        : "\nUntil it is corrected nothing is counted");
        conditions.isTrue(STALLED, refusal.reason(), message);
        conditions.isFalse(ACCEPTED, refusal.reason(), message);
        conditions.isFalse(READY, refusal.reason(), message);
        write(guardrail, conditions, null, null, List.of());
    }

    private static String meaning(Guard guard) {
        boolean grants = guard.narrows();
        boolean publishers = guard.demands().isAny();
        return switch (guard.mode()) {
            case DRY_RUN -> "tried: status tells what it would change, and nothing is changed";
            case WARN ->
                "warns: " + (grants ? "the requests it would change say so" : "what falls short of it says so")
                        + ", and nothing is changed";
            case ENFORCE ->
                "respected by " + (grants ? "every grant" : "") + (grants && publishers ? " and by " : "")
                        + (publishers ? "whatever is published from now on" : "");
        };
    }

    /** How long until the numbers may be worked out again; null if nobody waits for that. */
    private @Nullable Duration report(
            Guardrail guardrail, Guard guard, @Nullable GuardrailStatus before, Conditions conditions) {
        String name = guardrail.getMetadata().getName();
        String uid = guardrail.getMetadata().getUid();
        long generation = guardrail.getMetadata().getGeneration();
        Instant now = services.clock().instant();
        Counted last = counted.get(name);
        if (last != null
                && last.uid().equals(uid)
                && last.generation() == generation
                && now.isBefore(last.time().plus(services.pace().guardrailCount()))) {
            keep(guardrail, before, conditions);
            return Duration.between(now, last.time().plus(services.pace().guardrailCount()))
                    .plusMillis(1);
        }
        List<AccessRequest> requests = reach.requests(guardrail)
                .filter(request -> !request.isMarkedForDeletion())
                .toList();
        tally.count(guardrail, requests)
                .ifPresentOrElse(
                        count -> {
                            counted.put(name, new Counted(uid, generation, now));
                            write(guardrail, conditions, count, publishers.count(guard));
                            tell(guardrail);
                        },
                        // Whoever is compared last wakes it.
                        () -> keep(guardrail, before, conditions));
        return null;
    }

    private void write(
            Guardrail guardrail, Conditions conditions, GuardTally.Count requests, PublisherCount.Count published) {
        Stream<GuardrailStatus.Sample> samples = requests.samples().stream()
                .map(sample -> new GuardrailStatus.Sample(
                        "AccessRequest", sample.namespace(), sample.name(), sample.change()));
        write(
                guardrail,
                conditions,
                requests.evaluated() + published.evaluated(),
                requests.violations() + published.violating().size(),
                Stream.concat(samples, published.violating().stream())
                        .limit(GuardTally.SAMPLES)
                        .toList());
    }

    private void tell(Guardrail guardrail) {
        int revoked = tally.takeRevoked(guardrail.getMetadata().getName());
        if (revoked > 0) {
            log.info(
                    "guardrail ended grants name={} generation={} revoked={}",
                    guardrail.getMetadata().getName(),
                    guardrail.getMetadata().getGeneration(),
                    revoked);
            services.events()
                    .warning(
                            guardrail,
                            Reason.GRANTS_REVOKED,
                            "Revoke",
                            revoked + (revoked == 1 ? " grant" : " grants") + " revoked");
        }
    }

    private void keep(Guardrail guardrail, @Nullable GuardrailStatus before, Conditions conditions) {
        boolean known =
                before != null && guardrail.getMetadata().getGeneration().equals(before.observedGeneration());
        if (before == null || !known) {
            write(guardrail, conditions, null, null, List.of());
        } else {
            write(guardrail, conditions, before.evaluated(), before.violations(), before.samples());
        }
    }

    private void write(
            Guardrail guardrail,
            Conditions conditions,
            @Nullable Integer evaluated,
            @Nullable Integer violations,
            List<GuardrailStatus.Sample> samples) {
        services.status()
                .write(
                        guardrail,
                        new GuardrailStatus(
                                guardrail.getMetadata().getGeneration(),
                                conditions.list(),
                                evaluated,
                                violations,
                                samples));
    }
}
