package dev.roadstead.operator.backend;

import dev.roadstead.operator.history.Head;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a store outside of it.
 *
 * @param storeId its identity, or an empty string if the class was never bound to one
 * @param head the newest entry of its history that was seen; a store that does not have it was set back
 */
public record KnownStore(String storeId, @Nullable Head head) {}
