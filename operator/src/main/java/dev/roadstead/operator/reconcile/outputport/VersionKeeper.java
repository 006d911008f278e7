package dev.roadstead.operator.reconcile.outputport;

import static dev.roadstead.operator.status.ConditionType.PROVISIONED;

import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.api.v1alpha1.OutputPortStatus;
import dev.roadstead.operator.backend.Backend;
import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.operator.backend.BackendRegistry.Slot;
import dev.roadstead.operator.backend.PortKey;
import dev.roadstead.operator.backend.PortOutcome;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.reconcile.StoreFailure;
import dev.roadstead.operator.status.ConditionType;
import dev.roadstead.operator.status.Reason;
import dev.roadstead.operator.status.Refusal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Publishes and ends versions of a port, each in its own store; one version that fails, or whose store can't be used, holds up
 * no other. What must not exist is looked for in every store: the spec may have forgotten where a version lay.
 */
final class VersionKeeper {

    private final PortPlaces places;
    private final Map<String, Slot> sites;
    private final String domain;
    private final OutputPort port;
    private final Map<String, OutputPortStatus.Version> before = new HashMap<>();

    /**
     * Works on one port.
     *
     * @param sites every StoreClass, with what it has to offer now
     * @param domain that publishes
     */
    VersionKeeper(PortPlaces places, Map<String, Slot> sites, String domain, OutputPort port, OutputPortStatus before) {
        this.places = places;
        this.sites = sites;
        this.domain = domain;
        this.port = port;
        before.versions()
                .forEach(version ->
                        this.before.put(version.name(), version.withStoreClass(before.storeClassOf(version.name()))));
    }

    /** The versions that exist in any store that can be asked now. */
    Set<String> existing() {
        Set<String> existing = new TreeSet<>();
        for (Slot slot : sites.values()) {
            if (slot instanceof Slot.Open(Backend backend)) {
                existing.addAll(versions(backend));
            }
        }
        return existing;
    }

    /** @param contracts of every version of the spec, by its name */
    List<VersionState> apply(VersionPlan plan, Map<String, Contract> contracts) {
        Map<String, VersionState> states = new LinkedHashMap<>();
        for (OutputPortSpec.Version version : port.getSpec().versions()) {
            states.put(version.name(), notServed(version.name()));
        }
        // First what ends, so that a table can be given up by one version and taken by another in one pass.
        plan.release().forEach(name -> states.put(name, release(name, states.containsKey(name))));
        for (OutputPortSpec.Version version : plan.publish()) {
            states.put(version.name(), keep(version.name(), contracts.get(version.name())));
        }
        return new ArrayList<>(states.values());
    }

    private VersionState keep(String name, @Nullable Contract contract) {
        return switch (places.of(name)) {
            case PortPlace.Missing(ConditionType about, StoreFailure failure) ->
                new VersionState(
                        kept(name, contract == null ? null : contract.hash(), failure),
                        failure.about(named(name)),
                        about);
            case PortPlace.Found found -> contract == null ? unresolved(name) : publish(found, name, contract);
        };
    }

    /** Without a contract nothing is shown, and nothing taken away. */
    private VersionState unresolved(String name) {
        OutputPortStatus.Version earlier = before.get(name);
        return new VersionState(
                earlier == null || earlier.schema() == null ? status(name, VersionState.PENDING, null) : earlier, null);
    }

    private VersionState publish(PortPlace.Found found, String name, Contract contract) {
        Ended elsewhere = endElsewhere(found, name);
        if (elsewhere.failure() != null) {
            return new VersionState(before.get(name), elsewhere.failure().about(named(name)));
        }
        if (elsewhere.any()) {
            // Whoever was granted access to it there has to hear of it, so the status says so before it is served
            // again.
            return new VersionState(status(name, VersionState.PENDING, null), moved(name));
        }
        String hash = contract.hash();
        try {
            PortOutcome outcome = found.backend().publish(PromiseKeeper.wish(key(name), found.store(), contract));
            return new VersionState(
                    new OutputPortStatus.Version(
                                    name, VersionState.SERVED, hash, null, outcome.schema(), null, outcome.relations())
                            .withStoreClass(found.className()),
                    null);
        } catch (BackendException e) {
            StoreFailure failure = StoreFailure.of(e, PROVISIONED);
            return new VersionState(failed(name, hash, failure), failure.about(named(name)));
        }
    }

    /**
     * A version that was removed and came back may lie in another store now. Until it has ended where it was, it is not served
     * where it is to be, so nobody has it twice.
     */
    private Ended endElsewhere(PortPlace.Found found, String name) {
        return end(
                name,
                backend -> isElsewhere(backend, found, name),
                className -> !className.equals(found.className()) && lay(name, className));
    }

