package dev.roadstead.operator.access;

import dev.roadstead.operator.contract.Violation;
import java.util.List;
import java.util.Map;

/**
 * A Guardrail that could not be read. Nobody knows what it forbids, so nothing new is granted or published where it may hold.
 *
 * @param holds whether it is to be respected as far as can be told; not if it clearly says DryRun or Warn
 * @param owners the Domains whose ports it is about; everything if that can't be told
 * @param consumers the Domains that read; everything if that can't be told
 * @param violations what is wrong with it; at least one
 */
public record InvalidGuard(
        String name,
        long generation,
        boolean holds,
        LabelSelector owners,
        LabelSelector consumers,
        List<Violation> violations) {

    public InvalidGuard {
        violations = List.copyOf(violations);
    }

    boolean concerns(Map<String, String> owner, Map<String, String> consumer) {
        return mayDemandOf(owner) && consumers.matches(consumer);
    }

    /** Whether it may demand something of whoever publishes in a domain with these labels. */
    public boolean mayDemandOf(Map<String, String> owner) {
        return holds && owners.matches(owner);
    }
}
