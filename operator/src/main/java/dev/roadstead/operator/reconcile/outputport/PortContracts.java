package dev.roadstead.operator.reconcile.outputport;

import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.contract.ContractParser;
import dev.roadstead.operator.contract.Parsed;
import dev.roadstead.operator.contract.Violation;
import dev.roadstead.operator.status.Reason;
import dev.roadstead.operator.status.Refusal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The contracts of a port. Pure.
 *
 * @param byVersion those that can be read
 * @param violations of the others
 */
public record PortContracts(Map<String, Contract> byVersion, List<Violation> violations) {

    /** How many violations a message holds. */
    private static final int SHOWN = 5;

    public static PortContracts of(List<OutputPortSpec.Version> versions) {
        Map<String, Contract> contracts = new HashMap<>();
        List<Violation> violations = new ArrayList<>();
        for (OutputPortSpec.Version version : versions) {
            if (version.contract() == null && version.contractFrom() != null) {
                // What its source holds is told where the source is read.
                continue;
            }
            switch (ContractParser.parse(version)) {
                case Parsed.Valid<Contract>(Contract contract) -> contracts.put(version.name(), contract);
                case Parsed.Invalid<Contract>(List<Violation> found) -> violations.addAll(found);
            }
        }
        return new PortContracts(Map.copyOf(contracts), List.copyOf(violations));
    }

    public Optional<Refusal> refusal() {
        if (violations.isEmpty()) {
            return Optional.empty();
        }
        String shown = violations.stream().limit(SHOWN).map(Violation::message).collect(Collectors.joining("\n"));
        String more = violations.size() > SHOWN ? "\nand " + (violations.size() - SHOWN) + " more" : "";
        return Optional.of(new Refusal(Reason.INVALID_CONTRACT, shown + more));
    }
}
