package dev.roadstead.operator.reconcile.outputport;

import static dev.roadstead.operator.status.ConditionType.ACCEPTED;

import dev.roadstead.api.v1alpha1.Condition;
import dev.roadstead.api.v1alpha1.Contract;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.api.v1alpha1.OutputPortStatus;
import dev.roadstead.operator.contract.change.AddedColumn;
import dev.roadstead.operator.kube.EventRecorder;
import dev.roadstead.operator.reconcile.Services;
import dev.roadstead.operator.request.Leases;
import dev.roadstead.operator.status.Reason;
import dev.roadstead.operator.status.Refusal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells the producer what became of the contracts that were asked for. */
final class PortEvents {

    private final Services services;

    PortEvents(Services services) {
        this.services = services;
    }

    /** What is held back, and what is let through by an exception. */
    void judged(OutputPort port, OutputPortStatus before, @Nullable Refusal held, GateVerdict verdict) {
        Condition accepted = before.condition(ACCEPTED.wireName());
        if (held != null && (accepted == null || !accepted.message().equals(held.message()))) {
            services.events().warning(port, held.reason(), "Hold", note(held.message()));
        }
        verdict.excepted()
                .forEach(judged -> services.events()
                        .warning(
                                port,
                                Reason.BREAKING_CHANGE_EXCEPTED,
                                "Except",
                                judged.breakage() + ": excepted, " + judged.exception()));
    }

    /** The first line; what follows, such as finished YAML, is too long for an Event. */
    private static String note(String message) {
        String first = message.lines().findFirst().orElse("");
        return message.equals(first)
                ? first
                : EventRecorder.pointing(
                        first.endsWith(":") ? first.substring(0, first.length() - 1) : first,
                        "; condition Accepted of the port has the rest, with what to write.");
    }

    /**
     * Who gains which columns by a contract that takes the place of another one. To be told before the status names the new one:
     * whoever takes over from an operator that dies in between tells it again, and the API server knows that it was told.
     *
     * @param now the versions as the status will have them
     */
    void gained(
            OutputPort port,
            PortPlaces places,
            OutputPortStatus before,
            List<OutputPortStatus.Version> now,
            GateVerdict verdict) {
        for (OutputPortSpec.Version version : verdict.served()) {
            String former = ContractGate.accepted(before, version.name());
            String next = accepted(now, version.name());
            if (former != null && next != null && !former.equals(next)) {
                List<AddedColumn> added = added(port, former, version);
                if (!added.isEmpty()) {
                    places.found(version.name())
                            .ifPresent(found -> gained(port, found, version, added, former + " " + next));
                }
            }
        }
    }

    private static @Nullable String accepted(List<OutputPortStatus.Version> now, String version) {
        return now.stream()
                .filter(known -> known.name().equals(version))
                .flatMap(known -> Optional.ofNullable(known.revisionName()).stream())
                .findFirst()
                .orElse(null);
    }

    private List<AddedColumn> added(OutputPort port, String former, OutputPortSpec.Version version) {
        Contract contract = version.contract();
        return contract == null
                ? List.of()
                : services.revisions()
                        .read(port.getMetadata().getNamespace(), former)
                        .map(known -> AddedColumn.between(known, contract))
                        .orElse(List.of());
    }

    /**
     * @param change tells this change from others of the port; the generation tells it from the same one made again
     */
    private void gained(
            OutputPort port,
            PortPlace.Found found,
            OutputPortSpec.Version version,
            List<AddedColumn> added,
            String change) {
        var leases = new Leases(services.catalogue(), services.backends());
        var gains = new ColumnGains(
                        services.catalogue(),
                        services.backends(),
                        request -> services.status().current(request),
                        (verdict, contract) -> verdict.decide(found.backend(), leases, contract)
                                .decision())
                .of(found.store().domain(), port.getMetadata().getName(), version, added);
        services.events()
                .once(
                        port,
                        Reason.COLUMNS_ADDED,
                        "Accept",
                        ColumnGain.text(version.name(), added, gains),
                        port.getMetadata().getGeneration() + " " + change);
    }
}
