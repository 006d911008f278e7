package dev.roadstead.operator.history;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Who decided, in words: kind, name and generation of each, with the exceptions that the decision rested on. */
final class Deciders {

    private Deciders() {}

    /** As in {@code Policy crm/churn@g3, Guardrail people@g2 (excepted until 2026-12-07T00:00:00Z: ring case (DPO-88))}. */
    static String text(JsonNode body) {
        List<String> parts = new ArrayList<>();
        body.path("decidedBy").forEach(decider -> parts.add(text(decider, decider.path("exceptions"))));
        return String.join(", ", parts);
    }

    private static String text(JsonNode decider, JsonNode exceptions) {
        String text = decider.path("kind").asText() + " " + decider.path("name").asText() + "@g"
                + decider.path("generation").asLong();
        if (exceptions.isEmpty()) {
            return text;
        }
        List<String> used = new ArrayList<>();
        exceptions.forEach(exception -> used.add(exception.asText()));
        return text + " (excepted " + String.join("; ", used) + ")";
    }
}
