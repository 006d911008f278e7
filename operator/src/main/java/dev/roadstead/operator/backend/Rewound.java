package dev.roadstead.operator.backend;

import dev.roadstead.operator.history.Head;
import org.jspecify.annotations.Nullable;

/**
 * A store was set back, as by restoring a backup.
 *
 * @param from the newest entry that was known
 * @param to the newest entry that was found; null if the history was empty
 */
public record Rewound(Head from, @Nullable Head to) {}
