package dev.roadstead.operator.backend;

import java.util.List;

/** Where a port version lies, and the relations it shows. */
public record PortOutcome(String schema, List<String> relations) {
    public PortOutcome {
        relations = List.copyOf(relations);
    }
}
