package dev.roadstead.operator.backend;

/**
 * What was seen when the operator logged in as the consumer.
 *
 * @param ok whether everything granted could be read and everything else was refused
 * @param reason {@code ReadAsConsumer}, {@code ProofFailed}, {@code WrongPassword}, {@value #TOO_MANY_CONNECTIONS},
 *     {@code AuthenticationNotEnforced}
 * @param message the receipt, or what went wrong and what to do
 */
public record Proof(boolean ok, String reason, String message) {
    /** Its login holds as many sessions as it may, or the server as many as it has: nothing could be tried. */
    public static final String TOO_MANY_CONNECTIONS = "TooManyConnections";
}