    /** Two StoreClasses may lead to one database, and two stores of a product may lie in one. */
    private boolean isElsewhere(Backend backend, PortPlace.Found found, String name) {
        return !backend.info().storeId().equals(found.backend().info().storeId())
                || backend.storeOf(key(name))
                        .filter(store -> !store.equals(found.store()))
                        .isPresent();
    }

    private StoreFailure moved(String name) {
        return new StoreFailure(
                new Refusal(
                        Reason.PENDING,
                        name + " has ended in the store where it was, and is served from store "
                                + places.versions().get(name) + " in a moment"),
                true);
    }

    /** While a store can't be asked, what was served with this very contract still is. */
    private OutputPortStatus.Version failed(String name, String hash, StoreFailure failure) {
        OutputPortStatus.Version earlier = before.get(name);
        boolean stillServed = failure.retry()
                && earlier != null
                && VersionState.SERVED.equals(earlier.state())
                && hash.equals(earlier.contractHash());
        if (earlier != null && stillServed) {
            return earlier;
        }
        String state = failure.retry()
                ? VersionState.PENDING
                : failure.refusal().reason().wireName();
        return status(name, state, earlier);
    }

    /** A store that can't be told takes nothing away. */
    private OutputPortStatus.Version kept(String name, @Nullable String hash, StoreFailure failure) {
        OutputPortStatus.Version earlier = before.get(name);
        boolean shown = earlier != null && earlier.schema() != null;
        if (earlier != null && shown && (hash == null || !failure.retry())) {
            return earlier;
        }
        return failed(name, String.valueOf(hash), failure);
    }

    /** @param listed whether the spec still has the version; if not, it leaves the status once it is released */
    private VersionState release(String name, boolean listed) {
        StoreFailure failure =
                end(name, backend -> true, className -> lay(name, className)).failure();
        if (failure != null) {
            return new VersionState(before.get(name), failure.about(named(name)));
        }
        return listed ? notServed(name) : new VersionState(null, null);
    }

    /**
     * What has come of an end.
     *
     * @param any whether there was something to end
     * @param failure what stands in the way; null if nothing does
     */
    private record Ended(boolean any, @Nullable StoreFailure failure) {}

    /**
     * Ends a version wherever it lies.
     *
     * @param which of the stores that can be asked
     * @param matters whether it may lie in this class, if that can't be asked
     */
    private Ended end(String name, Predicate<Backend> which, Predicate<String> matters) {
        // Every store is asked before the first failure counts: one that is down keeps no grant alive in another.
        List<StoreFailure> failures = new ArrayList<>();
        boolean any = false;
        for (Map.Entry<String, Slot> site : sites.entrySet()) {
            String className = site.getKey();
            switch (site.getValue()) {
                case Slot.Open(Backend backend) -> {
                    if ((versions(backend).contains(name) || lay(name, className)) && which.test(backend)) {
                        any = true;
                        release(backend, name).ifPresent(failures::add);
                    }
                }
                case Slot.Closed(Reason reason, String message) -> {
                    if (matters.test(className)) {
                        failures.add(StoreFailure.storeClassNotReady(className, reason, message));
                    }
                }
            }
        }
        return new Ended(any, failures.isEmpty() ? null : failures.getFirst());
    }

    private Optional<StoreFailure> release(Backend backend, String name) {
        try {
            backend.release(key(name));
            return Optional.empty();
        } catch (BackendException e) {
            return Optional.of(StoreFailure.of(e, PROVISIONED));
        }
    }

    private static VersionState notServed(String name) {
        return new VersionState(status(name, VersionState.NOT_SERVED, null), null);
    }

    /** What the store still shows of a version that can't be changed as its contract asks. */
    private static OutputPortStatus.Version status(
            String name, String state, OutputPortStatus.@Nullable Version earlier) {
        return earlier == null
                ? new OutputPortStatus.Version(name, state, null, null, null, null, List.of())
                : new OutputPortStatus.Version(
                                name, state, earlier.contractHash(), null, earlier.schema(), null, earlier.relations())
                        .withStoreClass(earlier.storeClassName());
    }

    /** Whether the version was last served from this class, as the status tells. */
    private boolean lay(String name, String className) {
        OutputPortStatus.Version earlier = before.get(name);
        return earlier != null && earlier.schema() != null && className.equals(earlier.storeClassName());
    }

    private Set<String> versions(Backend backend) {
        return backend.versions(domain, port.getMetadata().getName());
    }

    /** What a failure is about; nothing where that goes without saying. */
    private String named(String version) {
        return places.areSeveral() && places.versions().containsKey(version)
                ? version + " in store " + places.versions().get(version) + ": "
                : "";
    }

    private PortKey key(String version) {
        return new PortKey(domain, port.getMetadata().getName(), version);
    }
}
