package dev.roadstead.operator.reconcile.storeclass;

import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.StoreClass;
import dev.roadstead.operator.backend.DriftListener;
import dev.roadstead.operator.backend.Finding;
import dev.roadstead.operator.backend.Finding.Concern;
import dev.roadstead.operator.backend.StoreKey;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.kube.EventRecorder;
import dev.roadstead.operator.kube.Wakeups;
import dev.roadstead.operator.status.ConditionType;
import dev.roadstead.operator.status.Conditions;
import dev.roadstead.operator.status.Reason;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Takes what stores report of themselves, counts it at once, and has it told by the next reconcile of the StoreClass: in
 * Events there and at whom it concerns, and in a condition for as long as something remains.
 */
final class DriftReports {
    /** How many findings are told one by one; of the others it is told where they stand. */
    private static final int SHOWN = 5;

    private static final Set<Finding.Kind> OBJECTS = EnumSet.of(
            Finding.Kind.FOREIGN_OBJECT,
            Finding.Kind.UNSAFE_RELATION,
            Finding.Kind.PREPARED_TRANSACTION,
            Finding.Kind.ELSEWHERE);

    private record Report(List<Finding> repaired, List<Finding> remaining, boolean untold) {
        static final Report NONE = new Report(List.of(), List.of(), false);
    }

    private final Catalogue catalogue;
    private final EventRecorder events;
    private final MeterRegistry metrics;
    private final MultiGauge unrepaired;
    private final Wakeups wakeups;
    private final Map<String, Report> reports = new ConcurrentHashMap<>();

    DriftReports(Catalogue catalogue, EventRecorder events, MeterRegistry metrics, Wakeups wakeups) {
        this.catalogue = catalogue;
        this.events = events;
        this.metrics = metrics;
        this.wakeups = wakeups;
        this.unrepaired = MultiGauge.builder("drift.unrepaired")
                .description("What stores hold that they should not, and that only a DBA can put right")
                .register(metrics);
    }

    DriftListener listener(String className) {
        return (repaired, remaining) -> {
            List<Finding> known = reports.getOrDefault(className, Report.NONE).remaining();
            repaired.forEach(finding -> count(className, finding));
            remaining.stream()
                    .filter(finding -> known.stream().noneMatch(finding::isSameAs))
                    .forEach(finding -> count(className, finding));
            reports.merge(className, new Report(repaired, remaining, true), (before, now) -> {
                List<Finding> all = new ArrayList<>(before.repaired());
                all.addAll(now.repaired());
                return new Report(all, now.remaining(), true);
            });
            gauge();
            wakeups.wake(StoreClass.class, null, className);
            // A port that became unsafe, or clean again, says so itself.
            unsafeStores(known, remaining).forEach(this::wakePorts);
            unsafeStores(remaining, known).forEach(this::wakePorts);
            // Whoever was kept waiting by what is gone now goes on at once.
            known.stream()
                    .filter(finding -> remaining.stream().noneMatch(finding::isSameAs))
                    .map(Finding::concern)
                    .distinct()
                    .forEach(this::wake);
        };
    }

    private void wake(@Nullable Concern concern) {
        concerned(concern)
                .ifPresent(object -> wakeups.wake(
                        object.getClass(),
                        object.getMetadata().getNamespace(),
                        object.getMetadata().getName()));
    }

    /** Stores with an unsafe table in the one list that is not in the other. */
    private static Set<StoreKey> unsafeStores(List<Finding> one, List<Finding> other) {
        return one.stream()
                .filter(f -> f.kind() == Finding.Kind.UNSAFE_RELATION
                        && other.stream().noneMatch(f::isSameAs))
                .flatMap(f -> f.concern() instanceof Concern.Store(StoreKey key) ? Stream.of(key) : Stream.empty())
                .collect(Collectors.toSet());
    }

    private void wakePorts(StoreKey store) {
        namespace(store.domain())
                .ifPresent(ns -> catalogue
                        .portsOfProduct(ns, store.product())
                        .forEach(port -> wakeups.wake(
                                OutputPort.class, ns, port.getMetadata().getName())));
    }

    /** The class has no connection any more, so nothing is known of its store. */
    void forget(String className) {
        if (reports.remove(className) != null) {
            gauge();
        }
    }

    private void count(String className, Finding finding) {
        metrics.counter(
                        "drift.found",
                        "store_class",
                        className,
                        "kind",
                        finding.kind().label())
                .increment();
    }

