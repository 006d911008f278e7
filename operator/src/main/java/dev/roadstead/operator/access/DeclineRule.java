package dev.roadstead.operator.access;

/**
 * Somebody who is told no. It gives nothing and takes nothing; it is an answer for whoever would else go on waiting.
 *
 * @param reason for whoever asks, word for word
 */
public record DeclineRule(ConsumerRule consumer, String reason) {}
