package dev.roadstead.operator.reconcile.outputport;

import dev.roadstead.api.v1alpha1.Condition;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.api.v1alpha1.OutputPortStatus;
import dev.roadstead.operator.backend.Backend;
import dev.roadstead.operator.backend.PortKey;
import dev.roadstead.operator.backend.PortWish;
import dev.roadstead.operator.backend.StoreKey;
import dev.roadstead.operator.checks.ContractChecks;
import dev.roadstead.operator.checks.PortChecks;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.kube.EventRecorder;
import dev.roadstead.operator.quality.Check;
import dev.roadstead.operator.quality.Check.Topic;
import dev.roadstead.operator.quality.Deviation;
import dev.roadstead.operator.quality.Verdict;
import dev.roadstead.operator.status.ConditionType;
import dev.roadstead.operator.status.Conditions;
import dev.roadstead.operator.status.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a port's data is as its contracts promise. Reads nothing itself: the catalogue is known from the store's
 * session, and rows are read by {@link ContractChecks}, which has the port looked at again when they differ. Ready depends on
 * none of this: bad data is told to consumers, and must not hold up a deployment.
 */
final class PromiseKeeper {
    /** How a topic is told. */
    private record Words(ConditionType type, Reason holds, Reason fails) {}

    private static final Map<Topic, Words> WORDS = Map.of(
            Topic.CONTRACT,
            new Words(ConditionType.CONTRACT_HONOURED, Reason.AS_CONTRACTED, Reason.CONTRACT_BROKEN),
            Topic.QUALITY,
            new Words(ConditionType.QUALITY_PASSED, Reason.RULES_HOLD, Reason.RULES_BROKEN),
            Topic.FRESHNESS,
            new Words(ConditionType.FRESH, Reason.ON_TIME, Reason.STALE));

    private final ContractChecks checks;
    private final EventRecorder events;

    PromiseKeeper(ContractChecks checks, EventRecorder events) {
        this.checks = checks;
        this.events = events;
    }

    /**
     * Has checked what consumers can read, and tells what is known of it.
     *
     * @param asBefore whether the contracts are those that the status before is about
     */
    void report(
            OutputPort port,
            OutputPortStatus before,
            PortPlaces places,
            Map<String, Contract> contracts,
            List<VersionState> states,
            boolean asBefore,
            Conditions conditions) {
        Map<String, List<PortChecks.Version>> byClass = new LinkedHashMap<>();
        StoreKey store = null;
        Set<String> unseen = new HashSet<>();
        for (VersionState state : states) {
            OutputPortStatus.Version served = state.status();
            Contract contract = served == null ? null : contracts.get(served.name());
            if (served != null && contract != null && !VersionState.NOT_SERVED.equals(served.state())) {
                PortPlace.Found found = places.found(served.name()).orElse(null);
                if (found == null) {
                    unseen.add(served.name());
                } else {
                    store = found.store();
                    byClass.computeIfAbsent(found.className(), name -> new ArrayList<>())
                            .add(version(port, found.backend(), found.store(), served, contract));
                }
            }
        }
        List<PortChecks> plans = new ArrayList<>();
        if (store != null) {
            String domain = store.domain();
            String product = store.product();
            byClass.forEach((name, versions) -> plans.add(new PortChecks(name, domain, product, versions)));
        }
        List<Verdict.Version> known =
                checks
                        .expect(
                                port.getMetadata().getNamespace(),
                                port.getMetadata().getName(),
                                plans,
                                unseen)
                        .stream()
                        .sorted(Comparator.comparingInt(version -> order(port, version.name())))
                        .toList();
        for (Topic topic : Topic.values()) {
            Optional<Verdict> verdict = known.isEmpty() ? Optional.empty() : Verdict.of(topic, known);
            if (verdict.isPresent()) {
                tell(port, before, asBefore, conditions, topic, verdict.get());
            } else if (!unseen.isEmpty()) {
                conditions.keep(words(topic).type());
            }
        }
    }

    private static int order(OutputPort port, String version) {
        return port.getSpec().versions().stream()
                .map(OutputPortSpec.Version::name)
                .toList()
                .indexOf(version);
    }

    private static Words words(Topic topic) {
        return Objects.requireNonNull(WORDS.get(topic));
    }

    /** A version that the store does not show as the contract says has no rows to read, only a table to compare. */
    private static PortChecks.Version version(
            OutputPort port, Backend backend, StoreKey store, OutputPortStatus.Version served, Contract contract) {
        List<Deviation> deviations = backend.deviations(store, contract);
        var wish = wish(new PortKey(store.domain(), port.getMetadata().getName(), served.name()), store, contract);
        List<Check> checks = new ArrayList<>();
        if (contract.hash().equals(served.contractHash())) {
            checks.addAll(Check.unenforced(contract, deviations));
            checks.addAll(Check.declared(contract));
        }
        return new PortChecks.Version(wish, deviations, checks);
    }

    static PortWish wish(PortKey key, StoreKey store, Contract contract) {
        return new PortWish(key, store, contract, !Check.declared(contract).isEmpty());
    }

    private void tell(
            OutputPort port,
            OutputPortStatus status,
            boolean asBefore,
            Conditions conditions,
            Topic topic,
            Verdict verdict) {
        Words words = words(topic);
        Condition before = status.condition(words.type().wireName());
        switch (verdict.state()) {
            case HOLDS -> conditions.isTrue(words.type(), words.holds(), verdict.message());
            case FAILS -> conditions.isFalse(words.type(), words.fails(), verdict.message());
            case ERROR -> conditions.isUnknown(words.type(), Reason.NOT_CHECKABLE, verdict.message());
            case PENDING -> pending(port, conditions, words.type(), asBefore ? before : null, verdict.message());
        }
        conditions.get(words.type()).ifPresent(now -> event(port, words, before, now));
    }

    /**
     * An operator that has just started knows nothing yet; what was told of this very spec still stands.
     *
     * @param before null as well if it was told of other contracts: a ConfigMap changes them under the same spec
     */
    private static void pending(
            OutputPort port, Conditions conditions, ConditionType type, @Nullable Condition before, String message) {
        Long generation = port.getMetadata().getGeneration();
        if (before != null && Objects.equals(before.observedGeneration(), generation)) {
            conditions.keep(type);
        } else {
            conditions.isUnknown(type, Reason.NOT_CHECKED, message);
        }
    }

    private void event(OutputPort port, Words words, @Nullable Condition before, Condition now) {
        String was = before == null ? "" : before.status();
        if (was.equals(now.status()) || now.reason().equals(Reason.NOT_CHECKED.wireName())) {
            return;
        }
        String message = words.type() + ": " + now.message();
        switch (now.status()) {
            case Condition.FALSE -> events.warning(port, words.fails(), "Check", message);
            case Condition.UNKNOWN -> events.warning(port, Reason.NOT_CHECKABLE, "Check", message);
            default -> {
                // What was right from the start is no news.
                if (was.equals(Condition.FALSE)) {
                    events.normal(port, words.holds(), "Check", message);
                }
            }
        }
    }

    /** What was told stays while it can't be looked at. */
    static void keep(Conditions conditions) {
        WORDS.values().forEach(words -> conditions.keep(words.type()));
    }

    /** Nothing of the port is shown any more. */
    void forget(OutputPort port) {
        checks.forget(port.getMetadata().getNamespace(), port.getMetadata().getName());
    }
}
