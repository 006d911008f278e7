package dev.roadstead.operator.history;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * An entry about a grant or a writer, in words.
 *
 * @param port the port version, or of a writer its store
 * @param purpose empty of a writer
 * @param logins by which somebody could come in from then on, by role name; empty at an end
 * @param what the effects that are not clear, or why it ended
 */
public record EntryText(String port, String purpose, String logins, String what, String decidedBy, String appliedBy) {

    /** Reads the body. */
    public static EntryText of(Entry entry, ColumnOrder order) {
        JsonNode body = Json.parse(entry.body());
        return new EntryText(
                place(body),
                body.path("purpose").asText(),
                logins(body),
                what(body, order),
                Deciders.text(body),
                applied(body));
    }

    private static String place(JsonNode body) {
        String domain = body.path("domain").asText();
        return body.has("port")
                ? domain + "/" + body.path("port").asText() + "."
                        + body.path("version").asText()
                : "store " + domain + "/" + body.path("product").asText() + "/"
                        + body.path("store").asText();
    }

    private static String logins(JsonNode body) {
        List<String> names = new ArrayList<>();
        body.path("logins").forEach(login -> names.add(login.asText()));
        return String.join(", ", names);
    }

    private static String what(JsonNode body, ColumnOrder order) {
        List<String> parts = new ArrayList<>();
        if (body.path("subject").has("writer")) {
            parts.add("writer " + body.path("subject").path("writer").asText());
        }
        if (body.has("reason")) {
            parts.add(body.path("reason").asText());
        }
        for (JsonNode relation : body.path("lens")) {
            for (JsonNode group : relation.path("groups")) {
                order.columns(body, relation, group).forEach(column -> {
                    if (!column.getValue().asText().equals("Clear")) {
                        parts.add(relation.path("relation").asText() + "." + column.getKey() + " "
                                + column.getValue().asText());
                    }
                });
                group.path("rows").forEach(row -> parts.add(row.asText()));
            }
        }
        if (body.has("lens") && parts.isEmpty()) {
            parts.add("all clear");
        }
        if (body.has("until")) {
            parts.add("until " + body.path("until").asText());
        }
        if (body.has("late")) {
            parts.add("recorded late, happened " + body.path("happened").asText());
        }
        return String.join("; ", parts);
    }

    private static String applied(JsonNode body) {
        List<String> parts = new ArrayList<>();
        for (JsonNode origin : body.path("appliedBy")) {
            String manager = origin.path("manager").asText("");
            String change = origin.path("change").asText("");
            String person = origin.path("person").asText("");
            if (!manager.isEmpty() || !change.isEmpty() || !person.isEmpty()) {
                parts.add(origin.path("kind").asText() + " by "
                        + (person.isEmpty() ? "" : person + " with ")
                        + (manager.isEmpty() ? "?" : manager)
                        + (change.isEmpty() ? "" : " (" + change + ")"));
            }
        }
        return String.join(", ", parts);
    }
}
