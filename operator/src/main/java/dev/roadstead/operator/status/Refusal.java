package dev.roadstead.operator.status;

/** Why something is not done: the reason for a condition, and the message with the case at hand and the next step. */
public record Refusal(Reason reason, String message) {}
