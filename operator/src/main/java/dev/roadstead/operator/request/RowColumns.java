package dev.roadstead.operator.request;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.AccessRequestStatus;
import dev.roadstead.api.v1alpha1.PolicySpec;
import dev.roadstead.operator.kube.Catalogue;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Columns by which Policies and Guardrails choose the rows of an access. It rests on them, whether it shows them or not: without one
 * of them no row can be chosen, and nothing is shown.
 */
public final class RowColumns {

    /** Those of a granted access, as its status names who decided. */
    public static Set<String> of(Catalogue catalogue, AccessRequest request, Optional<AccessRequestStatus> status) {
        return status.map(known -> of(
                        catalogue,
                        request,
                        known.policies().stream()
                                .map(AccessRequestStatus.PolicyUse::name)
                                .toList(),
                        known.guardrails().stream()
                                .map(AccessRequestStatus.GuardrailUse::name)
                                .toList()))
                .orElse(Set.of());
    }

    /**
     * Those of an access that these decide about.
     *
     * @param policies names in the domain of the port
     */
    public static Set<String> of(
            Catalogue catalogue, AccessRequest request, Collection<String> policies, Collection<String> guardrails) {
        var columns = new HashSet<String>();
        catalogue
                .domain(request.getSpec().portRef().domain())
                .map(Catalogue::namespaceOf)
                .ifPresent(namespace -> policies.stream()
                        .flatMap(name -> catalogue.policy(namespace, name).stream())
                        .flatMap(policy -> names(policy.getSpec().rows()))
                        .forEach(columns::add));
        guardrails.stream()
                .flatMap(name -> catalogue.guardrail(name).stream())
                .flatMap(guardrail -> names(guardrail.getSpec().rows()))
                .forEach(columns::add);
        return columns.stream().collect(Collectors.toUnmodifiableSet());
    }

    private static Stream<String> names(List<PolicySpec.Row> rows) {
        return rows.stream().map(PolicySpec.Row::column);
    }

    private RowColumns() {}
}
