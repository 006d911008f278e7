package dev.roadstead.operator.reconcile.outputport;

import static dev.roadstead.operator.status.ConditionType.ACCEPTED;
import static dev.roadstead.operator.status.ConditionType.PROVISIONED;
import static dev.roadstead.operator.status.ConditionType.RESOLVED_REFS;

import dev.roadstead.api.v1alpha1.Lifecycle;
import dev.roadstead.api.v1alpha1.OutputPortStatus;
import dev.roadstead.operator.reconcile.Readiness;
import dev.roadstead.operator.reconcile.StoreFailure;
import dev.roadstead.operator.status.ConditionType;
import dev.roadstead.operator.status.Conditions;
import dev.roadstead.operator.status.Reason;
import dev.roadstead.operator.status.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What has come of a port's versions, as its conditions tell it. Pure. */
record PortReport(List<VersionState> states) {

    PortReport {
        states = List.copyOf(states);
    }

    /** @param missing why a contract could not be read; empty if all could */
    void resolved(Conditions conditions, Optional<Refusal> missing, PortPlaces places) {
        missing.or(() -> failure(RESOLVED_REFS).map(StoreFailure::refusal))
                .ifPresentOrElse(
                        refusal -> conditions.isFalse(RESOLVED_REFS, refusal.reason(), refusal.message()),
                        () -> conditions.isTrue(RESOLVED_REFS, Reason.RESOLVED, "the data lies in " + places.text()));
    }

    /** @param withheld names of versions that are kept back for what Guardrails demand */
    void provisioned(Conditions conditions, Lifecycle lifecycle, Set<String> withheld) {
        StoreFailure failure = failure(PROVISIONED).orElse(null);
        if (failure != null) {
            conditions.isFalse(
                    PROVISIONED, failure.refusal().reason(), failure.refusal().message());
        } else if (failure(RESOLVED_REFS).isPresent()) {
            conditions.isFalse(
                    PROVISIONED, Reason.PENDING, "not every version has a store; ResolvedRefs tells what is missing");
        } else if (!VersionPlan.serves(lifecycle)) {
            // Nothing is missing: this is what the product's owner asked for.
            conditions.isTrue(
                    PROVISIONED,
                    lifecycle == Lifecycle.DRAFT ? Reason.DRAFT : Reason.RETIRED,
                    "nothing is served, because the product's spec.lifecycle is " + lifecycle.wireName());
        } else if (!withheld.isEmpty()) {
            conditions.isFalse(
                    PROVISIONED,
                    Reason.PENDING,
                    String.join(", ", new TreeSet<>(withheld)) + " is not served yet; Accepted tells why");
        } else if (!withoutContract().isEmpty()) {
            conditions.isFalse(
                    PROVISIONED,
                    Reason.PENDING,
                    String.join(", ", withoutContract())
                            + " is not served yet, because its contract is not there; ResolvedRefs tells what is missing");
        } else {
            conditions.isTrue(PROVISIONED, Reason.PROVISIONED_IN_STORE, "every served version can be read");
        }
        Reason ready = VersionPlan.serves(lifecycle)
                ? Reason.READY
                : lifecycle == Lifecycle.DRAFT ? Reason.DRAFT : Reason.RETIRED;
        Readiness.of(
                conditions,
                List.of(ACCEPTED, RESOLVED_REFS, PROVISIONED),
                ready,
                ready == Reason.READY
                        ? "it serves " + String.join(", ", serving(versions()))
                        : "nothing is served, because the product's spec.lifecycle is " + lifecycle.wireName());
    }

    private List<String> withoutContract() {
        return versions().stream()
                .filter(version -> VersionState.PENDING.equals(version.state()))
                .map(OutputPortStatus.Version::name)
                .toList();
    }

    private Optional<StoreFailure> failure(ConditionType about) {
        return states.stream()
                .filter(state -> state.about() == about)
                .flatMap(state -> Optional.ofNullable(state.failure()).stream())
                .findFirst();
    }

    /** Whether the same may work later without anybody's doing. */
    boolean retry() {
        return states.stream()
                .flatMap(state -> Optional.ofNullable(state.failure()).stream())
                .anyMatch(StoreFailure::retry);
    }

    List<OutputPortStatus.Version> versions() {
        return states.stream()
                .flatMap(state -> Optional.ofNullable(state.status()).stream())
                .toList();
    }

    static List<String> serving(List<OutputPortStatus.Version> versions) {
        return versions.stream()
                .filter(version -> VersionState.SERVED.equals(version.state()))
                .map(OutputPortStatus.Version::name)
                .toList();
    }
}
