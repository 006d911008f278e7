package dev.roadstead.operator.access;

import dev.roadstead.operator.contract.Violation;
import java.util.List;
import java.util.Set;

/**
 * A Policy that could not be read. It allows nothing; it is remembered so that a refusal can say that one is there.
 *
 * @param ports the names of ports it seems to be about; empty if that can't be told
 * @param consumers whom it seems to be about; empty if that can't be told
 * @param violations what is wrong with it; at least one
 */
public record InvalidPolicy(
        String name, long generation, Set<String> ports, List<ConsumerRule> consumers, List<Violation> violations) {

    public InvalidPolicy {
        ports = Set.copyOf(ports);
        consumers = List.copyOf(consumers);
        violations = List.copyOf(violations);
    }

    /** Whether it may have been written for this. */
    boolean mayBeAbout(Ask ask) {
        boolean port = ports.isEmpty()
                || ports.contains(AccessPolicy.ANY)
                || ports.contains(ask.port().name());
        return port && (consumers.isEmpty() || consumers.stream().anyMatch(rule -> rule.matches(ask)));
    }
}
