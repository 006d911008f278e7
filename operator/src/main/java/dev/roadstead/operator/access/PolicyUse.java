package dev.roadstead.operator.access;

/**
 * A Policy that a decision rests on.
 *
 * @param generation of the spec that was evaluated
 */
public record PolicyUse(String name, long generation) {}
