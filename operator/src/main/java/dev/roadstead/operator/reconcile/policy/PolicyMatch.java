package dev.roadstead.operator.reconcile.policy;

import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.operator.access.AccessPolicy;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.contract.ContractParser;
import dev.roadstead.operator.contract.Parsed;
import dev.roadstead.operator.revision.ServedContracts;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What a Policy is about, among the ports of its domain. Pure.
 *
 * @param ports names of the ports it matches
 * @param missingPorts names it has that no port has
 * @param unmatchedColumns columns it names that no version of those ports has, as {@code port.column}
 */
public record PolicyMatch(List<String> ports, List<String> missingPorts, List<String> unmatchedColumns) {

    private static final int MAX_COLUMNS = 20;

    /**
     * What it is about.
     *
     * @param served by which contracts versions are served whose contract does not stand in the spec
     */
    public static PolicyMatch of(AccessPolicy policy, List<OutputPort> all, ServedContracts served) {
        List<OutputPort> matched = all.stream()
                .filter(port -> !port.isMarkedForDeletion())
                .filter(port -> policy.namesPort(port.getMetadata().getName()))
                .toList();
        List<String> names = matched.stream()
                .map(port -> port.getMetadata().getName())
                .sorted()
                .toList();
        List<String> missing = policy.ports().stream()
                .filter(name -> !name.equals(AccessPolicy.ANY) && !names.contains(name))
                .sorted()
                .toList();
        return new PolicyMatch(names, missing, unmatched(policy, names, contracts(policy, matched, served)));
    }

    /** Nothing can be misspelt where no contract can be read. */
    private static List<String> unmatched(AccessPolicy policy, List<String> ports, List<Contract> contracts) {
        if (contracts.isEmpty()) {
            return List.of();
        }
        String port = ports.size() == 1 ? ports.getFirst() : AccessPolicy.ANY;
        return policy.unmatchedColumns(contracts).stream()
                .map(column -> port + "." + column)
                .limit(MAX_COLUMNS)
                .toList();
    }

    private static List<Contract> contracts(AccessPolicy policy, List<OutputPort> matched, ServedContracts served) {
        return matched.stream()
                .flatMap(port -> port.getSpec().versions().stream()
                        .filter(version ->
                                policy.versions().isEmpty() || policy.versions().contains(version.name()))
                        .map(version -> version.contractFrom() == null ? version : served.of(port, version)))
                .flatMap(PolicyMatch::contract)
                .toList();
    }

    private static Stream<Contract> contract(OutputPortSpec.Version version) {
        return Stream.of(ContractParser.parse(version))
                .map(parsed -> parsed instanceof Parsed.Valid<Contract>(Contract contract) ? contract : null)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull);
    }
}
