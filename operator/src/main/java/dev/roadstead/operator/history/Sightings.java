package dev.roadstead.operator.history;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Answers a question from the spans of grants and the contracts as they were. Pure. */
public final class Sightings {

    private final Question question;
    private final Map<String, JsonNode> contracts = new HashMap<>();

    private Sightings(Question question, Map<String, String> contracts) {
        this.question = question;
        contracts.forEach((hash, text) -> this.contracts.put(hash, Json.parse(text)));
    }

    /**
     * The answers, in the order of spans and columns; what goes on unchanged is one.
     *
     * @param spans in the order of grants and time
     * @param contracts texts by hash
     */
    public static List<Sighting> of(List<Span> spans, Map<String, String> contracts, Question question) {
        var sightings = new Sightings(question, contracts);
        List<Sighting> found = new ArrayList<>();
        Map<String, Integer> newest = new HashMap<>();
        for (Span span : spans) {
            for (Sighting sighting : sightings.of(span)) {
                String key = span.entry().grant() + "\n" + sighting.column();
                Integer at = newest.get(key);
                if (at != null && found.get(at).continuedBy(sighting)) {
                    found.set(at, found.get(at).until(sighting));
                } else {
                    newest.put(key, found.size());
                    found.add(sighting);
                }
            }
        }
        return found;
    }

    private List<Sighting> of(Span span) {
        JsonNode body = Json.parse(span.entry().body());
        String domain = body.path("domain").asText();
        String port = body.path("port").asText();
        Time time = time(span, body);
        if (!question.about(domain, port) || !question.overlaps(time.from(), time.end())) {
            return List.of();
        }
        List<Sighting> found = new ArrayList<>();
        String address = domain + "/" + port + "." + body.path("version").asText();
        for (JsonNode relation : body.path("lens")) {
            String name = relation.path("relation").asText();
            for (String column : columns(relation)) {
                if (matches(body.path("contract").asText(), name, column)) {
                    found.add(sighting(body, address + " " + name + "." + column, relation, column, time));
                }
            }
        }
        return found;
    }

    private Sighting sighting(JsonNode body, String address, JsonNode relation, String column, Time time) {
        Instant end = time.end();
        boolean open = end.equals(Instant.MAX);
        Instant cutFrom = time.from().isBefore(question.from()) ? question.from() : time.from();
        Instant cutTo = end.isAfter(question.to()) ? question.to() : end;
        JsonNode subject = body.path("subject");
        return new Sighting(
                subject.path("kind").asText() + " " + subject.path("domain").asText() + "/"
                        + subject.path("name").asText(),
                address,
                saw(relation, column),
                rows(relation, column),
                body.path("purpose").asText(),
                deciders(body),
                body.path("request").asText(),
                cutFrom,
                open && cutTo.equals(Instant.MAX) ? null : cutTo,
                time.certainty());
    }

    private record Time(Instant from, Instant end, String certainty) {}

    private static Time time(Span span, JsonNode body) {
        Instant from = span.entry().at();
        Instant next = span.next() == null ? Instant.MAX : span.next();
        if (next.isBefore(from)) {
            // The server's clock was set back between the two. It was readable for some time within.
            return new Time(next, from, "bounded (clock set back)");
        }
        String until = body.path("until").asText("");
        if (!until.isEmpty() && Instant.parse(until).isBefore(next)) {
            Instant end = Instant.parse(until);
            return new Time(from, end.isBefore(from) ? from : end, "exact (expired)");
        }
        return new Time(from, next, span.nextLate() ? "exact (end recorded late)" : "exact");
    }

    private static Set<String> columns(JsonNode relation) {
        Set<String> names = new LinkedHashSet<>();
        for (JsonNode group : relation.path("groups")) {
            group.path("columns").properties().forEach(column -> {
                if (!column.getValue().asText().equals("Hidden")) {
                    names.add(column.getKey());
                }
            });
        }
        return names;
    }

    private static String saw(JsonNode relation, String column) {
        Set<String> effects = new TreeSet<>();
        for (JsonNode group : relation.path("groups")) {
            effects.add(group.path("columns").path(column).asText("Hidden"));
        }
        if (effects.size() > 1) {
            effects.remove("Hidden");
        }
        return String.join(" or ", effects);
    }

    /** Which rows the column is seen in; null if there is a group of all rows that shows it. */
    private static @Nullable String rows(JsonNode relation, String column) {
        Set<String> groups = new LinkedHashSet<>();
        for (JsonNode group : relation.path("groups")) {
            if (group.path("columns").path(column).asText("Hidden").equals("Hidden")) {
                continue;
            }
            if (group.path("rows").isEmpty()) {
                return null;
            }
            List<String> rows = new ArrayList<>();
            group.path("rows").forEach(row -> rows.add(row.asText()));
            groups.add(String.join(" and ", rows));
        }
        return String.join(" or ", groups);
    }

    private static String deciders(JsonNode body) {
        Map<String, String> names = new LinkedHashMap<>();
        for (JsonNode decider : body.path("decidedBy")) {
            String name = decider.path("name").asText();
            boolean guardrail = decider.path("kind").asText().equals("Guardrail");
            names.put(
                    name,
                    (guardrail ? "Guardrail " : "") + name + "@g"
                            + decider.path("generation").asLong());
        }
        return String.join(", ", names.values());
    }

    private boolean matches(String contract, String relation, String column) {
        JsonNode properties = Json.object();
        for (JsonNode candidate :
                contracts.getOrDefault(contract, Json.object()).path("schema")) {
            if (candidate.path("name").asText().equals(relation)) {
                for (JsonNode property : candidate.path("properties")) {
                    if (property.path("name").asText().equals(column)) {
                        properties = property;
                    }
                }
            }
        }
        Set<String> tags = new TreeSet<>();
        properties.path("tags").forEach(tag -> tags.add(tag.asText().toLowerCase(Locale.ROOT)));
        return question.about(column, tags, properties.path("classification").asText(""));
    }
}
