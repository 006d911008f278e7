package dev.roadstead.operator.history;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Answers a question from grants, writers and contracts as they were. Pure. */
public final class Sightings {

    private static final String EXACT = "exact";

    /** Its lease ran out before anything else ended it. */
    private static final String EXPIRED = "exact (expired)";

    private final Question question;
    private final Map<String, JsonNode> contracts = new HashMap<>();
    private final ColumnOrder order;

    private Sightings(Question question, Map<String, String> contracts) {
        this.question = question;
        this.order = new ColumnOrder(contracts);
        contracts.forEach((hash, text) -> this.contracts.put(hash, Json.parse(text)));
    }

    /**
     * The answers, in the order of grants, writers and columns; what goes on unchanged is one. A writer reads the tables of its
     * store themselves, so it sees all that a port shows of them.
     */
    public static List<Sighting> of(Recorded recorded, Question question) {
        var sightings = new Sightings(question, recorded.contracts());
        Map<List<String>, List<Shown>> ports = new HashMap<>();
        for (Span span : recorded.ports()) {
            JsonNode body = Json.parse(span.entry().body());
            ports.computeIfAbsent(store(body), store -> new ArrayList<>()).add(new Shown(body, time(span, body)));
        }
        List<Sighting> found = new ArrayList<>();
        Map<String, Integer> newest = new HashMap<>();
        for (Span span : recorded.readers()) {
            JsonNode body = Json.parse(span.entry().body());
            Time time = time(span, body);
            List<Sighting> seen = body.path("subject").path("kind").asText().equals("writer")
                    ? sightings.ofWriter(body, time, ports.getOrDefault(store(body), List.of()))
                    : sightings.ofGrant(body, time);
            for (Sighting sighting : seen) {
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

    /** What a port version showed, and when. */
    private record Shown(JsonNode port, Time time) {}

    private static List<String> store(JsonNode body) {
        return List.of(
                body.path("domain").asText(),
                body.path("product").asText(),
                body.path("store").asText());
    }

    /** All that the ports of its store showed, while they did and the writer could come in. */
    private List<Sighting> ofWriter(JsonNode body, Time writer, List<Shown> ports) {
        JsonNode subject = body.path("subject");
        String who = "writer " + subject.path("writer").asText() + " of "
                + subject.path("domain").asText() + "/" + subject.path("name").asText();
        List<Sighting> found = new ArrayList<>();
        for (Shown shown : ports) {
            Time time = new Time(
                    later(writer.from(), shown.time().from()),
                    earlier(writer.end(), shown.time().end()),
                    writer.certainty());
            if (time.from().isBefore(time.end())) {
                found.addAll(ofWriter(body, who, shown.port(), time));
            }
        }
        return found;
    }

    private List<Sighting> ofWriter(JsonNode body, String who, JsonNode port, Time time) {
        if (!question.about(port.path("domain").asText(), port.path("port").asText())
                || !question.overlaps(time.from(), time.end())) {
            return List.of();
        }
        List<Sighting> found = new ArrayList<>();
        String contract = port.path("contract").asText();
        for (JsonNode relation : contracts.getOrDefault(contract, Json.object()).path("schema")) {
            String name = relation.path("name").asText();
            for (JsonNode property : relation.path("properties")) {
                String column = property.path("name").asText();
                if (matches(contract, name, column)) {
                    found.add(sighting(body, who, address(port) + " " + name + "." + column, "Clear", null, time));
                }
            }
        }
        return found;
    }

    private List<Sighting> ofGrant(JsonNode body, Time time) {
        if (!question.about(body.path("domain").asText(), body.path("port").asText())
                || !question.overlaps(time.from(), time.end())) {
            return List.of();
        }
        List<Sighting> found = new ArrayList<>();
        JsonNode subject = body.path("subject");
        String who = subject.path("kind").asText() + " "
                + subject.path("domain").asText() + "/" + subject.path("name").asText();
        for (JsonNode relation : body.path("lens")) {
            String name = relation.path("relation").asText();
            for (String column : columns(body, relation)) {
                if (matches(body.path("contract").asText(), name, column)) {
                    found.add(sighting(
                            body,
                            who,
                            address(body) + " " + name + "." + column,
                            saw(relation, column),
                            rows(relation, column),
                            time));
                }
            }
        }
        return found;
    }

    private static String address(JsonNode port) {
        return port.path("domain").asText() + "/" + port.path("port").asText() + "."
                + port.path("version").asText();
    }

    private Sighting sighting(JsonNode body, String who, String column, String saw, @Nullable String rows, Time time) {
        Instant end = time.end();
        boolean open = end.equals(Instant.MAX);
        Instant cutFrom = time.from().isBefore(question.from()) ? question.from() : time.from();
        Instant cutTo = end.isAfter(question.to()) ? question.to() : end;
        return new Sighting(
                who,
                column,
                saw,
                rows,
                body.path("purpose").asText(),
                Deciders.text(body),
                body.path("request").asText(),
                cutFrom,
                open && cutTo.equals(Instant.MAX) ? null : cutTo,
                time.certainty().equals(EXPIRED) && end.isAfter(question.to()) ? EXACT : time.certainty());
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
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
            return new Time(from, end.isBefore(from) ? from : end, EXPIRED);
        }
        return new Time(from, next, span.nextLate() ? "exact (end recorded late)" : EXACT);
    }

    private Set<String> columns(JsonNode body, JsonNode relation) {
        Set<String> names = new LinkedHashSet<>();
        for (JsonNode group : relation.path("groups")) {
            order.columns(body, relation, group).forEach(column -> {
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
