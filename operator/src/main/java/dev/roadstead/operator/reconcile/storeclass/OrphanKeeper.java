package dev.roadstead.operator.reconcile.storeclass;

import static dev.roadstead.operator.status.ConditionType.GRANTS_EXACT;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.Condition;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.StoreClass;
import dev.roadstead.operator.backend.Backend;
import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.operator.backend.Leftovers;
import dev.roadstead.operator.backend.Orphan;
import dev.roadstead.operator.reconcile.Services;
import dev.roadstead.operator.status.Conditions;
import dev.roadstead.operator.status.Reason;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what a store holds and no live object asks for, tells it, and has it ended when its time has come. Looks at memory
 * only, until there is something to write down or to end.
 */
final class OrphanKeeper {
    /** What a person sets on a StoreClass to have many end at once. */
    static final String CONFIRMATION = "roadstead.dev/end-orphans";

    private static final Logger log = LoggerFactory.getLogger(OrphanKeeper.class);

    /** The API server's pages, when a cache is not good enough. */
    private static final long PAGE = 500;

    private final Services services;
    private final OrphanRules rules;
    private final MultiGauge gauge;
    private final Map<String, Map<Orphan.Kind, Long>> counts = new ConcurrentHashMap<>();

    OrphanKeeper(Services services) {
        this.services = services;
        this.rules = new OrphanRules(services.orphanGrace());
        this.gauge = MultiGauge.builder("orphans")
                .description("What stores hold and no live object asks for")
                .register(services.metrics());
    }

    /**
     * Looks, acts and tells.
     *
     * @param before what the condition said so far
     */
    void keep(StoreClass storeClass, Backend backend, Conditions conditions, @Nullable Condition before) {
        Leftovers left;
        String trouble = null;
        try {
            left = sweep(storeClass, backend);
        } catch (BackendException | KubernetesClientException e) {
            // What is an orphan stays one, and the next look tries again.
            trouble = String.valueOf(e.getMessage());
            log.warn(
                    "event=orphans-not-ended class={} cause={}",
                    storeClass.getMetadata().getName(),
                    trouble);
            left = look(backend);
        }
        count(storeClass.getMetadata().getName(), left);
        tell(storeClass, backend, conditions, before, left, trouble);
    }

    /** The class has no connection any more, so nothing is known of its store. */
    void forget(String className) {
        if (counts.remove(className) != null) {
            show();
        }
    }

    private Leftovers look(Backend backend) {
        return backend.leftovers(LiveClaims.of(services.catalogue()));
    }

    /** What is there when all is done that can be done now. */
    private Leftovers sweep(StoreClass storeClass, Backend backend) {
        Leftovers left = look(backend);
        if (!left.written()) {
            backend.remember(() -> LiveClaims.of(services.catalogue()));
            left = look(backend);
            found(storeClass, left);
        }
        if (decide(storeClass, backend, left) instanceof OrphanRules.Verdict.End) {
            // A watch may have been cut off for a while, so the API server is asked itself before anything ends.
            Leftovers sure = backend.leftovers(fromServer());
            OrphanRules.Verdict verdict = decide(storeClass, backend, sure);
            if (verdict instanceof OrphanRules.Verdict.End(List<Orphan> due)) {
                backend.end(due, () -> LiveClaims.of(services.catalogue()));
                ended(storeClass, due);
                left = look(backend);
            } else {
                log.warn(
                        "event=orphans-doubted class={} seen={} listed={}",
                        storeClass.getMetadata().getName(),
                        left.orphans().size(),
                        sure.orphans().size());
            }
        }
        return left;
    }

    private OrphanRules.Verdict decide(StoreClass storeClass, Backend backend, Leftovers left) {
        return rules.decide(left, backend.opened(), backend.now(), confirmation(storeClass));
    }

    private static @Nullable String confirmation(StoreClass storeClass) {
        Map<String, String> annotations = storeClass.getMetadata().getAnnotations();
        return annotations == null ? null : annotations.get(CONFIRMATION);
    }

    private LiveClaims fromServer() {
        return LiveClaims.of(
                list(Domain.class), list(DataProduct.class), list(OutputPort.class), list(AccessRequest.class));
    }

    private <T extends HasMetadata> Stream<T> list(Class<T> kind) {
        var found = new ArrayList<T>();
        String next = null;
        do {
            var options =
                    new ListOptionsBuilder().withLimit(PAGE).withContinue(next).build();
            var page = services.client().resources(kind).inAnyNamespace().list(options);
            found.addAll(page.getItems());
            next = page.getMetadata().getContinue();
        } while (next != null && !next.isEmpty());
        return found.stream();
    }

    private void found(StoreClass storeClass, Leftovers left) {
        List<Orphan> open = open(left);
        if (!open.isEmpty()) {
            services.events().warning(storeClass, Reason.ORPHANED, "Compare", OrphanText.found(open));
        }
    }

    private void ended(StoreClass storeClass, List<Orphan> due) {
        services.metrics()
                .counter(
                        "orphans.ended", "store_class", storeClass.getMetadata().getName())
                .increment(due.size());
        services.events().warning(storeClass, Reason.ORPHANS_ENDED, "Revoke", OrphanText.ended(due));
    }

    private void tell(
            StoreClass storeClass,
            Backend backend,
            Conditions conditions,
            @Nullable Condition before,
            Leftovers left,
            @Nullable String trouble) {
        List<Orphan> open = open(left);
        Condition drift = conditions.get(GRANTS_EXACT).orElseThrow();
        boolean exact = Condition.TRUE.equals(drift.status());
        if (open.isEmpty()) {
            if (exact && !left.orphans().isEmpty()) {
                conditions.isTrue(
                        GRANTS_EXACT, Reason.EXACT, drift.message() + "; " + OrphanText.harmless(left.orphans()));
            }
            return;
        }
        OrphanRules.Verdict verdict = decide(storeClass, backend, left);
        boolean held = verdict instanceof OrphanRules.Verdict.Held;
        Reason reason = held ? Reason.ORPHANS_HELD : Reason.ORPHANED;
        String text = verdict instanceof OrphanRules.Verdict.Held h
                ? OrphanText.held(storeClass.getMetadata().getName(), open, h)
                : OrphanText.ending(open, rules.next(left, backend.opened()));
        if (trouble != null) {
            text += ". Not yet: " + trouble;
        }
        if (exact) {
            conditions.isFalse(GRANTS_EXACT, reason, text);
        } else {
            conditions.isFalse(
                    GRANTS_EXACT, Reason.of(drift.reason()).orElse(reason), drift.message() + ". Besides: " + text);
        }
        boolean told = before != null && before.message().contains(text);
        if (held && !told) {
            services.events().warning(storeClass, Reason.ORPHANS_HELD, "Compare", text);
        }
    }

    private static List<Orphan> open(Leftovers left) {
        return left.orphans().stream().filter(Orphan::open).toList();
    }

    private void count(String className, Leftovers left) {
        Map<Orphan.Kind, Long> now = left.orphans().stream()
                .collect(Collectors.groupingBy(Orphan::kind, TreeMap::new, Collectors.counting()));
        if (!now.equals(counts.put(className, now))) {
            show();
        }
    }

    private void show() {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        counts.forEach((className, byKind) -> byKind.forEach((kind, count) ->
                rows.add(MultiGauge.Row.of(Tags.of("store_class", className, "kind", kind.label()), count))));
        gauge.register(rows, true);
    }
}
