package dev.roadstead.operator.backend;

import java.util.Map;

/**
 * Where a store lies.
 *
 * @param dataSchema holds the contracted tables; writers have DML there
 * @param workSchema where writers may create what they like
 * @param writers login by the writer's name
 */
public record StoreOutcome(String dataSchema, String workSchema, Map<String, String> writers) {
    public StoreOutcome {
        writers = Map.copyOf(writers);
    }
}
