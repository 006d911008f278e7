package dev.roadstead.operator.backend;

/**
 * What was seen when the operator logged in as the consumer.
 *
 * @param ok whether everything granted could be read and everything else was refused
 * @param reason {@code ReadAsConsumer}, {@code ProofFailed}, {@code WrongPassword}, {@code AuthenticationNotEnforced}
 * @param message the receipt, or what went wrong and what to do
 */
public record Proof(boolean ok, String reason, String message) {}
