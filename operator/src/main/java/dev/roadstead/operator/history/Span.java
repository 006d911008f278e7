package dev.roadstead.operator.history;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A grant, a writer or a port version as it was from one entry to the next.
 *
 * @param next when the next entry about the same says it was otherwise; null if this one is the newest
 * @param nextLate whether that entry was written late
 */
public record Span(Entry entry, @Nullable Instant next, boolean nextLate) {}