    private void gauge() {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        reports.forEach((className, report) -> report.remaining().stream()
                .collect(Collectors.groupingBy(f -> f.kind().label(), TreeMap::new, Collectors.counting()))
                .forEach((kind, count) ->
                        rows.add(MultiGauge.Row.of(Tags.of("store_class", className, "kind", kind), count))));
        unrepaired.register(rows, true);
    }

    /** Writes the Events that are due, and the condition. */
    void tell(StoreClass storeClass, Conditions conditions) {
        String name = storeClass.getMetadata().getName();
        Report report = reports.getOrDefault(name, Report.NONE);
        if (report.untold()) {
            // What was reported meanwhile has the class woken again.
            reports.computeIfPresent(
                    name,
                    (n, now) -> new Report(
                            now.repaired()
                                    .subList(
                                            report.repaired().size(),
                                            now.repaired().size()),
                            now.remaining(),
                            !now.equals(report)));
            events(storeClass, report.repaired(), Reason.DRIFT_REPAIRED, "Repair");
            events(storeClass, report.remaining(), reason(report.remaining()), "Report");
        }
        if (report.remaining().isEmpty()) {
            conditions.isTrue(
                    ConditionType.GRANTS_EXACT, Reason.EXACT, "the store holds what was granted and nothing else");
        } else {
            conditions.isFalse(ConditionType.GRANTS_EXACT, reason(report.remaining()), message(report.remaining()));
        }
    }

    private static Reason reason(List<Finding> findings) {
        return findings.stream().allMatch(f -> OBJECTS.contains(f.kind()))
                ? Reason.FOREIGN_OBJECT
                : Reason.FOREIGN_GRANT;
    }

    private static String message(List<Finding> findings) {
        String shown = findings.stream()
                .limit(SHOWN)
                .map(f -> f.object() + ": " + f.found() + "; a DBA runs: " + f.remedy())
                .collect(Collectors.joining(". "));
        return findings.size() <= SHOWN
                ? shown
                : shown + ". And " + (findings.size() - SHOWN) + " more, told here as these are put right; "
                        + toldEach("drift-remains");
    }

    private void events(StoreClass storeClass, List<Finding> findings, Reason reason, String action) {
        findings.stream().filter(DriftReports::isLoss).forEach(finding -> loss(storeClass, finding));
        List<Finding> others =
                findings.stream().filter(finding -> !isLoss(finding)).toList();
        others.stream().limit(SHOWN).forEach(finding -> {
            String note = finding.object() + ": " + finding.found()
                    + (reason == Reason.DRIFT_REPAIRED ? "; put right with: " : "; a DBA runs: ") + finding.remedy();
            both(storeClass, finding, reason, action, note);
        });
        if (others.size() > SHOWN) {
            events.warning(
                    storeClass,
                    reason,
                    action,
                    (others.size() - SHOWN) + " more; "
                            + toldEach(reason == Reason.DRIFT_REPAIRED ? "drift-repaired" : "drift-remains"));
        }
    }

    private static String toldEach(String event) {
        return "the operator's log (event=" + event + ") and the store's history name each of them";
    }

    private static boolean isLoss(Finding finding) {
        return finding.kind() == Finding.Kind.DATA_LOST;
    }

    /** The one thing that is not right again, though the objects are: it must not drown among repairs. */
    private void loss(StoreClass storeClass, Finding finding) {
        String note = finding.object() + ": " + finding.found() + "; " + finding.remedy();
        both(storeClass, finding, Reason.DATA_LOST, "Report", note);
    }

    private void both(StoreClass storeClass, Finding finding, Reason reason, String action, String note) {
        events.warning(storeClass, reason, action, note);
        concerned(finding.concern()).ifPresent(object -> events.warning(object, reason, action, note));
    }

    private Optional<? extends HasMetadata> concerned(@Nullable Concern concern) {
        return switch (concern) {
            case null -> Optional.empty();
            case Concern.Store store ->
                namespace(store.key().domain())
                        .flatMap(ns -> catalogue.product(ns, store.key().product()));
            case Concern.Port port ->
                namespace(port.key().domain())
                        .flatMap(ns -> catalogue.port(ns, port.key().port()));
            case Concern.Grant grant -> {
                String[] request = grant.request().split("/", 2);
                yield request.length < 2 ? Optional.empty() : catalogue.request(request[0], request[1]);
            }
        };
    }

    private Optional<String> namespace(String domain) {
        Optional<Domain> found = catalogue.domain(domain);
        return found.map(Catalogue::namespaceOf);
    }
}
