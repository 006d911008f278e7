package dev.roadstead.operator.request;

import dev.roadstead.api.v1alpha1.Policy;
import dev.roadstead.operator.access.AccessPolicy;
import dev.roadstead.operator.access.InvalidPolicy;
import dev.roadstead.operator.access.PolicyParser;
import dev.roadstead.operator.contract.Parsed;
import java.util.ArrayList;
import java.util.List;

/**
 * The Policies of a port's domain, read.
 *
 * @param invalid those that could not be read; they allow nothing
 */
public record PortPolicies(List<AccessPolicy> valid, List<InvalidPolicy> invalid) {

    /** Reads them; those that are being deleted are none any more. */
    public static PortPolicies of(List<Policy> policies) {
        List<AccessPolicy> valid = new ArrayList<>();
        List<InvalidPolicy> invalid = new ArrayList<>();
        for (Policy policy : policies) {
            if (policy.isMarkedForDeletion()) {
                continue;
            }
            String name = policy.getMetadata().getName();
            long generation = policy.getMetadata().getGeneration();
            if (PolicyParser.parse(name, generation, policy.getSpec())
                    instanceof Parsed.Valid<AccessPolicy>(AccessPolicy read)) {
                valid.add(read);
            } else {
                invalid.add(PolicyParser.invalid(name, generation, policy.getSpec()));
            }
        }
        return new PortPolicies(List.copyOf(valid), List.copyOf(invalid));
    }
}
