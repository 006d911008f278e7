package dev.roadstead.operator.history;

import java.time.Instant;

/**
 * The newest entry of a history. Kept outside the database too, it proves later that nothing before it was altered.
 *
 * @param seq its number; numbers have no gaps
 * @param hash 64 hexadecimal digits
 * @param time when it was written, by the store's clock
 */
public record Head(long seq, String hash, Instant time) {}
