package dev.roadstead.operator.reconcile.outputport;

import static dev.roadstead.operator.status.ConditionType.PROVISIONED;

import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.api.v1alpha1.OutputPortStatus;
import dev.roadstead.operator.backend.Backend;
import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.operator.backend.PortKey;
import dev.roadstead.operator.backend.PortOutcome;
import dev.roadstead.operator.backend.StoreKey;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.reconcile.StoreFailure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Publishes and ends versions of a port in one store; one version that fails holds up no other. */
final class VersionKeeper {

    private final Backend backend;
    private final StoreKey store;
    private final OutputPort port;
    private final Map<String, OutputPortStatus.Version> before;

    VersionKeeper(Backend backend, StoreKey store, OutputPort port, List<OutputPortStatus.Version> before) {
        this.backend = backend;
        this.store = store;
        this.port = port;
        this.before = before.stream().collect(Collectors.toMap(OutputPortStatus.Version::name, version -> version));
    }

    Set<String> existing() {
        return backend.versions(store.domain(), port.getMetadata().getName());
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
            Contract contract = contracts.get(version.name());
            states.put(
                    version.name(), contract == null ? unresolved(version.name()) : publish(version.name(), contract));
        }
        return new ArrayList<>(states.values());
    }

    /** Without a contract nothing is shown, and nothing taken away. */
    private VersionState unresolved(String name) {
        OutputPortStatus.Version earlier = before.get(name);
        return new VersionState(
                earlier == null || earlier.schema() == null ? status(name, VersionState.PENDING, null) : earlier, null);
    }

    private VersionState publish(String name, Contract contract) {
        String hash = contract.hash();
        try {
            PortOutcome outcome = backend.publish(PromiseKeeper.wish(key(name), store, contract));
            return new VersionState(
                    new OutputPortStatus.Version(
                            name, VersionState.SERVED, hash, null, outcome.schema(), null, outcome.relations()),
                    null);
        } catch (BackendException e) {
            return failed(name, hash, StoreFailure.of(e, PROVISIONED));
        }
    }

    /** While the store can't be asked, what was served with this very contract still is. */
    private VersionState failed(String name, String hash, StoreFailure failure) {
        OutputPortStatus.Version earlier = before.get(name);
        boolean stillServed = failure.retry()
                && earlier != null
                && VersionState.SERVED.equals(earlier.state())
                && hash.equals(earlier.contractHash());
        if (stillServed) {
            return new VersionState(earlier, failure);
        }
        String state = failure.retry()
                ? VersionState.PENDING
                : failure.refusal().reason().wireName();
        return new VersionState(status(name, state, earlier), failure);
    }

    /** @param listed whether the spec still has the version; if not, it leaves the status once it is released */
    private VersionState release(String name, boolean listed) {
        try {
            backend.release(key(name));
            return listed ? notServed(name) : new VersionState(null, null);
        } catch (BackendException e) {
            return new VersionState(before.get(name), StoreFailure.of(e, PROVISIONED));
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
                        name, state, earlier.contractHash(), null, earlier.schema(), null, earlier.relations());
    }

    private PortKey key(String version) {
        return new PortKey(store.domain(), port.getMetadata().getName(), version);
    }
}
