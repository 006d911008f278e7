package dev.roadstead.operator.access;

import java.util.List;

/**
 * A Guardrail that a decision rests on.
 *
 * @param generation of the spec that was evaluated
 * @param exceptions those without which the decision would be another one: until when, why, and the ticket
 */
public record GuardUse(String name, long generation, List<String> exceptions) {

    public GuardUse {
        exceptions = List.copyOf(exceptions);
    }
}
