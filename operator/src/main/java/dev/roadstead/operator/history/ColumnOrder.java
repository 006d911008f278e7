package dev.roadstead.operator.history;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The order of a relation's columns: that of its contract, and by name where the contract's text is gone or was altered. The
 * store itself keeps the columns of an entry by the length of their names.
 */
public final class ColumnOrder {

    private final Map<List<String>, Integer> positions = new HashMap<>();

    /** @param contracts texts by hash */
    public ColumnOrder(Map<String, String> contracts) {
        contracts.forEach((hash, text) -> Json.parse(text).path("schema").forEach(relation -> add(hash, relation)));
    }

    private void add(String contract, JsonNode relation) {
        int position = 0;
        for (JsonNode property : relation.path("properties")) {
            positions.put(
                    List.of(
                            contract,
                            relation.path("name").asText(),
                            property.path("name").asText()),
                    position++);
        }
    }

    /** The columns that a group of rows shows in one way or another. */
    List<Map.Entry<String, JsonNode>> columns(JsonNode body, JsonNode relation, JsonNode group) {
        String contract = body.path("contract").asText();
        String name = relation.path("relation").asText();
        return group.path("columns").properties().stream()
                .sorted(Comparator.<Map.Entry<String, JsonNode>>comparingInt(column ->
                                positions.getOrDefault(List.of(contract, name, column.getKey()), Integer.MAX_VALUE))
                        .thenComparing(Map.Entry::getKey))
                .toList();
    }
}
