package dev.roadstead.operator.backend;

import java.util.Map;

/**
 * What a store shall be: its schemas, and exactly these writers.
 *
 * @param writers credential by the writer's name
 * @param because who names the writers, for the history
 */
public record StoreWish(StoreKey key, Map<String, Credential> writers, Because because) {
    public StoreWish {
        writers = Map.copyOf(writers);
    }
}
